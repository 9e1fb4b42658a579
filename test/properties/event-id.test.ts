import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { eventIdOf, guidAt, printEventId } from '#engine/model/event-id.ts';

const guid = fc.uuid().map((text) => text.toLowerCase());

describe('event ids', () => {
  it('print as they were written, whatever they are', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          guid,
          guid.map((id) => id.toUpperCase()),
          fc.string({ unit: 'binary' }),
        ),
        (text) => {
          expect(printEventId(eventIdOf(text))).toBe(text);
        },
      ),
    );
  });

  it('are bits only where all of them say so', () => {
    fc.assert(
      fc.property(
        guid,
        fc.nat(35),
        fc.constantFrom('-', 'g', 'A', 'a', '/', ':', '`', '@', '\u0130', ' '),
        (id, at, put) => {
          const text = id.slice(0, at) + put + id.slice(at + 1);
          expect(typeof eventIdOf(text)).toBe(
            /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text) ? 'object' : 'string',
          );
        },
      ),
    );
  });

  it('are found amid bytes', () => {
    fc.assert(
      fc.property(guid, fc.nat(9), (id, before) => {
        expect(guidAt(Buffer.from(`${'x'.repeat(before)}${id}x`), before)).toEqual(eventIdOf(id));
      }),
    );
  });

  it('differ where their texts do', () => {
    const ids = fc.sample(guid, 500);
    expect(new Set(ids.map((id) => JSON.stringify(eventIdOf(id)))).size).toBe(new Set(ids).size);
  });
});
