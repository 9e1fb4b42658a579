import type { Case } from '../case.ts';
import type { Session } from '../model/session.ts';
import type { Call } from '../shape.ts';
import type { Detection } from './detection.ts';

/**
 * Which of the detections to ask of a session, in their order: those that have nothing to say of any of its calls are left
 * out. Most are: sessions are many, and what is looked for is rare. Each detection is asked about each distinct call once.
 */
export const whomToAsk = <Asked extends { readonly detection: Detection }>(
  file: Case,
  all: readonly Asked[],
): ((session: Session) => readonly Asked[]) => {
  const bits = all.map(({ detection }, place) => [detection, 1n << BigInt(place)] as const);
  const sum = (of: readonly (readonly [Detection, bigint])[]) => of.reduce((mask, [, bit]) => mask | bit, 0n);
  const ofAnyCall = sum(bits.filter(([{ speaksOf }]) => !speaksOf));
  const choosy = bits.filter(([{ speaksOf }]) => speaksOf);
  const ofCall = new Map<Call, bigint>();
  const chosen = new Map<bigint, readonly Asked[]>();

  const maskOf = (call: Call): bigint => {
    const known = ofCall.get(call);
    if (known !== undefined) return known;
    const made = sum(choosy.filter(([{ speaksOf }]) => speaksOf!(call)));
    ofCall.set(call, made);
    return made;
  };
  const listOf = (mask: bigint): readonly Asked[] => {
    const known = chosen.get(mask);
    if (known) return known;
    const made = all.filter((_, place) => (mask >> BigInt(place)) & 1n);
    chosen.set(mask, made);
    return made;
  };
  return (session) => {
    let mask = ofAnyCall;
    for (const { shape } of file.shapesOf(session)) {
      const more = maskOf(shape.call);
      if (more !== 0n) mask |= more;
    }
    return listOf(mask);
  };
};
