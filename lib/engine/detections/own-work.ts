import type { ActionMeaning, Doing } from '../actions/meaning.ts';
import type { Case, Use } from '../case.ts';
import { pushTo } from '../lineage/issuances.ts';
import { oncePerLineage } from '../lineage/once-per-lineage.ts';
import type { Session } from '../model/session.ts';
import { identityName } from './identity-name.ts';

/** What a case's records say across sessions, read in one pass when it is first asked for. */
interface Works {
  /** `thing|principal|client` -> when it was first made so. */
  readonly makings: ReadonlyMap<string, number>;
  /** Rows that do something named, by time and id. */
  readonly doings: ReadonlyMap<Doing, readonly number[]>;
  /** Changes to a user, role or group and by one, each by time and id; under `identityName`. */
  readonly about: ReadonlyMap<string, readonly number[]>;
  readonly by: ReadonlyMap<string, readonly number[]>;
  /** `principal|doing` -> days since the epoch on which it succeeded. */
  readonly days: ReadonlyMap<string, ReadonlySet<number>>;
}

export const DAY_MS = 86_400_000;
/** Workloads read their secrets all day, and nobody asks here who did when. */
const UNASKED: ReadonlySet<Doing> = new Set(['secret-read', 'secret-listed', 'identity-probed']);
/** The action may do something that is asked for here or by deed. */
export const doesMore = ({ does = [] }: ActionMeaning): boolean =>
  does.some((doing) => !UNASKED.has(typeof doing === 'string' ? doing : doing.what));

/** The action may do one of these; whether it does, its parameters decide. */
export const mayDo = ({ does = [] }: ActionMeaning, wanted: readonly Doing[]): boolean =>
  does.some((doing) => wanted.includes(typeof doing === 'string' ? doing : doing.what));

const worksOf = oncePerLineage((file): Works => {
  const { facts } = file;
  const makings = new Map<string, number>();
  const doings = new Map<Doing, number[]>();
  const about = new Map<string, number[]>();
  const by = new Map<string, number[]>();
  const days = new Map<string, Set<number>>();
  // Most records read or move data: one look per distinct shape tells which rows are worth opening.
  const makes = Array.from({ length: facts.shapeCount }, (_, number) => {
    const { meaning, outcome } = file.shape(number);
    return meaning.effect === 'create' && meaning.sensitivity !== 'none' && outcome === 'success';
  });
  const worth = makes.map((isMaking, number) => isMaking || doesMore(file.shape(number).meaning));
  for (let row = 0; row < facts.size; row++) {
    if (!worth[facts.shapeOf(row)]) continue;
    const use = file.useOf(row);
    for (const doing of use.doings) pushTo(doings, doing, row);
    if (use.shape.outcome !== 'success') continue;
    const { principal } = file.sessionOfRow(row);
    if (use.doings.length > 0 && use.shape.meaning.effect !== 'read') {
      const names = new Set(use.deed?.resources.map(identityName));
      for (const name of names) if (name !== '') pushTo(about, name, row);
      if (names.size > 0 && use.own) pushTo(by, identityName(principal), row);
    }
    for (const doing of use.doings) addTo(days, `${principal}|${doing}`, Math.floor(use.atMs / DAY_MS));
    if (!makes[facts.shapeOf(row)]) continue;
    const { found = [] } = use.shape.meaning;
    for (const resource of use.deed?.resources ?? []) {
      if (found.some((piece) => resource.includes(piece))) continue;
      for (const name of namesOf(resource)) {
        const key = making(name, principal, use);
        makings.set(key, Math.min(makings.get(key) ?? use.atMs, use.atMs));
      }
    }
  }
  for (const index of [doings, about, by]) for (const rows of index.values()) rows.sort((a, b) => facts.compare(a, b));
  return { makings, doings, about, by, days };
});

const addTo = (map: Map<string, Set<number>>, key: string, value: number): void => {
  const known = map.get(key);
  if (known) known.add(value);
  else map.set(key, new Set([value]));
};

/** A secret goes by its name or by its ARN, which ends in six random characters (Secrets Manager user guide). */
const namesOf = (resource: string): readonly string[] => {
  const bare = resource.includes(':secret:') ? resource.replace(/-[A-Za-z0-9]{6}$/, '') : resource;
  return bare === resource ? [resource] : [resource, bare];
};

/**
 * The thing was made in this log by the same principal through the same client: a deployer minding its own stack. The
 * same key in other hands uses another client.
 */
export const madeByItself = (file: Case, session: Session, use: Use): boolean => {
  const { makings } = worksOf(file);
  return (use.deed?.resources ?? []).some((resource) =>
    namesOf(resource).some(
      (name) => (makings.get(making(name, session.principal, use)) ?? Number.POSITIVE_INFINITY) <= use.atMs,
    ),
  );
};

const making = (name: string, principal: string, { shape }: Use): string => `${name}|${principal}|${shape.client.name}`;

/** Every record that does this, tried or done, by time. */
export const rowsDoing = (file: Case, doing: Doing): readonly number[] => worksOf(file).doings.get(doing) ?? [];

/** Successful changes to this user, role or group, by time. */
export const changesOf = (file: Case, identity: string): readonly number[] =>
  worksOf(file).about.get(identityName(identity)) ?? [];

/** Successful changes that this user or role made itself, by time. */
export const changesBy = (file: Case, identity: string): readonly number[] => {
  const name = identityName(identity);
  return name === '' ? [] : (worksOf(file).by.get(name) ?? []);
};

/** On how many earlier days than `atMs`'s the principal did this with success. */
export const earlierDaysOf = (file: Case, principal: string, doing: Doing, atMs: number): number => {
  const today = Math.floor(atMs / DAY_MS);
  let count = 0;
  for (const day of worksOf(file).days.get(`${principal}|${doing}`) ?? []) if (day < today) count++;
  return count;
};
