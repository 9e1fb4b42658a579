import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { rawRecord } from './fixtures/raw-record.ts';
import { tell } from './fixtures/told.ts';

const one = rawRecord({ eventID: 'one' });
const two = rawRecord({ eventID: 'two' });
const three = rawRecord({ eventID: 'three' });
const text = JSON.stringify;
const lines = (...values: unknown[]) => values.map((value) => text(value)).join('\n');
const envelope = (detail: unknown, type = 'AWS API Call via CloudTrail') => ({
  version: '0',
  id: 'e-1',
  'detail-type': type,
  source: 'aws.s3',
  resources: [],
  detail,
});
const s3Record = (key: string) => ({
  eventVersion: '2.1',
  eventSource: 'aws:s3',
  awsRegion: 'us-east-1',
  eventTime: '2026-03-02T09:12:00Z',
  eventName: 'ObjectCreated:Put',
  userIdentity: { principalId: 'AWS:x' },
  s3: { bucket: { name: 'trail' }, object: { key } },
});

const packed = (data: unknown) => ({ awslogs: { data: gzipSync(text(data)).toString('base64') } });

/** Each source, by its form, holds the records one, two and three, or fewer. */
const forms: Record<string, [source: string, ids: string[]]> = {
  'a trail object': [text({ Records: [one, two, three] }), ['one', 'two', 'three']],
  'a trail object with other keys around': [text({ a: { Records: 1 }, Records: [one], z: [[]] }), ['one']],
  'a trail object, pretty-printed': [JSON.stringify({ Records: [one, two] }, null, 2), ['one', 'two']],
  'two trail objects after each other': [text({ Records: [one] }) + text({ Records: [two] }), ['one', 'two']],
  'a bare list': [text([one, two]), ['one', 'two']],
  'a record a line': [`${lines(one, two)}\n\n\r\n${text(three)}\n`, ['one', 'two', 'three']],
  'a record a line, with commas and no brackets': [`${text(one)},\n${text(two)},\n`, ['one', 'two']],
  'records without anything between': [text(one) + text(two), ['one', 'two']],
  'one record over many lines': [JSON.stringify(one, null, 4), ['one']],
  'a byte order mark first': [`\ufeff${text({ Records: [one] })}`, ['one']],
  'trail objects a line': [lines({ Records: [one] }, { Records: [two, three] }), ['one', 'two', 'three']],
  'EventBridge envelopes': [lines(envelope(one), envelope(two)), ['one', 'two']],
  'a list of EventBridge envelopes': [text([envelope(one), envelope(two)]), ['one', 'two']],
  'LookupEvents output': [
    text({ Events: [{ EventId: 'one', EventName: 'x', CloudTrailEvent: text(one) }], NextToken: 'n' }),
    ['one'],
  ],
  'CloudWatch Logs subscription data': [
    text({
      messageType: 'DATA_MESSAGE',
      logGroup: 'g',
      logEvents: [{ id: '1', message: text(one) }, { message: text(two) }],
    }),
    ['one', 'two'],
  ],
  'CloudWatch Logs subscription data as Lambda is handed it': [
    lines(packed({ messageType: 'DATA_MESSAGE', logEvents: [{ message: text(one) }, { message: text(two) }] }), three),
    ['one', 'two', 'three'],
  ],
  'SNS around a record': [text({ Type: 'Notification', Message: text(envelope(one)) }), ['one']],
  'SQS as Lambda sees it': [text({ Records: [{ messageId: 'm', body: text(one), eventSource: 'aws:sqs' }] }), ['one']],
  'SQS as ReceiveMessage gives it': [
    text({ Messages: [{ MessageId: 'm', Body: text({ Records: [one, two] }) }] }),
    ['one', 'two'],
  ],
};

describe('records are found by content, whatever they come in', () => {
  it.each(Object.entries(forms))('%s', (_, [source, ids]) => {
    for (const chunkBytes of [Number.POSITIVE_INFINITY, 1, 7, 1000]) {
      const told = tell(source, chunkBytes);
      expect(told.activities.map(({ eventId }) => eventId)).toEqual(ids);
      expect(told.setAside).toEqual([]);
      expect(told.ending).toEqual({ records: ids.length, foreign: undefined });
    }
  });

  it('an empty trail object is a log without records', () => {
    expect(tell('{"Records":[]}').ending).toEqual({ records: 0, foreign: undefined });
  });
});

