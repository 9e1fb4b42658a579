import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { LambdaClient, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { type Emulator, freePort, startEmulator } from '../aws/emulator.ts';
import { type FaultProxy, startFaultProxy } from '../aws/fault-proxy.ts';
import type { Keys } from './signed-call.ts';

const REPOSITORY = fileURLToPath(new URL('../..', import.meta.url));
const STACK = 'TrailwardenHub';
/** MiniStack's own. */
export const ACCOUNT = '000000000000';

const FUNCTIONS = ['ingest', 'publish', 'sweep', 'investigate', 'backfill'] as const;
export type FunctionName = (typeof FUNCTIONS)[number];

const OUTPUTS = [
  'TrailBucketName',
  'DeliveryQueueUrl',
  'DeadLetterQueueUrl',
  'CaseTableName',
  'QuarantineBucketName',
  'FindingsTopicArn',
  'IncidentsTopicArn',
  'BackfillStateMachineArn',
  'InvestigateUrl',
] as const;
type Outputs = Readonly<Record<(typeof OUTPUTS)[number], string>>;

/** The stack as a person deploys it, under enforced policies, with everything going through a proxy that can make it fail. */
export interface Deployed {
  readonly emulator: Emulator;
  readonly proxy: FaultProxy;
  readonly outputs: Outputs;
  /** The functions' names in AWS. */
  readonly functions: Readonly<Record<FunctionName, string>>;
  readonly clients: Clients;
  /** Root's. */
  readonly keys: Keys;
  /** Deploys again, with these settings besides. */
  deployAgain(context: Readonly<Record<string, string>>): Promise<void>;
  stop(): Promise<void>;
}

type Clients = ReturnType<typeof clientsFor>;

const clientsFor = (options: Emulator['clientOptions']) => ({
  s3: new S3Client({ ...options, forcePathStyle: true }),
  // A queue knows itself by the address behind the proxy.
  sqs: new SQSClient({ ...options, useQueueUrlAsEndpoint: false }),
  sns: new SNSClient(options),
  sfn: new SFNClient(options),
  lambda: new LambdaClient(options),
  dynamo: new DynamoDBClient(options),
});

/** Starts an emulator of its own, `cdk bootstrap`, `cdk deploy`: half a minute on an idle machine. Needs the built bundles. */
export const deployStack = async (): Promise<Deployed> => {
  const port = await freePort();
  const proxy = await startFaultProxy(`http://127.0.0.1:${port}`);
  const emulator = await startEmulator({
    auth: true,
    port,
    environment: {
      AWS_ENDPOINT_URL: proxy.endpoint,
      // Functions run on this machine's Node, which may be older than theirs.
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    },
  });
  const options = { ...emulator.clientOptions, endpoint: proxy.endpoint };
  const { accessKeyId, secretAccessKey } = options.credentials;
  const environment = {
    AWS_ENDPOINT_URL: proxy.endpoint,
    AWS_REGION: options.region,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
  };
  // For the command line, which the tests run.
  Object.assign(process.env, environment);
  const folder = mkdtempSync(join(tmpdir(), 'trailwarden-cdk-'));
  const cdk = (args: readonly string[]) =>
    runCdk([...args, '--output', join(folder, 'out')], { ...environment, CDK_HOME: folder });
  const outputsFile = join(folder, 'outputs.json');
  const deploy = (context: Readonly<Record<string, string>>) => {
    const settings = Object.entries({ local: '1', ...context }).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
    return cdk(['deploy', STACK, ...settings, '--require-approval', 'never', '--outputs-file', outputsFile]);
  };
  const stop = async () => {
    await emulator.stop();
    await proxy.stop();
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  };
  try {
    await cdk(['bootstrap', `aws://${ACCOUNT}/${options.region}`, '-c', 'local=1']);
    await deploy({});
    const clients = clientsFor(options);
    return {
      emulator,
      proxy,
      outputs: outputsIn(outputsFile),
      functions: await functionNames(clients.lambda),
      clients,
      keys: options.credentials,
      deployAgain: deploy,
      stop,
    };
  } catch (error) {
    const said = emulator.log().slice(-2000);
    await stop();
    throw new Error(`the stack was not deployed; the emulator said: ${said}`, { cause: error });
  }
};

const outputsIn = (file: string): Outputs => {
  const outputs = (JSON.parse(readFileSync(file, 'utf8')) as Record<string, Record<string, string>>)[STACK] ?? {};
  const missing = OUTPUTS.filter((name) => !outputs[name]);
  if (missing.length > 0) throw new Error(`the stack has no output ${missing.join(', ')}`);
  return outputs as Outputs;
};

/** Names in AWS begin with the stack's and the construct's. */
const functionNames = async (client: LambdaClient): Promise<Record<FunctionName, string>> => {
  const { Functions = [] } = await client.send(new ListFunctionsCommand({}));
  const named = FUNCTIONS.map((name) => {
    const found = Functions.find(({ FunctionName = '' }) =>
      FunctionName.toLowerCase().startsWith(`${STACK}-${name}worker`.toLowerCase()),
    );
    if (!found?.FunctionName) throw new Error(`there is no function ${name}`);
    return [name, found.FunctionName] as const;
  });
  return Object.fromEntries(named) as Record<FunctionName, string>;
};

const runCdk = (args: readonly string[], environment: Readonly<Record<string, string>>): Promise<void> =>
  new Promise((resolve, reject) => {
    const child = spawn(join(REPOSITORY, 'node_modules/.bin/cdk'), [...args, '--no-notices', '--progress', 'events'], {
      cwd: REPOSITORY,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        PATH: process.env.PATH,
        HOME: process.env.HOME,
        CDK_DISABLE_CLI_TELEMETRY: 'true',
        NODE_NO_WARNINGS: '1',
        ...environment,
      },
    });
    let said = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (text: Buffer) => {
        said = `${said}${text.toString()}`.slice(-4000);
      });
    child.on('error', reject);
    child.on('close', (code) =>
      code === 0 ? resolve() : reject(new Error(`cdk ${args[0]} ended with ${code}: ${said}`)),
    );
  });
