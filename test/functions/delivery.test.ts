import { describe, expect, it } from 'vitest';
import { carriedBy } from '#pipeline/delivery.ts';
import { record } from '../cli-run.ts';
import { BUCKET, cloud, createdEvent } from './functions.ts';

const KEY = 'AWSLogs/111122223333/CloudTrail/us-east-1/2026/03/02/a+b %31.json.gz';
const s3Notice = (key: string) =>
  JSON.stringify({ Records: [{ eventName: 'ObjectCreated:Put', s3: { bucket: { name: BUCKET }, object: { key } } }] });
const bySns = (Message: string) => JSON.stringify({ Type: 'Notification', MessageId: 'm', TopicArn: 'arn', Message });
const grantRow = {
  id: 'CHG-7',
  principal: 'alice@example.com',
  role: 'ProdAdmin',
  from: '2026-03-02T09:00:00Z',
  to: '2026-03-02T10:00:00Z',
};
const nothing = { objects: [], records: [], other: [], strange: [] };

describe('a delivery carries', () => {
  it.each([
    ['an event of EventBridge, whose key is as it is', createdEvent(KEY)],
    ['a notice of S3, whose key is encoded', s3Notice(encodeURIComponent(KEY).replaceAll('%20', '+'))],
    ['one wrapped by SNS', bySns(s3Notice(encodeURIComponent(KEY)))],
    ['a notice of CloudTrail’s own', bySns(JSON.stringify({ s3Bucket: BUCKET, s3ObjectKey: [KEY] }))],
  ])('an object: %s', (_, body) => {
    expect(carriedBy(body)).toEqual({ ...nothing, objects: [{ bucket: BUCKET, key: KEY }] });
  });

  it('a record of its own, from the bus', () => {
    const detail = record();
    const body = JSON.stringify({ 'detail-type': 'AWS API Call via CloudTrail', source: 'aws.iam', detail });
    expect(carriedBy(body)).toEqual({ ...nothing, records: [detail] });
  });

  it('grants, one or several, from the bus alone; what of them is none is told', () => {
    const grant = (change: object = {}) => ({ ...grantRow, ...change });
    const event = (detail: unknown) => ({ 'detail-type': 'Grant', source: 'trailwarden.grants', detail });
    const carried = (message: unknown) => carriedBy(JSON.stringify(message));
    expect(carried(event(grant()))).toEqual({ ...nothing, grants: [expect.objectContaining({ id: 'CHG-7' })] });
    const several = carried(event({ grants: [grant(), grant({ id: 'CHG-8', to: 'never' }), 7] }));
    expect(several.grants?.map(({ id }) => id)).toEqual(['CHG-7']);
    expect(several.strange).toEqual([
      expect.stringMatching(/^grant 2 of 3: to: /),
      expect.stringMatching(/^grant 3 of 3: row: /),
    ]);
    expect(carried(event({ grants: [] }))).toEqual({ ...nothing, grants: [] });
    expect(carried(event('CHG-7')).strange).toEqual([expect.stringContaining('expected')]);
    for (const foreign of [{ Message: JSON.stringify(event(grant())) }, { detail: event(grant()) }, [event(grant())]])
      expect(carried(foreign).grants).toBeUndefined();
  });

  it.each([
    ['digest', createdEvent('AWSLogs/111122223333/CloudTrail-Digest/us-east-1/2026/03/02/d.json.gz')],
    ['insight', createdEvent('AWSLogs/o-abc/111122223333/CloudTrail-Insight/us-east-1/2026/03/02/i.json.gz')],
    ['config', createdEvent('AWSLogs/111122223333/Config/us-east-1/2026/3/2/ConfigHistory/c.json.gz')],
    ['test-event', JSON.stringify({ Service: 'Amazon S3', Event: 's3:TestEvent', Bucket: BUCKET })],
  ])('what is counted and left: %s', (kind, body) => {
    expect(carriedBy(body)).toEqual({ ...nothing, other: [kind] });
  });

  it.each(['', 'not json', '7', 'null', '"text"', '{}', '{"Records":[{"s3":{}}]}', '{"detail":{"detail":{}}}'])(
    'nothing that is known: %s',
    (body) => {
      const { objects, records, strange } = carriedBy(body);
      expect([objects, records]).toEqual([[], []]);
      expect(strange).not.toEqual([]);
    },
  );
});

describe('of a batch', () => {
  it('what nobody can read is quarantined with its reason, and nothing of it comes again', async () => {
    const objects = new Map([
      [`${BUCKET}/picture.json.gz`, 'GIF89a'],
      [`${BUCKET}/half.json.gz`, `{"Records":[${JSON.stringify(record())},{"eventVersion":"1.08","eventTi`],
    ]);
    const made = cloud(objects);
    const report = await made.ingester()([
      { id: 'poison', body: 'not json' },
      { id: 'gone', body: createdEvent('nowhere.json.gz') },
      { id: 'picture', body: createdEvent('picture.json.gz') },
      { id: 'half', body: createdEvent('half.json.gz') },
      { id: 'other', body: createdEvent('AWSLogs/111122223333/CloudTrail-Digest/x.json.gz') },
    ]);
    expect(report).toMatchObject({ failed: [], recordsRead: 1, recordsSetAside: 1, other: { digest: 1 } });
    expect(made.quarantined).toEqual([
      { id: 'poison', reason: 'not JSON', body: 'not json' },
      { id: `s3://${BUCKET}/nowhere.json.gz`, reason: 'there is no such object' },
      { id: `s3://${BUCKET}/picture.json.gz`, reason: expect.any(String) },
    ]);
  });

  it('a delivery that cannot be read now fails alone; when the table fails all come again', async () => {
    const made = cloud();
    const [good, busy] = [made.deliver([record()]), { id: 'busy', body: createdEvent('busy.json.gz') }];
    const ingest = made.ingester(undefined, (objects) => ({
      readInto: (bucket, key, ...rest) =>
        key === 'busy.json.gz' ? Promise.reject(new Error('SlowDown')) : objects.readInto(bucket, key, ...rest),
    }));
    expect(await ingest([good, busy])).toMatchObject({ failed: ['busy'], recordsRead: 1 });
    expect(made.held.facts.size).toBeGreaterThan(0);
    const failing = made.ingester((table) => ({ ...table, put: () => Promise.reject(new Error('throttled')) }));
    const other = made.deliver([record({ eventID: 'another' })]);
    expect((await failing([good, other])).failed).toEqual([good.id, other.id]);
    expect((await made.ingester()([good, other])).failed).toEqual([]);
  });

  it('an object larger than what is held goes into the table in portions', async () => {
    const made = cloud();
    const records = Array.from({ length: 60_000 }, (_, n) => record({ eventID: `id-${n}` }));
    let puts = 0;
    const ingest = made.ingester((table) => ({
      ...table,
      put: (items) => {
        puts++;
        return table.put(items);
      },
    }));
    expect(await ingest([made.deliver(records)])).toMatchObject({ failed: [], recordsRead: 60_000 });
    expect(puts).toBeGreaterThan(2);
  });
});
