import { describe, expect, it } from 'vitest';
import { decodeRecord, isRefusal } from '#engine/decode/decode-record.ts';
import { parseEventTime } from '#engine/decode/event-time.ts';
import type { Activity } from '#engine/model/activity.ts';
import { eventIdOf } from '#engine/model/event-id.ts';
import { rawRecord } from './fixtures/raw-record.ts';

const decoded = (fields: Record<string, unknown> = {}): Activity => {
  const activity = decodeRecord(rawRecord(fields));
  if (isRefusal(activity)) throw new Error(activity.reason);
  return activity;
};

describe('one parsed record', () => {
  it('says who did what, when, from where, through which credential', () => {
    const activity = decoded();
    expect(activity).toMatchObject({
      eventId: eventIdOf('293ba626-3be5-4a26-ab1b-0f4c54f49959'),
      recipientAccountId: '111122223333',
      atMs: Date.parse('2026-03-02T09:12:00Z'),
      action: 's3:GetObject',
      region: 'us-east-1',
      sourceAddress: '10.20.4.7',
      userAgent: '[aws-cli/2.15.0]',
      outcome: 'success',
      addendum: false,
    });
    expect(activity.identity).toMatchObject({
      accessKeyId: 'ASIAEXAMPLEEXAMPLE01',
      creationMs: Date.parse('2026-03-02T09:00:00Z'),
      issuerArn: 'arn:aws:iam::111122223333:role/service-role/ci',
      mfa: false,
      fromConsole: false,
    });
  });

  it('drops the API version Lambda appends, and only that', () => {
    const action = (eventName: string) => decoded({ eventSource: 'lambda.amazonaws.com', eventName }).action;
    expect(action('UpdateFunctionCode20150331v2')).toBe('lambda:UpdateFunctionCode');
    expect(action('CreateFunction20150331')).toBe('lambda:CreateFunction');
    expect(action('GetAccount2')).toBe('lambda:GetAccount2');
  });

  it('takes the caller for the recipient where the record names none', () => {
    expect(decoded({ recipientAccountId: undefined }).recipientAccountId).toBe('111122223333');
  });

  it('reads a console credential from the string and from an export’s boolean', () => {
    expect(decoded({ sessionCredentialFromConsole: 'true' }).identity.fromConsole).toBe(true);
    expect(decoded({ sessionCredentialFromConsole: true }).identity.fromConsole).toBe(true);
    expect(decoded({ sessionCredentialFromConsole: 'false' }).identity.fromConsole).toBe(false);
  });

  it.each([
    [null, 'not an object'],
    [[], 'not an object'],
    ['x', 'not an object'],
    [rawRecord({ eventID: undefined }), 'eventID missing'],
    [rawRecord({ eventID: '' }), 'eventID missing'],
    [rawRecord({ eventTime: null }), 'eventTime missing'],
    [rawRecord({ eventTime: 1_700_000_000 }), 'eventTime is not a string'],
    [rawRecord({ eventTime: 'yesterday' }), 'eventTime is not a time'],
    [rawRecord({ eventTime: '2023-02-29T00:00:00Z' }), 'eventTime is not a time'],
    [rawRecord({ eventName: {} }), 'eventName is not a string'],
    [rawRecord({ eventSource: undefined }), 'eventSource missing'],
  ])('refuses what has no identity or no moment: %#', (record, reason) => {
    expect(decodeRecord(record)).toEqual({ reason });
  });

  it('keeps a record whose optional fields all have the wrong type', () => {
    const needed = new Set(['eventID', 'eventTime', 'eventSource', 'eventName']);
    for (const wrong of [7, true, [], [[{}]], {}, null, 'text']) {
      const fields = Object.keys(rawRecord()).filter((name) => !needed.has(name));
      const activity = decoded(Object.fromEntries(fields.map((name) => [name, wrong])));
      expect(activity.identity.accessKeyId).toBe('');
    }
  });

  it('cuts absurd strings and keeps lone surrogates as they are', () => {
    const activity = decoded({ userAgent: `\ud800${'x'.repeat(10_000)}`, awsRegion: '\udfff' });
    expect(activity.userAgent).toBe(`\ud800${'x'.repeat(4095)}`);
    expect(activity.region).toBe('\udfff');
  });

  it('lets no session token, password or secret into what it keeps', () => {
    const kept = JSON.stringify(
      decoded({
        eventSource: 'sts.amazonaws.com',
        eventName: 'AssumeRole',
        requestParameters: { roleArn: 'arn:aws:iam::111122223333:role/x', roleSessionName: 'y', password: 'SECRETpw' },
        responseElements: {
          credentials: {
            accessKeyId: 'ASIAEXAMPLEEXAMPLE02',
            sessionToken: 'SECRETtoken',
            secretAccessKey: 'SECRETkey',
          },
        },
      }),
    );
    expect(kept).toContain('ASIAEXAMPLEEXAMPLE02');
    expect(kept).not.toContain('SECRET');
  });
});

describe('times', () => {
  it.each([
    ['2023-07-10T11:42:31Z', '2023-07-10T11:42:31.000Z'],
    ['2023-07-10T11:42:31.5Z', '2023-07-10T11:42:31.500Z'],
    ['2023-07-10T11:42:31.123456789Z', '2023-07-10T11:42:31.123Z'],
    ['2023-07-10 11:42:31.250', '2023-07-10T11:42:31.250Z'],
    ['2023-07-10T11:42:31+02:00', '2023-07-10T09:42:31.000Z'],
    ['2023-07-10T11:42:31-0130', '2023-07-10T13:12:31.000Z'],
    ['20131102T010628Z', '2013-11-02T01:06:28.000Z'],
    ['2024-02-29T23:59:59Z', '2024-02-29T23:59:59.000Z'],
    ['0001-01-01T00:00:00Z', '0001-01-01T00:00:00.000Z'],
  ])('%s is %s', (written, meant) => {
    expect(new Date(parseEventTime(written)!).toISOString()).toBe(meant);
  });

  it.each([
    '',
    'now',
    '2023-13-01T00:00:00Z',
    '2023-04-31T00:00:00Z',
    '2023-07-10T24:00:00Z',
    '2023-07-10',
    '1688989351',
  ])('%j is none', (written) => expect(parseEventTime(written)).toBeUndefined());

  it('agrees with the calendar on every day of four centuries', () => {
    for (let day = 0; day < 146_097; day += 13) {
      const date = new Date(Date.UTC(1900, 0, 1 + day));
      expect(parseEventTime(date.toISOString())).toBe(date.getTime());
    }
  });
});
