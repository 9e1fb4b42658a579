import type { Case } from '../case.ts';
import { actorNameOf } from './actor-name.ts';
import { blockOf } from './block.ts';
import { dayOf } from './days.ts';

/** Blocks of one actor, by number, both ends included. */
export interface PastSpan {
  readonly actor: string;
  readonly fromBlock: number;
  readonly toBlock: number;
}

/** Whose pasts, and how much of them, a judgement of the rows' sessions reads: up to their days, as far as memory goes. */
export const pastsWanted = (file: Case, rows: Iterable<number>): readonly PastSpan[] => {
  const { forgetDays } = file.config.settings.baseline;
  const sessions = new Set(Array.from(rows, (row) => file.sessionOfRow(row)));
  const wanted = new Map<string, PastSpan>();
  for (const session of sessions) {
    const actor = actorNameOf(file, session);
    if (actor === undefined) continue;
    const fromBlock = Math.max(0, blockOf(dayOf(session.firstMs) - forgetDays));
    const toBlock = blockOf(dayOf(session.lastMs));
    const known = wanted.get(actor);
    wanted.set(actor, {
      actor,
      fromBlock: Math.min(known?.fromBlock ?? fromBlock, fromBlock),
      toBlock: Math.max(known?.toBlock ?? toBlock, toBlock),
    });
  }
  return [...wanted.values()];
};
