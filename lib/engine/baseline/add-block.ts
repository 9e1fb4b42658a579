import { BLOCK_DAYS, type Block, countOf } from './block.ts';
import { addDay } from './days.ts';
import { KINDS, type Past, see } from './past.ts';

/** Adds a kept block's days to a past, all but those left out; of a day that both know the larger count holds. */
export const addBlock = (past: Past, block: Block, leftOut: ReadonlySet<number> = NONE): void => {
  const start = block.number * BLOCK_DAYS;
  const days = [...block.days].filter(([at]) => !leftOut.has(start + at));
  if (days.length === 0) return;
  for (const kind of KINDS) {
    const values = block.seen[kind];
    if (!values) past.diverse.set(kind, true);
    for (const [value, bitmap] of values ?? [])
      for (const [at] of days) if ((bitmap[at >>> 3]! >>> (at & 7)) & 1) see(past, kind, value, start + at);
  }
  for (const [at, { hours, calls, reads }] of days) {
    const day = start + at;
    addDay(past.days, day);
    past.hours.set(day, (past.hours.get(day) ?? 0) | hours);
    past.calls.set(day, Math.max(past.calls.get(day) ?? 0, countOf(calls)));
    const data = Math.max(past.reads.get(day) ?? 0, countOf(reads));
    if (data > 0) past.reads.set(day, data);
  }
};

const NONE: ReadonlySet<number> = new Set();
