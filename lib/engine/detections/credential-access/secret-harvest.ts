import type { Doing } from '../../actions/meaning.ts';
import type { Case, Use } from '../../case.ts';
import { pushTo } from '../../lineage/issuances.ts';
import type { ActorKind, Confidence, Severity } from '../../model/report.ts';
import type { Session } from '../../model/session.ts';
import { printSpan } from '../../time.ts';
import { actorOfUses } from '../deployer.ts';
import type { Detection, Match } from '../detection.ts';
import { releaseBefore } from '../drift/explained.ts';
import { earlierSessions } from '../earlier-sessions.ts';
import { madeByItself, mayDo } from '../own-work.ts';
import { daysAtWork } from '../routine.ts';
import { blindWithout } from '../sight.ts';
import { count } from '../sliding-count.ts';
import { subjectOf } from '../subject.ts';
import { calls, distinct, listed, plural, whence, who } from '../telling.ts';

const SECRETS: readonly Doing[] = ['secret-read', 'instance-secret-read'];
const WINDOW_MS = 60 * 60_000;
/** A service needs a handful of secrets to start; the tenth different one within an hour is past what one job needs. */
const MANY = 10;
/** Whoever lists first takes what there is; and no job reads the same kind of thing in two regions. */
const MANY_IF_SOUGHT = 5;
/** A job knows its secrets by name. One that lists them for the first time in a week takes orders from somebody else. */
const MANY_IF_FIRST_LISTED = 3;
const LEARNED_DAYS = 7;
/** Beyond this even a pipeline is taking stock. */
const VERY_MANY = 20;
/** One call that names no secret takes up to twenty (Secrets Manager API reference); counted as a listing with its reads. */
const PER_BATCH = MANY_IF_SOUGHT;
/** A job that read at least this share before is at its usual work. */
const HABIT_SHARE = 0.8;
const HABIT_SESSIONS = 20;
/** A listing belongs to the reads that follow it; a tool that asks once for each thing it reads lists nothing. */
const LISTED_BEFORE_MS = 10 * 60_000;
const READS_PER_LISTING = 3;

interface Harvest {
  readonly uses: readonly Use[];
  readonly things: ReadonlySet<string>;
  readonly regions: readonly string[];
  readonly listings: readonly Use[];
  readonly batches: number;
  /** Distinct secrets, batches at what they can hold. */
  readonly count: number;
}

/** What a read took, by region: the same name elsewhere is another secret. A batch without names is a thing of its own. */
const thingsOf = ({ deed, shape, row }: Use): readonly string[] => {
  const names = deed?.resources ?? [];
  return names.length > 0 && !isBatch(deed!)
    ? names.map((name) => `${shape.region} ${name}`)
    : [`${shape.region} batch ${row}`];
};
/** Filters instead of names, or everything below a path's root. */
const isBatch = ({ params, resources }: NonNullable<Use['deed']>): boolean =>
  params['batch'] === true || (params['recursive'] === true && resources.some((name) => /:parameter\/?$/.test(name)));
const weightOf = (use: Use): number =>
  use.deed && !isBatch(use.deed) ? Math.max(1, use.deed.resources.length) : PER_BATCH;

/** Every read within an hour of the first of the fullest hour; reads after it belong to the same sweep. */
const fullestHour = (reads: readonly Use[], listings: readonly Use[]): Harvest | undefined => {
  const held = new Map<string, number>();
  let best = { from: 0, to: -1, size: 0 };
  for (let from = 0, to = 0; to < reads.length; to++) {
    for (const thing of thingsOf(reads[to]!)) count(held, thing, 1);
    for (; reads[to]!.atMs - reads[from]!.atMs > WINDOW_MS; from++)
      for (const thing of thingsOf(reads[from]!)) count(held, thing, -1);
    if (held.size > best.size) best = { from, to, size: held.size };
  }
  if (best.to < 0) return undefined;
  const uses = reads.slice(best.from, best.to + 1);
  const things = new Set(uses.flatMap(thingsOf));
  const batches = batchesIn(uses);
  return {
    uses,
    things,
    regions: distinct(uses.map(({ shape }) => shape.region)),
    listings: listings.filter(({ atMs }) => atMs <= uses.at(-1)!.atMs && uses[0]!.atMs - atMs <= LISTED_BEFORE_MS),
    batches,
    count: things.size + batches * (PER_BATCH - 1),
  };
};

