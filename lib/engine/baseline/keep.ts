import type { Case } from '../case.ts';
import { mix } from '../facts/hash.ts';
import type { Session } from '../model/session.ts';
import { addToSketch, BITMAP_BYTES, BLOCK_DAYS, type Block, type BlockDay, blockOf, MOST, REGISTERS } from './block.ts';
import { dayOf } from './days.ts';
import { KINDS, type Kind, type Past } from './past.ts';
import { pastsOf } from './pasts.ts';

/**
 * What a case's records of days before `endDay` say of its actors, in the form that is kept; a store adds it to what it
 * holds with `mergeBlocks`. By actor.
 */
export function* blocksOf(file: Case, endDay = Number.POSITIVE_INFINITY): Generator<Block> {
  const { all, sessionsOf } = pastsOf(file);
  for (const past of [...all.values()].sort((a, b) => (a.actor < b.actor ? -1 : 1))) {
    const sessions = sessionsOf(past);
    if (sessions.length === 0) continue;
    const days = sketchesOf(file, past, sessions, endDay);
    for (const [number, its] of days)
      yield { actor: past.actor, number, seen: seenIn(past, number, endDay), days: its };
  }
}

const seenIn = (past: Past, number: number, endDay: number): Block['seen'] => {
  const seen = KINDS.map((kind) => {
    const values = new Map<string, Uint8Array>();
    for (const [value, days] of past.seen[kind]) {
      for (const day of days) {
        if (day >= endDay || blockOf(day) !== number) continue;
        const bitmap = values.get(value) ?? new Uint8Array(BITMAP_BYTES);
        const at = day - number * BLOCK_DAYS;
        bitmap[at >>> 3]! |= 1 << (at & 7);
        values.set(value, bitmap);
      }
    }
    return [kind, values.size > MOST[kind] ? undefined : values];
  });
  return Object.fromEntries(seen) as Readonly<Record<Kind, Map<string, Uint8Array> | undefined>>;
};

const sketchesOf = (
  file: Case,
  past: Past,
  sessions: readonly Session[],
  endDay: number,
): ReadonlyMap<number, Map<number, BlockDay>> => {
  const { facts, credentials } = file;
  const { featuresOf } = pastsOf(file);
  const blocks = new Map<number, Map<number, BlockDay>>();
  for (const day of past.days) {
    if (day >= endDay) break;
    const number = blockOf(day);
    const block = blocks.get(number) ?? new Map<number, BlockDay>();
    const empty = { calls: new Uint8Array(REGISTERS), reads: new Uint8Array(REGISTERS) };
    block.set(day - number * BLOCK_DAYS, { hours: past.hours.get(day) ?? 0, ...empty });
    blocks.set(number, block);
  }
  for (const { rows } of sessions)
    for (const row of rows) {
      const shape = facts.shapeOf(row);
      if (facts.outcomeOf(shape) !== 'success' || credentials[facts.credentialOf(row)]!.holder.invokedBy !== '')
        continue;
      const day = dayOf(facts.atMs(row));
      if (day >= endDay) break;
      const number = blockOf(day);
      const { calls, reads } = blocks.get(number)!.get(day - number * BLOCK_DAYS)!;
      const { register, hash } = hashOfId(facts.eventId(row));
      addToSketch(calls, register, hash);
      if (featuresOf(shape).isDataRead) addToSketch(reads, register, hash);
    }
  return blocks;
};

const hashOfId = (id: string): { readonly register: number; readonly hash: number } => {
  let [one, other] = [0, 0];
  for (let n = 0; n < id.length; n++) {
    one = mix(one, id.charCodeAt(n));
    other = mix(other ^ 0x9e37, id.charCodeAt(n));
  }
  return { register: one >>> 0, hash: other >>> 0 };
};
