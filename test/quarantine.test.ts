import { PutObjectCommand, type PutObjectCommandInput, S3Client } from '@aws-sdk/client-s3';
import { mockClient } from 'aws-sdk-client-mock';
import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { jsonLog } from '#adapters/aws/json-log.ts';
import { logLineMetrics } from '#adapters/aws/metrics.ts';
import { s3Quarantine } from '#adapters/aws/quarantine.ts';
import { redacted } from '#adapters/aws/redacted.ts';

const s3 = mockClient(S3Client);
const quarantine = s3Quarantine(new S3Client({ region: 'eu-west-1' }), 'quarantine');
const puts = (): PutObjectCommandInput[] => s3.commandCalls(PutObjectCommand).map(({ args }) => args[0].input);
beforeEach(() => {
  s3.reset();
  s3.on(PutObjectCommand).resolves({});
});

describe('quarantine', () => {
  test('keeps a message with its reason, and of an object its place', async () => {
    await quarantine.put({ id: 'message-1', reason: 'not JSON', body: '{"half":' });
    await quarantine.put({ id: 's3://trail/a.json.gz', reason: 'not gzip' });
    const [message, object] = puts();
    expect(message).toMatchObject({
      Bucket: 'quarantine',
      IfNoneMatch: '*',
      Metadata: { id: 'message-1', reason: 'not JSON' },
    });
    expect(message?.Key).toMatch(/^messages\/[0-9a-f]{40}\.json$/);
    expect(JSON.parse(String(message?.Body))).toEqual({ id: 'message-1', reason: 'not JSON', body: '{"half":' });
    expect(object?.Key).toMatch(/^objects\//);
    expect(JSON.parse(String(object?.Body))).toEqual({ id: 's3://trail/a.json.gz', reason: 'not gzip' });
  });

  test('the same again is the same entry, and one that stands is no error; a busy bucket is', async () => {
    for (const reason of ['not JSON', 'not JSON', 'too deep'])
      await quarantine.put({ id: 'message-1', reason, body: 'x' });
    expect(new Set(puts().map(({ Key }) => Key)).size).toBe(2);
    s3.on(PutObjectCommand).rejects(Object.assign(new Error('there'), { name: 'PreconditionFailed' }));
    await quarantine.put({ id: 'message-1', reason: 'not JSON' });
    s3.on(PutObjectCommand).rejects(Object.assign(new Error('slow down'), { name: 'SlowDown' }));
    await expect(quarantine.put({ id: 'message-1', reason: 'not JSON' })).rejects.toThrow('slow down');
  });

  test('whatever it holds makes metadata that a request can carry, and no more than fits', async () => {
    const anything = fc.string({ unit: 'binary', maxLength: 2_000 });
    await fc.assert(
      fc.asyncProperty(anything, anything, anything, async (id, reason, body) => {
        s3.resetHistory();
        await quarantine.put({ id, reason, body });
        for (const value of Object.values(puts()[0]?.Metadata ?? {}))
          expect(value).toMatch(/^[!-~]([ -~]{0,698}[!-~])?$/);
      }),
      { numRuns: 50 },
    );
    s3.resetHistory();
    await quarantine.put({ id: 'm', reason: 'long', body: 'x'.repeat(1_000_000) });
    expect(String(puts()[0]?.Body).length).toBeLessThan(300_000);
  });
});

describe('what lets somebody in is left out of a text', () => {
  const secret = 'IQoJb3JpZ2luX2VjEDoaCXVzLWVhc3QtMSJHMEUCIQD';

  test.each([
    ['a record', JSON.stringify({ responseElements: { credentials: { accessKeyId: 'ASIA1', sessionToken: secret } } })],
    ['a record cut off', JSON.stringify({ credentials: { sessionToken: secret } }).slice(0, 60)],
    ['a record in a notice', JSON.stringify({ Message: JSON.stringify({ credentials: { sessionToken: secret } }) })],
    ['one more wrapping', JSON.stringify([JSON.stringify([JSON.stringify({ secretAccessKey: secret })])])],
    ['slashes escaped', `{"sessionToken":"A\\/${secret}\\/B"}`],
    ['a password', JSON.stringify({ requestParameters: { userName: 'bob', newPassword: secret } })],
    ['a signed URL', `https://b.s3.amazonaws.com/k?X-Amz-Security-Token=${secret}&X-Amz-Signature=${secret}`],
    ['a sign-in', `https://signin.aws.amazon.com/federation?Action=login&SigninToken=${secret}`],
  ])('%s', (_, text) => {
    expect(redacted(text)).not.toContain(secret.slice(0, 20));
    expect(redacted(text)).toContain('(left out)');
  });

  test('and the rest stays', () => {
    const text = JSON.stringify({ eventName: 'GetSessionToken', credentials: { accessKeyId: 'ASIA1' } });
    expect(redacted(text)).toBe(text);
  });
});

describe('what a function says of itself', () => {
  test('metrics are lines that CloudWatch reads', () => {
    const lines: string[] = [];
    const metrics = logLineMetrics(
      (line) => void lines.push(line),
      () => 1_772_442_000_000,
    );
    metrics.record({ RecordsKept: 7, LagSeconds: 61.5 });
    metrics.record({ FindingsTold: 2 }, { severity: 'high' });
    metrics.record({});
    metrics.record({ LagSeconds: Number.NaN });
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      {
        _aws: {
          Timestamp: 1_772_442_000_000,
          CloudWatchMetrics: [
            {
              Namespace: 'Trailwarden',
              Dimensions: [[]],
              Metrics: [
                { Name: 'RecordsKept', Unit: 'Count' },
                { Name: 'LagSeconds', Unit: 'Seconds' },
              ],
            },
          ],
        },
        RecordsKept: 7,
        LagSeconds: 61.5,
      },
      {
        _aws: {
          Timestamp: 1_772_442_000_000,
          CloudWatchMetrics: [
            {
              Namespace: 'Trailwarden',
              Dimensions: [['severity']],
              Metrics: [{ Name: 'FindingsTold', Unit: 'Count' }],
            },
          ],
        },
        severity: 'high',
        FindingsTold: 2,
      },
    ]);
  });

  test('an error is one line without its place, whatever was thrown', () => {
    const lines: string[] = [];
    const log = jsonLog((line) => void lines.push(line));
    log.error('not read', new TypeError('no\nsuch'), { key: 'a' });
    log.error('not read', 'odd');
    log.info('batch', { records: 3 });
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      { level: 'ERROR', message: 'not read', error: 'TypeError', reason: 'no\nsuch', key: 'a' },
      { level: 'ERROR', message: 'not read', error: 'Error', reason: 'odd' },
      { level: 'INFO', message: 'batch', records: 3 },
    ]);
    expect(lines.every((line) => !line.includes('\n'))).toBe(true);
  });
});
