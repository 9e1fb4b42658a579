import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { FindingTelling } from '#engine/model/telling.ts';
import { ASFF_LIMITS, asffOf } from '#report/asff.ts';
import { fitted, sizeBytesOf } from '#report/fitted.ts';
import { messageAttributes, messageBody } from '#report/message.ts';
import { chatNotification, inertText, NOTIFICATION_LIMITS } from '#report/slack-message.ts';
import { keptFinding, keptIncident, tellingFor } from './kept-sample.ts';

const place = { partition: 'aws', region: 'eu-west-1', accountId: '999988887777' };
/** Anything a log can hold, long and short, with the signs that chats and shells act on. */
const hostile = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 60 }),
  fc.stringMatching(
    /^[\s\S]{0,40}(<!channel>|<@U123>|@here|```|https:\/\/evil\.example|<http:\/\/a\|b>|\u202e|\u001b\[31m)[\s\S]{0,40}$/,
  ),
  fc.integer({ min: 200, max: 5_000 }).map((length) => 'long '.repeat(length)),
);

describe('the message of a topic', () => {
  test('is the line with version, status and change, on one line', () => {
    const { line } = keptFinding();
    const body = messageBody(tellingFor(keptFinding({}, { version: 3 }), { change: 'changed', changed: ['severity'] }));
    expect(JSON.parse(body)).toEqual({ ...line, version: 3, change: 'changed', changed: ['severity'] });
    expect(messageBody(tellingFor(keptFinding({ summary: 'a\n\u001b[31m\u202e' })))).not.toMatch(/[\n\u001b\u202e]/);
  });

  test('a withdrawn incident says so, and where it went', () => {
    const telling = tellingFor(keptIncident({}, { state: 'gone', into: 'inc-2' }), {
      change: 'withdrawn',
      into: 'inc-2',
    });
    expect(JSON.parse(messageBody(telling))).toMatchObject({ type: 'incident', status: 'withdrawn', into: 'inc-2' });
  });

  test('has attributes to choose by, none empty, no more than raw delivery takes', () => {
    expect(messageAttributes(tellingFor(keptFinding()))).toEqual({
      id: 'fnd-0a1b2c3d4e5f6071',
      version: 1,
      change: 'new',
      severity: 'medium',
      status: 'open',
      detection: 'session-on-two-networks',
      accountId: '111122223333',
    });
    for (const accountId of [undefined, ''])
      expect(messageAttributes(tellingFor(keptFinding({ accountId })))).not.toHaveProperty('accountId');
    const two = messageAttributes(tellingFor(keptIncident({ accountIds: ['1', '2'] })));
    expect(two).toMatchObject({ accountId: ['1', '2'], status: 'open' });
    expect(Object.keys(two).length).toBeLessThanOrEqual(10);
  });

  test('a huge line fits, keeps what leads, and says where all of it is', () => {
    const sessions = Array.from({ length: 40_000 }, (_, n) => `ses-${String(n).padStart(16, '0')}`);
    const body = messageBody(tellingFor(keptIncident({ sessions })));
    expect(Buffer.byteLength(body)).toBeLessThan(200 * 1024);
    const message = JSON.parse(body) as { sessions: string[]; cut: object; whole: string };
    expect(message.sessions).toEqual(sessions.slice(0, message.sessions.length));
    expect(message.cut).toEqual({ sessions: 40_000 });
    expect(message.whole).toBe('/incident/inc-0a1b2c3d4e5f6071');
  });

  test('any line fits into any room worth the name, and a list is never emptied', () => {
    const line = fc.dictionary(
      fc.stringMatching(/^[a-z]{1,8}$/),
      fc.oneof(hostile, fc.array(hostile, { minLength: 1 })),
    );
    fc.assert(
      fc.property(line, fc.integer({ min: 100_000, max: 200_000 }), (whole, maxBytes) => {
        const short = fitted(whole, maxBytes);
        expect(sizeBytesOf(short)).toBeLessThanOrEqual(maxBytes);
        for (const [name, value] of Object.entries(whole))
          if (Array.isArray(value)) expect((short[name] as unknown[]).length).toBeGreaterThan(0);
      }),
      { numRuns: 50 },
    );
  });
});

describe('a finding for Security Hub', () => {
  const telling = (line = {}, kept = {}): FindingTelling => tellingFor(keptFinding(line, kept)) as FindingTelling;

  test('names what it is, how bad, and what it is about', () => {
    const finding = asffOf(
      telling({
        severity: 'critical',
        tactics: ['credential-access', 'exfiltration'],
        accessKeyIds: ['ASIAIOSFODNN7EXAMPLE'],
        principal: 'arn:aws:iam::111122223333:role/ci',
        resources: ['arn:aws:s3:::payroll', 'arn:aws:s3:::payroll/2026.csv', 'something else'],
      }),
      place,
    );
    expect(finding).toMatchObject({
      SchemaVersion: '2018-10-08',
      Id: 'trailwarden/fnd-0a1b2c3d4e5f6071',
      ProductArn: 'arn:aws:securityhub:eu-west-1:999988887777:product/999988887777/default',
      AwsAccountId: '999988887777',
      CreatedAt: '2026-03-02T09:05:00.000Z',
      RecordState: 'ACTIVE',
      FindingProviderFields: {
        Severity: { Label: 'CRITICAL' },
        Types: ['TTPs/Credential Access', 'Effects/Data Exfiltration'],
      },
    });
    expect(finding.Resources?.map(({ Type, Id }) => [Type, Id])).toEqual([
      ['AwsIamAccessKey', 'AWS::IAM::AccessKey:ASIAIOSFODNN7EXAMPLE'],
      ['AwsIamRole', 'arn:aws:iam::111122223333:role/ci'],
      ['AwsS3Bucket', 'arn:aws:s3:::payroll'],
      ['AwsS3Object', 'arn:aws:s3:::payroll/2026.csv'],
      ['Other', 'something else'],
      ['AwsAccount', 'AWS::::Account:111122223333'],
    ]);
  });

  test('is archived when it is taken back or suppressed', () => {
    expect(asffOf(telling({}, { state: 'gone' }), place).RecordState).toBe('ARCHIVED');
    expect(asffOf(telling({ status: 'suppressed', suppressedBy: 'scan' }), place).RecordState).toBe('ARCHIVED');
  });

  test('a later version is a later update, within one second too', () => {
    const at = (version: number) => asffOf(telling({}, { version }), place).UpdatedAt!;
    expect(Date.parse(at(2))).toBeGreaterThan(Date.parse(at(1)));
    expect(at(1)).toBe(at(1));
  });

  test('keeps the limits of the format whatever the log holds', () => {
    const line = fc.record({
      title: hostile,
      summary: hostile,
      principal: hostile,
      suppressedBy: hostile,
      accountId: fc.constantFrom('', '111122223333'),
      accessKeyIds: fc.array(hostile, { maxLength: 40 }),
      resources: fc.array(hostile, { maxLength: 60 }),
      sessions: fc.array(hostile, { maxLength: 300 }),
      tactics: fc.array(fc.constantFrom('impact', 'discovery', 'unheard-of')),
    });
    fc.assert(
      fc.property(line, (changes) => {
        const finding = asffOf(telling(changes), place);
        const within = (text: string | undefined, most: number) => {
          expect(text?.trim()).not.toBe('');
          expect(text?.length ?? 0).toBeLessThanOrEqual(most);
        };
        within(finding.Title, ASFF_LIMITS.title);
        within(finding.Description, ASFF_LIMITS.description);
        within(finding.Id, ASFF_LIMITS.id);
        within(finding.GeneratorId, ASFF_LIMITS.id);
        expect(finding.FindingProviderFields?.Types?.length).toBeGreaterThan(0);
        expect(finding.Resources!.length).toBeGreaterThan(0);
        expect(finding.Resources!.length).toBeLessThanOrEqual(ASFF_LIMITS.resources);
        for (const { Type, Id } of finding.Resources!) {
          within(Type, 256);
          within(Id, 512);
        }
        const fields = Object.entries(finding.ProductFields!);
        expect(fields.length).toBeLessThanOrEqual(ASFF_LIMITS.productFields);
        for (const [name, value] of fields) {
          within(name, ASFF_LIMITS.productFieldName);
          within(value, ASFF_LIMITS.productFieldValue);
        }
        expect(Buffer.byteLength(JSON.stringify(finding))).toBeLessThan(240 * 1024);
        expect(JSON.stringify(finding)).not.toMatch(/[\u001b\u202e]/);
      }),
      { numRuns: 60 },
    );
  });
});

interface Notification {
  version: string;
  source: string;
  content: { textType: string; title: string; description: string; nextSteps: string[]; keywords: string[] };
  metadata: { threadId: string; additionalContext: Record<string, unknown> };
}
const chat = (...of: Parameters<typeof chatNotification>): Notification =>
  JSON.parse(chatNotification(...of)!) as Notification;

describe('a message for a chat', () => {
  test('tells the story, what to ask next, in the thread of its incident', () => {
    const story = ['2026-03-02T09:05:00Z build-1 was used', '2026-03-02T09:20:00Z a key was made'];
    const { content, metadata, ...head } = chat(tellingFor(keptIncident({ story })), 'CaseTable');
    expect(head).toMatchObject({ version: '1.0', source: 'custom' });
    expect(content.title).toContain("A build's key at work elsewhere");
    expect(content.description).toContain(story.join('\n'));
    expect(content.nextSteps[0]).toContain('trailwarden who ses-0a1b2c3d4e5f6071 --table CaseTable');
    expect(metadata.threadId).toBe('inc-0a1b2c3d4e5f6071');
    expect(chat(tellingFor(keptFinding({ incident: 'inc-7' }))).metadata.threadId).toBe('inc-7');
  });

  test('nobody is called for what is suppressed; what is taken back says so', () => {
    expect(chatNotification(tellingFor(keptFinding({ status: 'suppressed' })))).toBeUndefined();
    const back = tellingFor(keptIncident({}, { state: 'gone' }), { change: 'withdrawn', into: 'inc-2' });
    expect(chat(back).content.title).toContain('Taken back');
    expect(chat(back).content.description).toContain('inc-2');
  });

  test('keeps the limits, and no text of a log calls, links, marks or leaves its block', () => {
    const line = fc.record({
      title: hostile,
      story: fc.array(hostile, { maxLength: 30 }),
      sessions: fc.array(hostile),
      tactics: fc.array(hostile, { maxLength: 3 }),
    });
    fc.assert(
      fc.property(line, (changes) => {
        const { content } = chat(tellingFor(keptIncident(changes)));
        expect(content.title.length).toBeLessThanOrEqual(NOTIFICATION_LIMITS.title);
        expect(content.description.length).toBeLessThanOrEqual(NOTIFICATION_LIMITS.description);
        for (const step of content.nextSteps) expect(step.length).toBeLessThanOrEqual(NOTIFICATION_LIMITS.nextStep);
        for (const word of content.keywords) expect(word.length).toBeLessThanOrEqual(NOTIFICATION_LIMITS.keyword);
        expect(content.description.match(/`/g)).toHaveLength(6);
        expect(content.description.endsWith('\n```')).toBe(true);
        for (const text of [content.title, content.description, ...content.keywords]) {
          expect(text).not.toMatch(/[<>\u001b\u202e]/);
        }
        for (const text of [content.title, ...content.keywords]) expect(text).not.toMatch(/[*~@`[\]|]|:\/\//);
      }),
      { numRuns: 100 },
    );
  });

  test('running text stays readable', () => {
    expect(inertText('role/my_build_role')).toBe('role/my_build_role');
    expect(inertText('_sly_ <!here> & *bold*')).toBe('\uff3fsly\uff3f &lt;\uff01here&gt; &amp; \u2217bold\u2217');
  });
});
