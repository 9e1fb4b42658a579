import { Duration } from 'aws-cdk-lib';
import { FunctionUrlAuthType } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { CodeOf } from '../built-code.ts';
import type { CaseTable } from './case-table.ts';
import { Worker } from './worker.ts';

export interface InvestigatorProps {
  readonly code: CodeOf;
  readonly environment: Readonly<Record<string, string>>;
  readonly caseTable: CaseTable;
}

/** Answers questions over HTTPS, to whoever IAM lets in. Reads only. */
export class Investigator extends Construct {
  readonly worker: Worker;
  readonly url: string;

  constructor(scope: Construct, id: string, { code, environment, caseTable }: InvestigatorProps) {
    super(scope, id);
    this.worker = new Worker(this, 'Worker', {
      name: 'investigate',
      description: 'Answers session, who, incident and findings over HTTPS',
      code,
      environment,
      timeout: Duration.minutes(1),
      memoryMegabytes: 1769,
    });
    caseTable.allow(this.worker, 'read', 'readAll');
    this.url = this.worker.lambda.addFunctionUrl({ authType: FunctionUrlAuthType.AWS_IAM }).url;
  }
}
