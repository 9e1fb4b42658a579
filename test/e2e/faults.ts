import { gzipSync } from 'node:zlib';
import { GetObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { StopExecutionCommand } from '@aws-sdk/client-sfn';
import { PurgeQueueCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { beforeEach, expect, test } from 'vitest';
import { randomFrom } from '#scenario/random.ts';
import type { Fault } from '../aws/fault-proxy.ts';
import { run } from '../cli-run.ts';
import { expectAgreement } from './agreement.ts';
import type { Deployed } from './deployed.ts';
import {
  deliver,
  drained,
  found,
  processesOf,
  returnAfter,
  setEnvironment,
  setTaking,
  startAfresh,
  waiting,
} from './running.ts';
import type { Listener } from './told.ts';
import { knownTrail, shuffled, type TrailObject } from './trail.ts';

/** A fifth of the calls fail: as throttled, as AWS's own fault. The second is drawn where the first was not. */
const aFifthFails = (match: RegExp, throttled: string): readonly Fault[] => [
  { match, probability: 0.1, status: 400, type: throttled },
  { match, probability: 0.111, status: 500, type: 'InternalServerError' },
];
const TABLE_CALLS = /^dynamodb:DynamoDB_\d+\.(PutItem|GetItem|Query|Scan)$/;

/** So long that whatever is done meanwhile happens in the middle of a batch. */
const SLOW_PUTS: Fault = { match: /^dynamodb:.*PutItem$/, delayMs: 150, when: 'never' };

/** Failed deliveries come again soon; the deployed queue would wait for twelve minutes. */
const RETURN_SECONDS = 20;

interface Stage {
  readonly deployed: Deployed;
  readonly listener: Listener;
}

/** Whatever goes wrong, the answer is that of one analysis of the same objects, and nothing lies with the dead letters. */
export const testFaults = (the: () => Stage, isAll: boolean): void => {
  // A third of them is enough to go wrong, in a third of the time.
  const objects = knownTrail().filter((_, n) => isAll || n % 3 === 0);
  let sinceMs = 0;

  beforeEach(async () => {
    const { deployed, listener } = the();
    deployed.proxy.setFaults([]);
    await returnAfter(deployed, RETURN_SECONDS);
    await startAfresh(deployed);
    await listener.forget();
    sinceMs = Date.now();
  });

  const deliverAll = async (some: readonly TrailObject[] = objects) => {
    for (const object of shuffled(some, randomFrom(some.length))) await deliver(the().deployed, object);
  };

  test('a fifth of all calls to the table and the bucket fail', async () => {
    const { deployed, listener } = the();
    const before = deployed.proxy.counts.failed;
    deployed.proxy.setFaults(
      [...aFifthFails(TABLE_CALLS, 'ProvisionedThroughputExceededException'), ...aFifthFails(/^s3:GET /, 'SlowDown')],
      5,
    );
    await deliverAll();
    await drained(deployed, objects.length, sinceMs);
    expect(deployed.proxy.counts.failed - before).toBeGreaterThan(100);
    await expectAgreement(deployed, objects, listener);
  });

  test('functions are killed in the middle of a batch', async () => {
    const { deployed, listener } = the();
    deployed.proxy.setFaults([SLOW_PUTS]);
    const putsBefore = putsIn(deployed);
    await deliverAll();
    await found('a batch at work', async () => (putsIn(deployed) > putsBefore + 50 ? true : undefined));
    const killed = processesOf(deployed, 'ingest');
    expect(killed.length).toBeGreaterThan(0);
    for (const pid of killed) process.kill(pid, 'SIGKILL');
    deployed.proxy.setFaults([]);
    await found('the queue empty', async () => ((await left(deployed)) === 0 ? true : undefined));
    await expectAgreement(deployed, objects, listener);
  });

  test('what nobody can read is quarantined with its reason, once', async () => {
    const { deployed, listener } = the();
    const { clients, outputs } = deployed;
    const bad = { key: `bad/${sinceMs}.json.gz`, body: Buffer.from('no gzip, no JSON') };
    const cut = { key: `bad/${sinceMs}-cut.json.gz`, body: gzipSync('{"Records":[').subarray(0, 12) };
    const good = objects.slice(0, 6);
    for (const object of [bad, ...good, cut, bad]) await deliver(deployed, object);
    const MessageBody = `no message of ours ${sinceMs}`;
    await clients.sqs.send(new SendMessageCommand({ QueueUrl: outputs.DeliveryQueueUrl, MessageBody }));
    await drained(deployed, good.length + 4, sinceMs);
    await expectAgreement(deployed, good, listener);
    const kept = await quarantined(deployed);
    const about = (text: string) => kept.filter((entry) => entry.includes(text));
    expect(about(bad.key)).toHaveLength(1);
    expect(about(cut.key)).toHaveLength(1);
    expect(about(MessageBody)).toEqual([expect.stringContaining('not JSON')]);
  });

  test('every object is a batch of its own, and they run at the same time', async () => {
    const { deployed, listener } = the();
    await setTaking(deployed, { BatchSize: 1 });
    deployed.proxy.setFaults([SLOW_PUTS]);
    await deliverAll();
    let most = 0;
    await found('the queue empty', async () => {
      most = Math.max(most, processesOf(deployed, 'ingest').length);
      return (await left(deployed)) === 0 ? true : undefined;
    });
    await setTaking(deployed, { BatchSize: 100 });
    expect(most).toBeGreaterThan(1);
    expect(most).toBeLessThanOrEqual(MOST_AT_ONCE);
    await expectAgreement(deployed, objects, listener);
  });

  test('nothing can be told for a while', async () => {
    const { deployed, listener } = the();
    // The topics refuse, then the function does not even start; its stream waits for it.
    deployed.proxy.setFaults([{ match: /^sns:PublishBatch$/, times: 4 }]);
    await setEnvironment(deployed, 'publish', { FINDINGS_TOPIC_ARN: undefined });
    await deliverAll();
    await drained(deployed, objects.length, sinceMs);
    expect(await listener.told()).toEqual([]);
    await setEnvironment(deployed, 'publish', { FINDINGS_TOPIC_ARN: deployed.outputs.FindingsTopicArn });
    await found('something told', async () => ((await listener.told()).length > 0 ? true : undefined));
    await expectAgreement(deployed, objects, listener);
  });

  test.runIf(isAll)('a back-fill is stopped and resumed', async () => {
    const { deployed, listener } = the();
    const { clients, outputs } = deployed;
    const machine = ['--state-machine', outputs.BackfillStateMachineArn];
    const prefix = `backfill-${sinceMs}/`;
    const past = objects.map(({ key, body }) => ({ key: prefix + key, body }));
    await setTaking(deployed, { Enabled: false });
    await deliverAll(past);
    await found('notices that nobody takes', async () => ((await left(deployed)) >= past.length ? true : undefined));
    await clients.sqs.send(new PurgeQueueCommand({ QueueUrl: outputs.DeliveryQueueUrl }));
    await setTaking(deployed, { Enabled: true });

    deployed.proxy.setFaults([SLOW_PUTS]);
    const started = await run([
      'backfill',
      'start',
      '--prefix',
      `s3://${outputs.TrailBucketName}/${prefix}`,
      ...machine,
    ]);
    expect([started.code, started.stderr]).toEqual([0, '']);
    const executionArn = /arn:\S+:execution:\S+/.exec(started.stdout)?.[0];
    const putsBefore = putsIn(deployed);
    await found('the back-fill at work', async () => (putsIn(deployed) > putsBefore + 30 ? true : undefined));
    await clients.sfn.send(new StopExecutionCommand({ executionArn }));
    deployed.proxy.setFaults([]);
    const resumed = await run(['backfill', 'start', '--resume', ...machine]);
    expect([resumed.code, resumed.stderr]).toEqual([0, '']);
    await found('the back-fill done', async () => {
      const { stdout } = await run(['backfill', 'status', ...machine]);
      return stdout.includes(`${past.length} of ${past.length} objects read`) ? true : undefined;
    });
    await expectAgreement(deployed, past, listener);
  });

  test.runIf(isAll)('a new version is deployed in the middle', async () => {
    const { deployed, listener } = the();
    deployed.proxy.setFaults([SLOW_PUTS]);
    const half = objects.length >> 1;
    await deliverAll(objects.slice(0, half));
    await deployed.deployAgain({ factDays: '80' });
    await deliverAll(objects.slice(half));
    deployed.proxy.setFaults([]);
    await found('the queue empty', async () => ((await left(deployed)) === 0 ? true : undefined));
    await expectAgreement(deployed, objects, listener);
  });
};

/** Settings' default: copies of `ingest` at once. */
const MOST_AT_ONCE = 10;

const left = async (deployed: Deployed): Promise<number> => {
  const { ready, atWork } = await waiting(deployed, deployed.outputs.DeliveryQueueUrl);
  return ready + atWork;
};

const putsIn = ({ proxy }: Deployed): number =>
  [...proxy.counts.calls].reduce((sum, [what, count]) => (SLOW_PUTS.match.test(what) ? sum + count : sum), 0);

/** All entries of the quarantine, as text. */
const quarantined = async ({ clients, outputs }: Deployed): Promise<readonly string[]> => {
  const Bucket = outputs.QuarantineBucketName;
  const { Contents = [] } = await clients.s3.send(new ListObjectsV2Command({ Bucket }));
  return Promise.all(
    Contents.map(async ({ Key }) => {
      const { Body } = await clients.s3.send(new GetObjectCommand({ Bucket, Key }));
      return (await Body?.transformToString()) ?? '';
    }),
  );
};
