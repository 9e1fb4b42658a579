import type { TrailRecord } from './actor.ts';
import { castOf } from './company/cast.ts';
import type { Worker } from './company/worker.ts';
import type { WrittenRecord } from './company/written-record.ts';
import { type Random, randomFrom } from './random.ts';

export interface CompanyOptions {
  readonly seed: number;
  /** Records in all, exactly. */
  readonly events: number;
  /** What they are spread over, more or less. */
  readonly days: number;
  /** People, workloads, pipelines. */
  readonly principals: number;
}

/** A Monday. */
const START_MS = Date.parse('2026-03-02T00:00:00Z');
const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

/**
 * The ordinary life of a company with three accounts, as JSON text per record: pipelines that deploy, servers,
 * functions, people in office hours, a scanner that is refused, vendors, keys that rotate. Nearly in order of time, a
 * few minutes off, as trails are. About 10 µs a record; memory does not grow with `events`.
 */
export function* companyTrailJson({ seed, events, days, principals }: CompanyOptions): Generator<WrittenRecord> {
  const random = randomFrom(seed);
  const cast = castOf(principals);
  const perWeek = cast.reduce((sum, { turnsPerWeek, recordsPerTurn }) => sum + turnsPerWeek * recordsPerTurn, 0);
  // The same people with more or less to do: every rhythm is stretched alike.
  const stretch = (perWeek * days) / 7 / events;
  const turns = new TurnQueue();
  for (const worker of cast)
    turns.push(nextTurn(worker, START_MS, stretch * random.below(1000) * 0.001, random), worker);
  for (let left = events; ; ) {
    const { atMs, worker } = turns.pop();
    for (const record of worker.act(atMs, random)) {
      yield record;
      if (--left <= 0) return;
    }
    turns.push(nextTurn(worker, atMs, stretch, random), worker);
  }
}

/** The same as parsed records. */
export function* companyTrail(options: CompanyOptions): Generator<TrailRecord> {
  for (const { json } of companyTrailJson(options)) yield JSON.parse(json) as TrailRecord;
}

/** The regular gap, up to a tenth of it late or early; people's turns wait for the office to open. */
const nextTurn = ({ turnsPerWeek, officeHours }: Worker, afterMs: number, stretch: number, random: Random): number => {
  const open = officeHours ? OFFICE_SHARE : 1;
  const gapMs = ((7 * DAY_MS * open) / turnsPerWeek) * stretch;
  const atMs = afterMs + Math.ceil((gapMs * (900 + random.below(200))) / 1_000_000) * 1000;
  return officeHours ? inOffice(atMs) : atMs;
};

const OPENS = 8;
const CLOSES = 17;
const WORKDAYS = 5;
const OFFICE_SHARE = (WORKDAYS * (CLOSES - OPENS)) / (7 * 24);

/** This moment, or the same distance into the next opening. */
const inOffice = (atMs: number): number => {
  let at = atMs;
  const hour = new Date(at).getUTCHours();
  if (hour < OPENS) at += (OPENS - hour) * HOUR_MS;
  if (hour >= CLOSES) at += (24 - hour + OPENS) * HOUR_MS;
  while (new Date(at).getUTCDay() % 6 === 0) at += DAY_MS;
  return at;
};

interface Turn {
  readonly atMs: number;
  readonly worker: Worker;
}

/** A binary heap by time; ties go by arrival only within the heap's order, which the seed decides. */
class TurnQueue {
  private readonly turns: Turn[] = [];

  push(atMs: number, worker: Worker): void {
    const { turns } = this;
    let place = turns.push({ atMs, worker }) - 1;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      if (turns[parent]!.atMs <= turns[place]!.atMs) return;
      this.swap(place, parent);
      place = parent;
    }
  }

  /** The earliest; the cast is never empty. */
  pop(): Turn {
    const { turns } = this;
    const first = turns[0]!;
    const last = turns.pop()!;
    if (turns.length === 0) return first;
    turns[0] = last;
    for (let place = 0; ; ) {
      const left = 2 * place + 1;
      let least = place;
      for (const child of [left, left + 1])
        if (child < turns.length && turns[child]!.atMs < turns[least]!.atMs) least = child;
      if (least === place) return first;
      this.swap(place, least);
      place = least;
    }
  }

  private swap(a: number, b: number): void {
    [this.turns[a], this.turns[b]] = [this.turns[b]!, this.turns[a]!];
  }
}
