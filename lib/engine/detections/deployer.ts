import { isGlobal } from '../baseline/features.ts';
import type { Case, Use } from '../case.ts';
import { pushTo } from '../lineage/issuances.ts';
import type { ActorKind } from '../model/report.ts';
import type { Session } from '../model/session.ts';
import { earlierSessions } from './earlier-sessions.ts';
import { remembered } from './remembered.ts';
import { daysAtWork } from './routine.ts';
import { count } from './sliding-count.ts';
import { distinct } from './telling.ts';

/** Infrastructure tools make and remove things by the dozen, of many kinds, in seconds; a person or a thief makes a few. */
const BUILT_WITHIN_MS = 2 * 60_000;
const BUILT_THINGS = 10;
const BUILT_KINDS = 4;
/** Whoever only removes is a deployer at its end or a destroyer: that is not told apart here. */
const BUILT_NEW = 5;
/** A company runs in one or two regions; who makes things in every region is spending. */
const BUILT_REGIONS = 2;

/** Names of the clients through which the session builds infrastructure. O(n). */
export const buildersIn = (uses: readonly Use[]): ReadonlySet<string> => {
  const byClient = new Map<string, Use[]>();
  for (const use of uses) {
    const { effect, sensitivity } = use.shape.meaning;
    const builds = sensitivity !== 'none' && (effect === 'create' || effect === 'delete' || effect === 'permission');
    if (use.own && builds && use.shape.outcome === 'success') pushTo(byClient, use.shape.client.name, use);
  }
  return new Set([...byClient].filter(([, built]) => isBuilding(built) && isAtHome(built)).map(([client]) => client));
};

/** Tools that say that they deploy may: they set up accounts, region by region. */
const isAtHome = (built: readonly Use[]): boolean =>
  built[0]!.shape.client.nature === 'deployment' ||
  distinct(built.map(({ shape }) => (isGlobal(shape.action) ? '' : shape.region))).length <= BUILT_REGIONS;

const isBuilding = (built: readonly Use[]): boolean => {
  if (built.length < BUILT_THINGS || built.filter(({ shape }) => shape.meaning.effect !== 'delete').length < BUILT_NEW)
    return false;
  const things = new Map<string, number>();
  const kinds = new Map<string, number>();
  const thingOf = ({ deed, row }: Use) => deed?.resources[0] ?? String(row);
  for (let from = 0, to = 0; to < built.length; to++) {
    count(things, thingOf(built[to]!), 1);
    count(kinds, built[to]!.shape.action, 1);
    for (; built[to]!.atMs - built[from]!.atMs > BUILT_WITHIN_MS; from++) {
      count(things, thingOf(built[from]!), -1);
      count(kinds, built[from]!.shape.action, -1);
    }
    if (things.size >= BUILT_THINGS && kinds.size >= BUILT_KINDS) return true;
  }
  return false;
};

/**
 * What kind of actor made these calls. A pipeline that is known by its client alone is one only as far as that client
 * acts: the same key in another program may be in other hands.
 */
export const actorOfUses = (file: Case, session: Session, uses: readonly Use[]): ActorKind => {
  // In other hands nobody knows who acts.
  if (file.distrustOf(session) !== undefined) return 'unknown';
  const { kind, isConfigured } = file.actorOf(session);
  if (isConfigured) return kind;
  if (kind !== 'ci' || isFederated(session) || isFederated(file.originOf(session).session)) return kind;
  return uses.some(({ shape }) => shape.client.nature === 'deployment') ? 'ci' : 'unknown';
};

const isFederated = ({ holder }: Session): boolean => holder.federatedProvider !== '' || holder.identityProvider !== '';

/** A pipeline, a stack, or a client that builds infrastructure in this session, made the call. */
export const isDeployment = (file: Case, session: Session, builders: ReadonlySet<string>, use: Use): boolean =>
  file.distrustOf(session) === undefined &&
  (use.isOrdered ||
    (builders.has(use.shape.client.name) && !isSuddenBuilder(file, session, use)) ||
    actorOfUses(file, session, [use]) === 'ci');

const LEARNED_DAYS = 7;
const PAST_SESSIONS = 20;

interface Past {
  readonly networks: ReadonlySet<string>;
  readonly hasBuilt: boolean;
}
const pasts = new WeakMap<Session, Past>();

/**
 * Who was at work for a week, made nothing, and now builds from a network where it never was has not become a deployer
 * overnight: somebody else makes things by the dozen with its credential.
 */
const isSuddenBuilder = (file: Case, session: Session, { atMs, shape }: Use): boolean => {
  if (shape.client.nature === 'deployment' || daysAtWork(file, session.principal, atMs) < LEARNED_DAYS) return false;
  const { networks, hasBuilt } = remembered(pasts, session, () => pastOf(file, session));
  return !hasBuilt && !networks.has(shape.network.name);
};

const pastOf = (file: Case, session: Session): Past => {
  const networks = new Set<string>();
  let hasBuilt = false;
  for (const earlier of earlierSessions(file, session, PAST_SESSIONS)) {
    for (const { own, shape } of file.shapesOf(earlier)) {
      if (!own) continue;
      networks.add(shape.network.name);
      const { effect, sensitivity } = shape.meaning;
      hasBuilt ||= effect === 'create' && sensitivity !== 'none' && shape.outcome === 'success';
    }
  }
  return { networks, hasBuilt };
};
