import { WordColumn } from './facts/word-column.ts';
import type { Lineage } from './lineage/lineage.ts';
import type { Session } from './model/session.ts';
import type { Shape } from './shape.ts';

/** What records of a session have in common; `own` as in `Use`. */
export interface SessionShape {
  readonly shape: Shape;
  readonly own: boolean;
}

/**
 * The distinct shapes of every session, by its first record of each. Read in one pass and kept as numbers: they are
 * asked for many times, and a session may have very many records.
 */
export const sessionShapesOf = (
  { facts, credentials, sessions }: Lineage,
  shapeOf: (number: number) => Shape,
): ((session: Session) => readonly SessionShape[]) => {
  const isOwn = Uint8Array.from(credentials, ({ holder }) => (holder.invokedBy === '' ? 1 : 0));
  const all = new WordColumn();
  const starts = new Uint32Array(sessions.length + 1);
  /** By shape and ownness: the latest session that has it, counted from 1. */
  const metIn = new Uint32Array(facts.shapeCount * 2);
  for (const { number, rows } of sessions) {
    for (const row of rows) {
      const which = facts.shapeOf(row) * 2 + isOwn[facts.credentialOf(row)]!;
      if (metIn[which] === number + 1) continue;
      metIn[which] = number + 1;
      all.push(which);
    }
    starts[number + 1] = all.length;
  }
  const known = new Array<SessionShape | undefined>(facts.shapeCount * 2);
  const read = (which: number) => (known[which] ??= { shape: shapeOf(which >>> 1), own: (which & 1) === 1 });
  return ({ number }) => {
    const end = starts[number + 1]!;
    const shapes: SessionShape[] = [];
    for (let at = starts[number]!; at < end; at++) shapes.push(read(all.get(at)));
    return shapes;
  };
};
