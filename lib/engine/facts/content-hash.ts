import { type Hash64, hash64, mix } from './hash.ts';

/** All that a record says, as texts and numbers that are the same on every machine. */
export interface Content {
  readonly atMs: number;
  readonly shapeTexts: readonly string[];
  readonly flags: number;
  readonly holderText: string;
  readonly key: string;
  /** Seconds since the epoch; 0 where no record says. */
  readonly bornSeconds: number;
  /** Absent where the call's parameters tell nothing. */
  readonly deedText: string | undefined;
  readonly issuedText: string | undefined;
}

/** Orders different contents under one record's identity; asked only where two of them meet. */
export const contentHash = (content: Content): Hash64 => ({
  high: half(content, 'high', 0) >>> 0,
  low: half(content, 'low', 1) >>> 0,
});

const half = (content: Content, part: keyof Hash64, seed: number): number => {
  const of = (text: string) => hash64(text)[part];
  const { atMs, shapeTexts, flags, holderText, key, bornSeconds, deedText, issuedText } = content;
  const shape = mix(
    shapeTexts.reduce((state, text) => mix(state, of(text)), 0),
    flags,
  );
  const credential = mix(mix(of(holderText), of(key)), bornSeconds);
  let hash = mix(mix(seed, Math.floor(atMs / 4294967296)), atMs);
  hash = mix(mix(hash, shape), credential);
  if (deedText !== undefined) hash = mix(hash, of(deedText));
  return mix(hash, issuedText === undefined ? 0 : of(issuedText));
};
