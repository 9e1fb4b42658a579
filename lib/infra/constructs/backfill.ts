import { ArnFormat, Aws, Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import { Policy, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { DefinitionBody, LogLevel, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { acceptWildcards } from '../accepted.ts';
import { backfillDefinition } from '../backfill-definition.ts';
import type { CodeOf } from '../built-code.ts';
import type { CaseTable } from './case-table.ts';
import { KEY_USE } from './customer-key.ts';
import { BACKFILL_RESULTS, type Quarantine } from './quarantine.ts';
import type { TrailSource } from './trail-source.ts';
import { Worker } from './worker.ts';

export interface BackfillProps {
  readonly code: CodeOf;
  readonly environment: Readonly<Record<string, string>>;
  readonly trail: TrailSource;
  readonly caseTable: CaseTable;
  readonly quarantine: Quarantine;
  readonly key: IKey | undefined;
  /** For what cannot be read. */
  readonly deadLetters: IQueue;
  readonly concurrency: number;
}

/** Reads what was delivered before trailwarden stood, or was lost to it, with the same pipeline. */
export class Backfill extends Construct {
  readonly worker: Worker;
  readonly stateMachine: StateMachine;

  constructor(scope: Construct, id: string, props: BackfillProps) {
    super(scope, id);
    const { code, environment, trail, caseTable, quarantine, key, deadLetters, concurrency } = props;
    this.worker = new Worker(this, 'Worker', {
      name: 'backfill',
      description: 'Reads a batch of objects for a back-fill',
      code,
      environment,
      timeout: Duration.minutes(14),
      memoryMegabytes: 1769,
    });
    trail.allowReading(this.worker);
    caseTable.allow(this.worker, 'read', 'write');
    quarantine.allowKeeping(this.worker);

    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('states.amazonaws.com') });
    const allow = (actions: string[], ...resources: string[]) =>
      role.addToPolicy(new PolicyStatement({ actions, resources }));
    allow(['lambda:InvokeFunction'], this.worker.lambda.functionArn);
    allow(['sqs:SendMessage'], deadLetters.queueArn);
    allow(['s3:ListBucket'], trail.bucket.bucketArn);
    const results = quarantine.bucket.arnForObjects(`${BACKFILL_RESULTS}/*`);
    allow(['s3:PutObject'], results);
    acceptWildcards(this, 'Results are named after the run, by AWS.', [results]);
    acceptWildcards(this, 'Log delivery of a state machine, logs:CreateLogDelivery and its like, takes no resource.', [
      '*',
    ]);
    if (key !== undefined) allow([...KEY_USE], key.keyArn);
    this.stateMachine = new StateMachine(this, 'StateMachine', {
      role,
      definitionBody: DefinitionBody.fromString(
        Stack.of(this).toJsonString(
          backfillDefinition({
            partition: Aws.PARTITION,
            deadLettersUrl: deadLetters.queueUrl,
            functionArn: this.worker.lambda.functionArn,
            resultsBucket: quarantine.bucket.bucketName,
            resultsPrefix: BACKFILL_RESULTS,
            concurrency,
          }),
        ),
      ),
      logs: {
        destination: new LogGroup(this, 'Log', {
          retention: RetentionDays.THREE_MONTHS,
          removalPolicy: RemovalPolicy.DESTROY,
        }),
        level: LogLevel.ALL,
      },
    });
    this.allowMapRuns(role);
  }

  /** A distributed map starts executions of its own state machine; the names of its runs are AWS's. */
  private allowMapRuns(role: Role): void {
    const { stateMachineArn, stateMachineName } = this.stateMachine;
    const executions = Stack.of(this).formatArn({
      service: 'states',
      resource: 'execution',
      resourceName: `${stateMachineName}/*`,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
    new Policy(this, 'MapRuns', {
      roles: [role],
      statements: [
        new PolicyStatement({ actions: ['states:StartExecution'], resources: [stateMachineArn] }),
        new PolicyStatement({
          actions: ['states:DescribeExecution', 'states:StopExecution', 'states:RedriveExecution'],
          resources: [executions],
        }),
      ],
    });
    acceptWildcards(this, 'Runs of the map are executions of this state machine, named by AWS.', [executions]);
    Validations.of(this).acknowledge({
      id: 'AwsSolutions-SF2',
      reason: 'Each run, its items and its logs are shown already; tracing would need a power over all resources.',
    });
  }
}
