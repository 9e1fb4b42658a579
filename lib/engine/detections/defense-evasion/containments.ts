import type { Doing } from '../../actions/meaning.ts';
import type { Case, Use } from '../../case.ts';
import type { Session } from '../../model/session.ts';
import { identityName, sameIdentity } from '../identity-name.ts';
import { oncePerCase } from '../once-per-case.ts';
import { changesOf, DAY_MS, rowsDoing } from '../own-work.ts';

/** Somebody else put an end to what an identity may do. */
export interface Containment {
  readonly use: Use;
  readonly what: 'denied everything' | 'quarantined' | 'deactivated the key of' | 'deleted the key of' | 'deleted';
  /** Of a key: which. */
  readonly key: string;
}

/** Rotation rolls out a new key before it switches the old one off. */
const ROTATION_MS = 2 * DAY_MS;

const ENDING: readonly (readonly [Doing, Containment['what']])[] = [
  ['session-revoked', 'denied everything'],
  ['access-key-disabled', 'deactivated the key of'],
  ['access-key-deleted', 'deleted the key of'],
  ['identity-deleted', 'deleted'],
];

/** What was done to this user or role, by time; nothing that it did to itself, and no rotation. */
export const containmentsOf = (file: Case, identity: string): readonly Containment[] =>
  allContainments(file).get(identityName(identity)) ?? [];

const allContainments = oncePerCase((file): ReadonlyMap<string, readonly Containment[]> => {
  const all = new Map<string, Containment[]>();
  for (const [doing, what] of ENDING) {
    for (const row of rowsDoing(file, doing)) {
      const use = file.useOf(row);
      const identity = use.deed?.resources.find((one) => identityName(one) !== '');
      if (
        use.shape.outcome !== 'success' ||
        identity === undefined ||
        isByItself(file, use, identity) ||
        isRotation(file, use, what, identity)
      )
        continue;
      const isQuarantine = /:policy\/AWSCompromisedKeyQuarantine/.test(String(use.deed?.params.policyArn ?? ''));
      const one: Containment = {
        use,
        what: isQuarantine ? 'quarantined' : what,
        key: String(use.deed?.params.accessKeyId ?? ''),
      };
      const list = all.get(identityName(identity));
      if (list) list.push(one);
      else all.set(identityName(identity), [one]);
    }
  }
  for (const list of all.values()) list.sort((a, b) => file.facts.compare(a.use.row, b.use.row));
  return all;
});

/** AWS's own quarantine shows as a call of the user it is put on, made by a service. */
const isByItself = (file: Case, use: Use, identity: string): boolean =>
  use.own && sameIdentity(file.sessionOfRow(use.row).principal, identity);

const isRotation = (file: Case, use: Use, what: Containment['what'], identity: string): boolean => {
  if (what !== 'deactivated the key of' && what !== 'deleted the key of') return false;
  const by = file.sessionOfRow(use.row).principal;
  return changesOf(file, identity).some((row) => {
    const made = file.useOf(row);
    return (
      made.doings.includes('access-key-created') &&
      Math.abs(made.atMs - use.atMs) <= ROTATION_MS &&
      file.sessionOfRow(row).principal === by
    );
  });
};

export const LIFTING: readonly Doing[] = [
  'containment-removed',
  'inline-policy-deleted',
  'inline-policy-put',
  'policy-detached',
  'boundary-removed',
  'access-key-enabled',
];

/** The call takes the containment away: the same policy, or the same key switched on again. */
export const isLifting = (use: Use, { what, key, use: contained }: Containment, identity: string): boolean => {
  const { deed, doings } = use;
  if (!doings.some((doing) => LIFTING.includes(doing)) || !deed?.resources.some((one) => sameIdentity(one, identity)))
    return false;
  if (doings.includes('access-key-enabled'))
    return what === 'deactivated the key of' && deed.params.accessKeyId === key;
  if (what !== 'denied everything' && what !== 'quarantined') return false;
  if (doings.includes('containment-removed')) return true;
  const name = (one: Use): unknown => one.deed?.params.policyName ?? one.deed?.params.policyArn;
  return name(use) !== undefined && name(use) === name(contained) && !doings.includes('session-revoked');
};

/** When it was first taken away with success; infinite: never. */
export const liftedMs = (file: Case, containment: Containment, identity: string): number => {
  for (const row of changesOf(file, identity)) {
    const use = file.useOf(row);
    if (use.atMs >= containment.use.atMs && row !== containment.use.row && isLifting(use, containment, identity))
      return use.atMs;
  }
  return Number.POSITIVE_INFINITY;
};

/** An identity that a session comes of. */
export interface Forebear {
  readonly identity: string;
  /** When the credential by which it takes part was born; undefined for long-term keys and for those it made. */
  readonly bornMs: number | undefined;
}

/** The user or role behind each hop, and who made that user or role: whose work this session is. */
export const forebearsOf = (file: Case, session: Session): readonly Forebear[] => {
  const found = new Map<string, Forebear>();
  for (const { session: hop } of file.chainOf(session)) {
    if (hop.kind === 'service') break;
    found.set(hop.principal, { identity: hop.principal, bornMs: hop.bornMs });
    for (const maker of makersOf(file).get(identityName(hop.principal)) ?? [])
      if (!found.has(maker)) found.set(maker, { identity: maker, bornMs: undefined });
  }
  return [...found.values()];
};

/** Who made this user or role, or a key for it, by `identityName`. */
const makersOf = oncePerCase((file): ReadonlyMap<string, ReadonlySet<string>> => {
  const made = new Map<string, Set<string>>();
  for (const doing of ['user-created', 'role-created', 'access-key-created'] as const) {
    for (const row of rowsDoing(file, doing)) {
      const { deed, shape } = file.useOf(row);
      const name = deed?.resources.map(identityName).find((one) => one !== '');
      if (shape.outcome !== 'success' || name === undefined) continue;
      const list = made.get(name);
      if (list) list.add(file.sessionOfRow(row).principal);
      else made.set(name, new Set([file.sessionOfRow(row).principal]));
    }
  }
  return made;
});