interface Before {
  /** Most of it was read before, from the same network. */
  readonly isHabit: boolean;
  /** The principal worked, but never from there. */
  readonly isElsewhere: boolean;
  /** The principal worked, but never through this client. */
  readonly isOtherwise: boolean;
  readonly hasListed: boolean;
  /** How many of these were never read. */
  readonly fresh: number;
}

/** What the principal's earlier sessions read of these, from where and how they worked. */
const before = (
  file: Case,
  session: Session,
  uses: readonly Use[],
  doing: 'secret-read' | 'instance-secret-read',
): Before => {
  const networks = new Set(uses.map(({ shape }) => shape.network.name));
  const clients = new Set(uses.map(({ shape }) => shape.client.name));
  const wanted = new Set(uses.flatMap(thingsOf));
  const found = new Set<string>();
  const earlier = earlierSessions(file, session, HABIT_SESSIONS);
  let isElsewhere = earlier.length > 0;
  let isOtherwise = daysAtWork(file, session.principal, uses[0]!.atMs) >= LEARNED_DAYS;
  let hasListed = false;
  for (const one of earlier) {
    for (const use of file.usesOf(one)) {
      if (!use.own) continue;
      if (clients.has(use.shape.client.name)) isOtherwise = false;
      hasListed ||= use.doings.includes('secret-listed');
      if (!networks.has(use.shape.network.name)) continue;
      isElsewhere = false;
      if (use.doings.includes(doing)) for (const thing of thingsOf(use)) if (wanted.has(thing)) found.add(thing);
    }
    if (found.size >= wanted.size * HABIT_SHARE)
      return { isHabit: true, isElsewhere: false, isOtherwise: false, hasListed, fresh: wanted.size - found.size };
  }
  return { isHabit: false, isElsewhere, isOtherwise, hasListed, fresh: wanted.size - found.size };
};

/** A job at work for a week asks for the first time what secrets there are, and takes what it never took; no release says why. */
const isFirstListing = (file: Case, session: Session, harvest: Harvest, { hasListed, fresh }: Before): boolean => {
  const { atMs } = harvest.uses[0]!;
  return (
    isListed(harvest) &&
    !hasListed &&
    fresh >= MANY_IF_FIRST_LISTED &&
    file.actorOf(session).kind === 'workload' &&
    daysAtWork(file, session.principal, atMs) >= LEARNED_DAYS &&
    releaseBefore(file, session, atMs) === undefined
  );
};

const isListed = ({ listings, count }: Harvest): boolean =>
  listings.length > 0 && listings.length * READS_PER_LISTING <= count;
const isSought = (harvest: Harvest): boolean => isListed(harvest) || harvest.regions.length > 1;
const isMany = (harvest: Harvest): boolean => harvest.count >= (isSought(harvest) ? MANY_IF_SOUGHT : MANY);

const weigh = (harvest: Harvest, kind: ActorKind): readonly [Severity, Confidence] => {
  const sought = isSought(harvest);
  if (kind === 'ci' || kind === 'workload' || kind === 'service') {
    if (harvest.count < (sought ? MANY : VERY_MANY)) return ['low', 'low'];
    return sought ? ['high', 'medium'] : ['medium', 'low'];
  }
  if (harvest.count < MANY) return ['medium', 'medium'];
  return ['high', sought || harvest.count >= VERY_MANY ? 'high' : 'medium'];
};

