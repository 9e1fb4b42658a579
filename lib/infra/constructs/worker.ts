import { type Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Effect, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Function as Lambda, LoggingFormat, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { CodeOf, FunctionName } from '../built-code.ts';

export interface WorkerProps {
  readonly name: FunctionName;
  readonly code: CodeOf;
  readonly description: string;
  readonly memoryMegabytes: number;
  readonly timeout: Duration;
  /** Names of tables, buckets and topics; never a secret. */
  readonly environment: Readonly<Record<string, string>>;
}

/** One function with a role that may write its own log and nothing else, until it is given more. */
export class Worker extends Construct {
  readonly lambda: Lambda;
  readonly memoryMegabytes: number;
  private readonly role: Role;

  constructor(scope: Construct, id: string, props: WorkerProps) {
    super(scope, id);
    const { name, code, description, memoryMegabytes, timeout, environment } = props;
    const logGroup = new LogGroup(this, 'Log', {
      retention: RetentionDays.THREE_MONTHS,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    // AWS's own basic policy may write into every log of the account.
    this.role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    this.allow(['logs:CreateLogStream', 'logs:PutLogEvents'], [logGroup.logGroupArn]);
    this.memoryMegabytes = memoryMegabytes;
    this.lambda = new Lambda(this, 'Function', {
      code: code(name),
      handler: 'index.handler',
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      role: this.role,
      memorySize: memoryMegabytes,
      loggingFormat: LoggingFormat.JSON,
      description,
      timeout,
      logGroup,
      environment,
    });
  }

  /** Exactly these actions on exactly these resources. */
  allow(actions: readonly string[], resources: readonly string[]): void {
    this.role.addToPolicy(
      new PolicyStatement({ effect: Effect.ALLOW, actions: [...actions], resources: [...resources] }),
    );
  }
}
