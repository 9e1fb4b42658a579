import type { Grade, LinkRule } from '#engine/model/report.ts';
import type { TrailRecord } from './actor.ts';
import { guid } from './ids.ts';
import { type Random, randomFrom, shuffled } from './random.ts';
import { type Step, tell } from './story.ts';
import { chains } from './truth/chains.ts';
import { keys } from './truth/keys.ts';
import { signIns } from './truth/sign-ins.ts';
import type { Names, RecordRef, TruthCase } from './truth/truth-case.ts';
import { workloads } from './truth/workloads.ts';

export interface ExpectedLink {
  readonly about: string;
  /** Event ids; any of them is right. */
  readonly issuance: readonly string[];
  readonly useEventIds: readonly string[];
  readonly onBehalfEventIds: readonly string[];
  readonly grade: readonly Grade[];
  readonly rule: readonly LinkRule[];
}

/** What an analysis of `records` must say, in event ids. Lists of ids are sorted. */
export interface Expected {
  readonly links: readonly ExpectedLink[];
  readonly unknown: readonly { about: string; candidates: readonly string[]; useEventIds: readonly string[] }[];
  readonly unlinked: readonly { about: string; eventId: string }[];
  readonly sessions: readonly { about: string; groups: readonly (readonly string[])[] }[];
  readonly chains: readonly { about: string; from: string; issuances: readonly string[] }[];
  /** True pairs that nobody has to find: issuance, use. */
  readonly tolerated: readonly (readonly [issuance: string, use: string])[];
}

export interface Truth {
  /** In no order; some twice. */
  readonly records: readonly TrailRecord[];
  readonly expected: Expected;
}

const cases: readonly ((names: Names) => TruthCase)[] = [...chains, ...keys, ...signIns, ...workloads];

/** Every way a credential comes to its use, and the ways that look like it, with the answer. The seed moves names, times and order. */
export const generateTruth = (seed: number): Truth => {
  const random = randomFrom(seed);
  const told = cases.map((make, n) => {
    const truth = make(namesOf(seed, n, random));
    return { truth, ...tell(truth.start, truth.steps) };
  });
  const parts = told.map(({ truth, recordsOf }) => expectedOf(truth, recordsOf));
  const lost = new Set(
    told.flatMap(({ truth, recordsOf }) => (truth.lost ?? []).flatMap((ref) => allIds(ref, recordsOf))),
  );
  const delivered = told.flatMap(({ records }) => records).filter((record) => !lost.has(record.eventID));
  const twice = delivered.filter(() => random.onceIn(10));
  return {
    records: shuffled([...delivered, ...twice], random),
    expected: {
      links: parts.flatMap((part) => part.links),
      unknown: parts.flatMap((part) => part.unknown),
      unlinked: parts.flatMap((part) => part.unlinked),
      sessions: parts.flatMap((part) => part.sessions),
      chains: parts.flatMap((part) => part.chains),
      tolerated: parts.flatMap((part) => part.tolerated),
    },
  };
};

const MINUTE_MS = 60_000;
const FIRST_DAY_MS = Date.parse('2022-01-03T00:00:00Z');

const namesOf = (seed: number, n: number, random: Random): Names => {
  const digits = (text: string): string =>
    `${BigInt(`0x${guid(`${seed} ${text}`).slice(0, 8)}`)}`.padStart(12, '3').slice(0, 12);
  const startMs = FIRST_DAY_MS + random.below(10 * 24 * 60) * MINUTE_MS;
  let minutes = 0;
  return {
    account: (letter) => digits(`account ${letter}`),
    roleArn: (account, name, path = '/') => `arn:aws:iam::${account}:role${path}${name}`,
    name: (stem) => `${stem}-${seed}-${n}`,
    start: new Date(startMs).toISOString(),
    later: (least = 1, most = 6) => {
      minutes += least + random.below(most - least + 1);
      return `+${minutes}m${random.below(60)}s`;
    },
  };
};

type RecordsOf = ReadonlyMap<Step, readonly TrailRecord[]>;

const isStep = (ref: unknown): ref is Step => typeof ref === 'object' && ref !== null && 'offset' in ref;
const isRef = (ref: RecordRef | readonly RecordRef[]): ref is RecordRef => isStep(ref) || typeof ref[1] === 'number';

const idOf = (ref: RecordRef, recordsOf: RecordsOf): string => {
  const [step, n] = isStep(ref) ? [ref, 0] : ref;
  const record = recordsOf.get(step)?.[n];
  if (!record) throw new Error(`no record ${n} of the step at ${step.offset}`);
  return record.eventID;
};

const allIds = (ref: RecordRef, recordsOf: RecordsOf): string[] =>
  isStep(ref) ? recordsOf.get(ref)!.map((record) => record.eventID) : [idOf(ref, recordsOf)];

const expectedOf = (truth: TruthCase, recordsOf: RecordsOf): Expected => {
  const { about } = truth;
  const id = (ref: RecordRef): string => idOf(ref, recordsOf);
  const ids = (refs: readonly RecordRef[] = []): string[] => refs.map(id).sort();
  return {
    links: (truth.links ?? []).map(({ issuance, uses, onBehalf, grade, rule }) => ({
      about,
      issuance: isRef(issuance) ? [id(issuance)] : issuance.map(id),
      useEventIds: ids(uses),
      onBehalfEventIds: ids(onBehalf),
      grade,
      rule,
    })),
    unknown: (truth.unknown ?? []).map(({ candidates, uses }) => ({
      about,
      candidates: ids(candidates),
      useEventIds: ids(uses),
    })),
    unlinked: ids(truth.unlinked).map((eventId) => ({ about, eventId })),
    sessions: truth.sessions ? [{ about, groups: truth.sessions.map(ids) }] : [],
    chains: (truth.chains ?? []).map(({ from, issuances }) => ({
      about,
      from: id(from),
      issuances: issuances.map(id),
    })),
    tolerated: (truth.tolerated ?? []).flatMap(({ issuance, uses }) =>
      uses.map((use) => [id(issuance), id(use)] as const),
    ),
  };
};
