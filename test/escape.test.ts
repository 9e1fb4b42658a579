import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { analyseRecords } from '../lib/pipeline/analyse-records.ts';
import { chainText } from '../lib/report/chain.ts';
import { escapeStrings, escapeText, toJson } from '../lib/report/escape.ts';
import { jsonDocument } from '../lib/report/json.ts';
import { plainLook } from '../lib/report/look.ts';
import { ndjsonLines } from '../lib/report/ndjson.ts';
import { parts } from '../lib/report/selection.ts';
import { textLines } from '../lib/report/text.ts';
import { timelineText } from '../lib/report/timeline.ts';
import { record, stopLogging } from './cli-run.ts';
import { sampleAnswer } from './report-sample.ts';

/** Written out character by character, so that it can disagree with the product's own pattern. */
const isDangerous = (text: string): boolean => {
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit < 0x20 && unit !== 0x0a) return true;
    if (unit >= 0x7f && unit <= 0x9f) return true;
    if ([0x061c, 0x200b, 0x200e, 0x200f, 0x2028, 0x2029, 0xfeff].includes(unit)) return true;
    if ((unit >= 0x202a && unit <= 0x202e) || (unit >= 0x2066 && unit <= 0x2069)) return true;
    const next = text.charCodeAt(at + 1);
    if (unit >= 0xd800 && unit <= 0xdbff) {
      if (!(next >= 0xdc00 && next <= 0xdfff)) return true;
      at++;
    } else if (unit >= 0xdc00 && unit <= 0xdfff) return true;
  }
  return false;
};

const hostile =
  '\u0000\u001b[31m\u001b]0;title\u0007\r\n\t\b\u007f\u0085\u009b2J\u061c\u200b\u200e\u200f\u2028\u2029\u202a\u202e\u2066\u2069\ufeff\ud800 \udc00 😀 é \udb40\udc41';

const logString = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 40 }).map((units) => String.fromCharCode(...units)),
  fc.constant(hostile),
);

const everything = { show: parts };
const formats = (note: string): Record<string, string> => {
  const answer = sampleAnswer({ note, faults: true });
  const { analysis } = answer;
  const sessions = [...analysis.sessions()];
  return {
    ndjson: [...ndjsonLines(answer, everything)].join(''),
    json: [...jsonDocument(answer, everything)].join(''),
    text: [...textLines(answer, everything)].join(''),
    chain: chainText(analysis.chain('session-b'), plainLook).join('\n'),
    timeline: sessions.flatMap((session) => timelineText(session, analysis.timeline(session.id), plainLook)).join('\n'),
  };
};

describe('nothing dangerous from a log reaches any format', () => {
  test('a string with one of everything', () => {
    expect(isDangerous(hostile)).toBe(true);
    for (const [format, text] of Object.entries(formats(hostile))) {
      expect([format, isDangerous(text)]).toEqual([format, false]);
      expect(text).toContain('\\u001b');
    }
  });

  test('any string at all, and no line break of its own', () => {
    const lineCounts = Object.entries(formats('plain')).map(
      ([format, text]) => [format, text.split('\n').length] as const,
    );
    fc.assert(
      fc.property(logString, (note) => {
        const told = formats(note);
        for (const [format, text] of Object.entries(told)) expect([format, isDangerous(text)]).toEqual([format, false]);
        for (const [format, lines] of lineCounts) {
          // Text wraps, so long notes may add lines there; in the line formats a record is one line, always.
          if (format === 'ndjson' || format === 'json') expect(told[format]?.split('\n').length).toBe(lines);
        }
      }),
      { numRuns: 60 },
    );
  });

  test('raw records whose every text field is hostile, through the whole engine', () => {
    const spoilt = (note: string, changes: Record<string, unknown>): Record<string, unknown> => ({
      ...changes,
      userIdentity: {
        type: 'IAMUser',
        principalId: `AIDA${note}`,
        arn: `arn:aws:iam::111122223333:user/${note}`,
        accountId: '111122223333',
        accessKeyId: `AKIA${note}`,
        userName: note,
      },
      sourceIPAddress: note,
      userAgent: note,
      awsRegion: note,
      errorCode: note,
      requestParameters: { name: note, bucketName: note },
    });
    fc.assert(
      fc.property(logString, (note) => {
        const answer = analyseRecords([
          spoilt(note, record({ eventName: `Get${note}`, eventSource: `${note}.amazonaws.com` })),
          { ...spoilt(note, stopLogging()), errorCode: undefined },
        ]);
        expect(answer.coverage.recordsKept).toBe(2);
        const told = [ndjsonLines(answer, everything), jsonDocument(answer, everything), textLines(answer, everything)];
        for (const pieces of told) expect(isDangerous([...pieces].join(''))).toBe(false);
      }),
      { numRuns: 40 },
    );
  });

  test('JSON gives back the very same string; text is stable under a second escaping', () => {
    fc.assert(
      fc.property(logString, (text) => {
        expect(JSON.parse(toJson(text))).toBe(text);
        expect(JSON.parse(toJson({ [text]: [text] }))).toEqual(JSON.parse(JSON.stringify({ [text]: [text] })));
        expect(escapeText(escapeText(text))).toBe(escapeText(text));
      }),
    );
  });

  test('keys are escaped as well, and __proto__ stays an ordinary key', () => {
    const data = JSON.parse('{"__proto__":{"a\\u0007":"b\\u001b"}}') as object;
    expect(JSON.stringify(escapeStrings(data))).toBe('{"__proto__":{"a\\\\u0007":"b\\\\u001b"}}');
  });

  test('ordinary letters of any language are left alone', () => {
    expect(escapeText('Zoë 山田 Ωμέγα 😀 arn:aws:iam::1:role/ci')).toBe('Zoë 山田 Ωμέγα 😀 arn:aws:iam::1:role/ci');
  });
});