describe('what is no record is told apart', () => {
  it.each([
    ['digest', { awsAccountId: '1', digestStartTime: '2026-03-02T09:00:00Z', logFiles: [] }],
    [
      'insight',
      {
        Records: [{ eventVersion: '1.07', eventID: 'i', eventType: 'AwsCloudTrailInsight', eventCategory: 'Insight' }],
      },
    ],
    ['insight', { Records: [{ ...one, eventCategory: 'Insight' }] }],
    ['aggregated', { Records: [{ eventVersion: '1.0', eventId: 'a', eventCategory: 'Aggregated', summary: {} }] }],
    ['control-message', { messageType: 'CONTROL_MESSAGE', logEvents: [{ message: 'CWL CONTROL MESSAGE' }] }],
    ['test-event', { Service: 'Amazon S3', Event: 's3:TestEvent', Bucket: 'b' }],
  ])('%s', (kind, source) => {
    const told = tell(text(source));
    expect(told).toMatchObject({ other: [kind], activities: [], setAside: [] });
  });

  it('notices of delivered objects name bucket and key', () => {
    const notices = (source: unknown) => tell(text(source)).notices.map(([bucket, key]) => `${bucket}/${key}`);
    expect(notices({ Records: [s3Record('AWSLogs/a+b%2Bc.json.gz'), s3Record('d')] })).toEqual([
      'trail/AWSLogs/a b+c.json.gz',
      'trail/d',
    ]);
    expect(notices({ s3Bucket: 'trail', s3ObjectKey: ['x', 'y'] })).toEqual(['trail/x', 'trail/y']);
    expect(notices({ Type: 'Notification', Message: text({ s3Bucket: 'trail', s3ObjectKey: ['x'] }) })).toEqual([
      'trail/x',
    ]);
    expect(notices(envelope({ bucket: { name: 'trail' }, object: { key: 'a+b' } }, 'Object Created'))).toEqual([
      'trail/a+b',
    ]);
    expect(notices({ Messages: [{ Body: text({ Records: [s3Record('d')] }) }] })).toEqual(['trail/d']);
  });

  it.each([
    ['', 'empty', false],
    [' \n ', 'empty', false],
    ['# Readme\n\nThis is text.\n', 'not JSON', false],
    ['{"name":"x","version":"1"}', 'no CloudTrail record', true],
    ['[{"file":"a"},{"file":"b"}]', 'no CloudTrail record', true],
    ['{"file":"a"}\n{"file":', 'no CloudTrail record', false],
    ['{"file":"a"}\nfile b\n', 'no CloudTrail record', false],
    ['[]', 'empty', false],
    ['42', 'not JSON', false],
    ['{"name":', 'cut off', false],
  ])('a source without anything known is foreign: %j', (source, reason, isWhole) => {
    const told = tell(source);
    expect(told.ending).toEqual({ records: 0, foreign: { reason, isWhole } });
    expect(told.setAside).toEqual([]);
  });

  it('strangers before the first record get their places', () => {
    const told = tell(`junk\n{"a":1}\n${text(one)}\n[5]\n`);
    expect(told.setAside).toEqual([
      [0, 'not JSON'],
      [1, 'no CloudTrail record'],
      [3, 'not an object'],
    ]);
    expect(told.ending).toEqual({ records: 4, foreign: undefined });
  });

  it.each([
    ['damaged', Buffer.from('no gzip at all')],
    ['damaged', gzipSync(text(one)).subarray(0, -12)],
    ['too large', gzipSync(Buffer.alloc(40 * 1024 * 1024, ' '), { level: 9 })],
  ])('packed log data that is %s is one record set aside', (why, data) => {
    const told = tell(lines({ awslogs: { data: data.toString('base64') } }, two));
    expect(told.activities.map(({ eventId }) => eventId)).toEqual(['two']);
    expect(told.setAside).toEqual([[0, `packed log data, ${why}`]]);
  });

  it('packed data that unpack to nothing are given up on', () => {
    const bomb = text({ awslogs: { data: gzipSync(Buffer.alloc(30 * 1024 * 1024, ' ')).toString('base64') } });
    const told = tell(`${bomb}\n`.repeat(5), 50_000);
    expect(told.ending).toEqual({ records: 0, foreign: { reason: 'carries no JSON', isWhole: false } });
  });
});