/** Too few distinct secrets to matter: the same deed again is the same secret. */
const isFew = (reads: readonly Use[], few = MANY_IF_SOUGHT): boolean => {
  const seen = new Map<string, Set<Use['deed']>>();
  let weight = 0;
  for (const use of reads) {
    const inRegion = seen.get(use.shape.region);
    if (use.deed && !isBatch(use.deed) && inRegion?.has(use.deed)) continue;
    if (inRegion) inRegion.add(use.deed);
    else seen.set(use.shape.region, new Set([use.deed]));
    weight += weightOf(use);
    if (weight >= few) return false;
  }
  return true;
};

/**
 * Reads by the service that keeps what they took, and what they weigh. Each store that was emptied is a deed of its own;
 * what little was taken elsewhere goes with the fullest one.
 */
const storesOf = (uses: readonly Use[]): [store: string, uses: readonly Use[]][] => {
  const stores = new Map<string, Use[]>();
  for (const use of uses) pushTo(stores, use.shape.action.split(':', 1)[0]!, use);
  const weigh = (of: readonly Use[]) => new Set(of.flatMap(thingsOf)).size + batchesIn(of) * (PER_BATCH - 1);
  const [fullest, ...others] = [...stores].sort(([a, m], [b, n]) => weigh(n) - weigh(m) || (a < b ? -1 : 1));
  const emptied = others.filter(([, of]) => weigh(of) >= MANY_IF_SOUGHT);
  const apart = new Set(emptied.flatMap(([, of]) => of));
  return fullest ? [[fullest[0], uses.filter((use) => !apart.has(use))], ...emptied] : [];
};

const batchesIn = (uses: readonly Use[]): number => uses.filter(({ deed }) => deed && isBatch(deed)).length;

const secretsOf = (session: Session, file: Case, uses: readonly Use[]): readonly Match[] => {
  const all = uses.filter((use) => use.own && use.shape.outcome === 'success' && use.doings.includes('secret-read'));
  if (isFew(all, MANY_IF_FIRST_LISTED)) return [];
  const reads = all.filter((use) => !madeByItself(file, session, use));
  if (isFew(reads, MANY_IF_FIRST_LISTED)) return [];
  const clients = new Set(reads.map(({ shape }) => shape.client.name));
  const listings = uses.filter(
    ({ own, doings, shape }) =>
      own && shape.outcome === 'success' && doings.includes('secret-listed') && clients.has(shape.client.name),
  );
  if (isFew(reads) && listings.length === 0) return [];
  const harvest = fullestHour(reads, listings);
  if (!harvest || (!isMany(harvest) && !isListed(harvest))) return [];
  const past = before(file, session, harvest.uses, 'secret-read');
  const { isHabit, isElsewhere, isOtherwise } = past;
  const isFirst = isFirstListing(file, session, harvest, past);
  if (isHabit || !(isMany(harvest) || isFirst)) return [];
  // A job's reads from where the job never was, or by what it never worked with, are not the job's.
  const isOthers = isElsewhere || isOtherwise || isFirst;
  const [severity, confidence] = weigh(harvest, isOthers ? 'unknown' : actorOfUses(file, session, harvest.uses));
  const stores = storesOf(harvest.uses);
  return stores.map(([store, taken], place): Match => {
    const batches = batchesIn(taken);
    const regions = distinct(taken.map(({ shape }) => shape.region)).length;
    // A listing of another store belongs to that one; what nothing was taken of, to the first.
    const isOf = ({ shape }: Use, of: string) => shape.action.startsWith(`${of}:`);
    const listings = harvest.listings.filter(
      (use) => isOf(use, store) || (place === 0 && !stores.some(([other]) => isOf(use, other))),
    );
    const how = [
      isListed(harvest) && listings.length > 0 ? 'after listing what there is' : '',
      batches > 0 ? `${plural(batches, 'time')} in a batch that names none` : '',
      regions > 1 ? `over ${plural(regions, 'region')}` : '',
    ].filter(Boolean);
    const spanMs = taken.at(-1)!.atMs - taken[0]!.atMs;
    return {
      subject: subjectOf(session),
      part: store,
      summary: `${who(session)} read ${plural(new Set(taken.flatMap(thingsOf)).size, 'different secret')} within ${printSpan(spanMs)} ${whence(taken)}${how.length > 0 ? ` ${listed(how)}` : ''}; ${isElsewhere ? 'it never worked from there before' : isOtherwise ? 'it never worked through this client before' : 'no earlier session of it read them from there'}`,
      severity,
      confidence,
      sessions: [session],
      evidence: [...taken, ...(isListed(harvest) ? listings : [])].map(({ row }) => row),
      resources: distinct(taken.flatMap(({ deed }) => deed?.resources ?? [])),
    };
  });
};

