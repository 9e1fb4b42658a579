import { gzipSync } from 'node:zlib';
import { GetFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
import { expect, test } from 'vitest';
import { entryOfKept } from '#adapters/aws/kept-entry.ts';
import { record, stopLogging } from '../cli-run.ts';
import { keptFinding } from '../kept-sample.ts';
import { askAws } from './ask-aws.ts';
import type { Deployed, FunctionName } from './deployed.ts';
import { call, deliver, forgetEverything, setEnvironment, setTaking } from './running.ts';

/** What each function may do, and a piece of its work that cannot be done without. */
const NEEDED: readonly (readonly [FunctionName, string, Work])[] = [
  ['ingest', 's3:GetObject', (deployed) => ingested(deployed, [stopLogging()])],
  ['ingest', 'dynamodb:GetItem', (deployed) => ingested(deployed, [stopLogging()])],
  ['ingest', 'dynamodb:Query', (deployed) => ingested(deployed, [stopLogging()])],
  ['ingest', 'dynamodb:PutItem', (deployed) => ingested(deployed, [record()])],
  ['ingest', 's3:PutObject', (deployed) => tookMessage(deployed, `not JSON, ${unique()}`)],
  ['backfill', 's3:GetObject', (deployed) => backfilled(deployed, [stopLogging()])],
  ['backfill', 'dynamodb:GetItem', (deployed) => backfilled(deployed, [stopLogging()])],
  ['backfill', 'dynamodb:Query', (deployed) => backfilled(deployed, [stopLogging()])],
  ['backfill', 'dynamodb:PutItem', (deployed) => backfilled(deployed, [record()])],
  ['sweep', 'dynamodb:Scan', swept],
  ['sweep', 'dynamodb:Query', swept],
  ['sweep', 'dynamodb:GetItem', swept],
  ['sweep', 'dynamodb:PutItem', swept],
  ['investigate', 'dynamodb:Query', (deployed) => answered(deployed, '/findings')],
  ['investigate', 'dynamodb:GetItem', (deployed) => answered(deployed, '/session/AKIAIOSFODNN7EXAMPLE')],
  ['investigate', 'dynamodb:Scan', (deployed) => answered(deployed, '/session/AKIAIOSFODNN7EXAMPLE')],
  ['publish', 'sns:Publish', told],
  ['publish', 'events:PutEvents', told],
];

/** What the emulator asks for in place of what AWS does. */
const STAND_INS: Readonly<Record<string, readonly string[]>> = { 'sns:Publish': ['sns:PublishBatch'] };

/** Resolves to whether it was done. */
type Work = (deployed: Deployed) => Promise<boolean>;

/** Every permission is needed: without it the work fails, with it again the work is done. */
export const testPermissions = (the: () => { deployed: Deployed }): void => {
  test.each(NEEDED)('%s needs %s', async (name, action, work) => {
    const { deployed } = the();
    await setTaking(deployed, { Enabled: false });
    try {
      expect(await work(deployed)).toBe(true);
      const restore = await without(deployed, name, [action, ...(STAND_INS[action] ?? [])]);
      await setEnvironment(deployed, name, { COLD_START: unique() });
      expect(await work(deployed)).toBe(false);
      await restore();
      expect(await work(deployed)).toBe(true);
    } finally {
      await setTaking(deployed, { Enabled: true });
    }
  });

  test('a question without a signature is refused, a signed one answered', async () => {
    const { deployed } = the();
    const url = new URL('/findings', deployed.outputs.InvestigateUrl);
    const asked = {
      service: 'lambda',
      endpoint: deployed.proxy.endpoint,
      host: url.host,
      method: 'GET',
      path: url.pathname,
    } as const;
    expect((await askAws(asked, deployed.keys)).status).toBe(200);
    expect((await askAws(asked)).status).toBe(403);
  });
};

let made = 0;
const unique = (): string => `${Date.now()}-${made++}`;

const objectWith = async (
  deployed: Deployed,
  records: readonly unknown[],
): Promise<{ bucket: string; key: string }> => {
  const key = `permissions/${unique()}.json.gz`;
  await deliver(deployed, { key, body: gzipSync(JSON.stringify({ Records: records })) });
  return { bucket: deployed.outputs.TrailBucketName, key };
};

const tookMessage = async (deployed: Deployed, body: string): Promise<boolean> => {
  const { threw, answer } = await call(deployed, 'ingest', { Records: [{ messageId: unique(), body }] });
  return !threw && (answer as { batchItemFailures: unknown[] }).batchItemFailures.length === 0;
};

async function ingested(deployed: Deployed, records: readonly unknown[]): Promise<boolean> {
  const { bucket, key } = await objectWith(deployed, records);
  const detail = { bucket: { name: bucket }, object: { key } };
  return tookMessage(deployed, JSON.stringify({ source: 'aws.s3', 'detail-type': 'Object Created', detail }));
}

async function backfilled(deployed: Deployed, records: readonly unknown[]): Promise<boolean> {
  const { bucket, key } = await objectWith(deployed, records);
  return !(await call(deployed, 'backfill', { Bucket: bucket, Key: key })).threw;
}

/** What stood of findings is gone, so that it has something to write. */
async function swept(deployed: Deployed): Promise<boolean> {
  await forgetEverything(deployed, (pk) => pk.startsWith('FINDING#') || pk.startsWith('INCIDENT#'));
  return !(await call(deployed, 'sweep', { now: true })).threw;
}

async function answered(deployed: Deployed, rawPath: string): Promise<boolean> {
  const question = { rawPath, rawQueryString: '', requestContext: { http: { method: 'GET' } } };
  const { threw, answer } = await call(deployed, 'investigate', question);
  return !threw && (answer as { statusCode: number }).statusCode === 200;
}

async function told(deployed: Deployed): Promise<boolean> {
  const NewImage = entryOfKept(keptFinding({ id: `fnd-${unique()}` }));
  const change = { eventName: 'INSERT', dynamodb: { SequenceNumber: '1', ApproximateCreationDateTime: 1, NewImage } };
  const { threw, answer } = await call(deployed, 'publish', { Records: [change] });
  return !threw && (answer as { batchItemFailures: unknown[] }).batchItemFailures.length === 0;
}

interface Policy {
  readonly Statement: readonly { readonly Action: string | readonly string[] }[];
}

/** Takes actions out of all that a function's role may do; resolves to what puts them back. */
const without = async (
  deployed: Deployed,
  name: FunctionName,
  actions: readonly string[],
): Promise<() => Promise<void>> => {
  const { Role = '' } = await deployed.clients.lambda.send(
    new GetFunctionConfigurationCommand({ FunctionName: deployed.functions[name] }),
  );
  const RoleName = Role.split('/').at(-1)!;
  const iam = (Action: string, more: Readonly<Record<string, string>> = {}) =>
    iamCall(deployed, { Action, RoleName, ...more });
  const names = textsIn(await iam('ListRolePolicies'), 'member');
  const before = new Map<string, string>();
  for (const PolicyName of names) {
    const [text = ''] = textsIn(await iam('GetRolePolicy', { PolicyName }), 'PolicyDocument');
    const policy = JSON.parse(decodeURIComponent(text)) as Policy;
    const Statement = policy.Statement.flatMap((statement) => {
      const left = [statement.Action].flat().filter((one) => !actions.includes(one));
      return left.length > 0 ? [{ ...statement, Action: left }] : [];
    });
    const PolicyDocument = JSON.stringify({ ...policy, Statement });
    if (JSON.stringify(policy) === PolicyDocument) continue;
    before.set(PolicyName, JSON.stringify(policy));
    if (Statement.length > 0) await iam('PutRolePolicy', { PolicyName, PolicyDocument });
    else await iam('DeleteRolePolicy', { PolicyName });
  }
  if (before.size === 0) throw new Error(`the role of ${name} does not allow ${actions[0]}`);
  return async () => {
    for (const [PolicyName, PolicyDocument] of before) await iam('PutRolePolicy', { PolicyName, PolicyDocument });
  };
};

const iamCall = async (deployed: Deployed, form: Readonly<Record<string, string>>): Promise<string> => {
  const { status, body } = await askAws(
    {
      service: 'iam',
      endpoint: deployed.proxy.endpoint,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ Version: '2010-05-08', ...form }).toString(),
    },
    deployed.keys,
  );
  if (status !== 200) throw new Error(`${form['Action']}: ${status} ${body}`);
  return body;
};

/** Of the elements of this name; what stands in them needs no unescaping here but for quotes. */
const textsIn = (xml: string, element: string): readonly string[] =>
  [...xml.matchAll(new RegExp(`<${element}>([^<]*)</${element}>`, 'g'))].map(([, text = '']) =>
    text.replaceAll('&quot;', '"').replaceAll('&amp;', '&'),
  );
