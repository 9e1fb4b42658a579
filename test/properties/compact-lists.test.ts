import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SmallMap } from '#engine/baseline/small-map.ts';
import { byNumber } from '#engine/lineage/by-number.ts';
import { Several } from '#engine/lineage/several.ts';

/** Few keys on purpose, around the number at which a small map becomes a large one. */
const entries = fc.array(fc.tuple(fc.nat(12), fc.nat()), { maxLength: 40 });

describe('what saves memory holds what the plain thing would', () => {
  it('a small map is a map', () => {
    fc.assert(
      fc.property(entries, (all) => {
        const small = new SmallMap<number, number>();
        const plain = new Map<number, number>();
        for (const [key, value] of all) {
          small.set(key, value);
          plain.set(key, value);
          expect(small.size).toBe(plain.size);
        }
        expect([...small]).toEqual([...plain]);
        expect([...small.keys()]).toEqual([...plain.keys()]);
        expect([...small.values()]).toEqual([...plain.values()]);
        for (let key = 0; key <= 13; key++) expect(small.get(key)).toBe(plain.get(key));
      }),
    );
  });

  it('several under a key are a list under it, in order', () => {
    fc.assert(
      fc.property(entries, (all) => {
        const several = new Several<number, { readonly value: number }>();
        for (const [key, value] of all) several.add(key, { value });
        const listOf = (wanted: number) => all.filter(([key]) => key === wanted).map(([, value]) => ({ value }));
        for (let key = 0; key <= 13; key++) expect(several.get(key)).toEqual(listOf(key));
        expect([...several].map(([key]) => key)).toEqual([...new Set(all.map(([key]) => key))]);
        expect(several.isEmpty).toBe(all.length === 0);
      }),
    );
  });

  it('values by number come in their order, and nobody’s nowhere', () => {
    fc.assert(
      fc.property(entries, (all) => {
        const of = byNumber(all, 13, ([key]) => key - 1);
        for (let number = 0; number < 13; number++)
          expect(of(number)).toEqual(all.filter(([key]) => key - 1 === number));
      }),
    );
  });
});