/** Windows passwords, user data, console output: asking many instances in turn is telling even when it is denied. */
const instanceSecretsOf = (session: Session, file: Case, uses: readonly Use[]): Match | undefined => {
  const reads = uses.filter((use) => use.own && use.doings.includes('instance-secret-read') && use.deed !== undefined);
  if (reads.length < MANY) return undefined;
  const harvest = fullestHour(reads, []);
  if (!harvest || harvest.things.size < MANY) return undefined;
  if (before(file, session, harvest.uses, 'instance-secret-read').isHabit) return undefined;
  const got = harvest.uses.filter(({ shape }) => shape.outcome === 'success').length;
  const outcome =
    got === 0 ? 'all of it denied or failed, so this is intent' : `${got} of ${harvest.uses.length} calls succeeded`;
  return {
    subject: subjectOf(session),
    summary: `${who(session)} asked ${plural(harvest.things.size, 'different instance')} for passwords, user data or console output ${whence(harvest.uses)}: ${calls(harvest.uses)}; ${outcome}`,
    severity: got >= MANY ? 'high' : 'medium',
    confidence: got >= MANY ? 'medium' : 'high',
    sessions: [session],
    evidence: harvest.uses.map(({ row }) => row),
    resources: distinct(harvest.uses.flatMap(({ deed }) => deed?.resources ?? [])),
    isAttempt: got === 0,
    part: 'instances',
    attack: ['T1552.001', 'T1580'],
  };
};

export const secretHarvest = {
  id: 'secret-harvest',
  title: 'Many secrets read at once',
  severity: 'high',
  attack: ['T1555.006', 'T1552'],
  tactics: ['credential-access'],
  why: 'A job reads its own few secrets; a thief reads all that can be read.',
  logic:
    `${MANY} different secrets or decrypted parameters read with success within an hour, or ${MANY_IF_SOUGHT} after listing them or over two regions; a batch without names counts as ${PER_BATCH}. ` +
    `A workload that never listed them in ${LEARNED_DAYS} days at work is told from ${MANY_IF_FIRST_LISTED} new ones on, unless a release came before. Likewise ${MANY} instances asked for passwords, user data or console output, denied or not. ` +
    'Quiet where earlier sessions of the principal read the same from the same network, and for what it made itself through the same client; low for workloads and pipelines that read few from where and through what they always work.',
  falsePositives: [
    'The first run of a backup or migration of secrets',
    'A pipeline that deploys many services in one run',
  ],
  knownGaps: [
    'Fewer secrets, or the same ones over days',
    'Plain parameters and files that hold secrets',
    'Secrets taken out of workloads that had read them',
  ],
  needs: ['management events, read'],
  blind: blindWithout('reads'),
  speaksOf: ({ meaning }) => mayDo(meaning, SECRETS),
  isAbout: ({ serviceMade }) => !serviceMade,
  *judge(session, file): Iterable<Match> {
    const uses = file.usesOf(session);
    yield* secretsOf(session, file, uses);
    const ofInstances = instanceSecretsOf(session, file, uses);
    if (ofInstances) yield ofInstances;
  },
} as const satisfies Detection;
