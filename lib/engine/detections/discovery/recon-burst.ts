import type { Case, Use } from '../../case.ts';
import type { ActorKind, Confidence, Severity } from '../../model/report.ts';
import type { Session } from '../../model/session.ts';
import { printSpan } from '../../time.ts';
import { actorOfUses } from '../deployer.ts';
import type { Detection, Match } from '../detection.ts';
import { earlierSessions } from '../earlier-sessions.ts';
import { DAY_MS } from '../own-work.ts';
import { blindWithout } from '../sight.ts';
import { count } from '../sliding-count.ts';
import { subjectOf } from '../subject.ts';
import { distinct, listed, plural, whence, who } from '../telling.ts';

/** A tool that maps an account asks this much within seconds; a person with a task asks a few services. */
const WINDOW_MS = 10 * 60_000;
const MIN_ACTIONS = 12;
const MIN_SERVICES = 4;
/** A workload has one job: it asks a few things of few services, again and again. */
const WORKLOAD_ACTIONS = 9;
const WORKLOAD_SERVICES = 5;
/** Infrastructure tools read a thing several times around each change; a finder's few changes come after the reading. */
const CHANGES_PER_READ = 0.15;
const MIN_CHANGES = 5;
/** An owner knows what he may do; of a finder's calls a good part is refused. */
const DENIED_SHARE = 0.3;
/** A habit shows half the breadth, on another day. */
const HABIT_SHARE = 0.5;
const HABIT_AGE_MS = DAY_MS / 2;
const HABIT_SESSIONS = 20;

interface Burst {
  readonly uses: readonly Use[];
  readonly actions: readonly string[];
  readonly services: readonly string[];
}

/** Console pages load dozens of reads unasked. */
const isAsked = ({ own, shape }: Use): boolean =>
  own && shape.isRecon && shape.client.nature !== 'console' && shape.client.nature !== 'browser';
const serviceOf = (action: string): string => action.slice(0, action.indexOf(':'));

/** The widest window of different questions: most distinct actions, the earliest of equals. O(n). */
const widestBurst = (uses: readonly Use[]): Burst | undefined => {
  const asked = uses.filter(isAsked);
  const counts = new Map<string, number>();
  let best = { from: 0, to: 0, size: 0 };
  for (let from = 0, to = 0; to < asked.length; to++) {
    count(counts, asked[to]!.shape.action, 1);
    for (; asked[to]!.atMs - asked[from]!.atMs > WINDOW_MS; from++) count(counts, asked[from]!.shape.action, -1);
    if (counts.size > best.size) best = { from, to, size: counts.size };
  }
  if (best.size === 0) return undefined;
  const within = asked.slice(best.from, best.to + 1);
  const actions = distinct(within.map(({ shape }) => shape.action));
  return { uses: within, actions, services: distinct(actions.map(serviceOf)) };
};

const isWide = ({ actions, services }: Burst, share = 1): boolean =>
  actions.length >= MIN_ACTIONS * share && services.length >= MIN_SERVICES * share;
const isWideFor = (kind: ActorKind, burst: Burst): boolean =>
  isWide(burst) ||
  (kind === 'workload' && burst.actions.length >= WORKLOAD_ACTIONS && burst.services.length >= WORKLOAD_SERVICES);

/** The same client did as much from the same place, or the principal's kind of session did, on an earlier day. */
const isHabit = (file: Case, session: Session, burst: Burst): boolean => {
  const networks = new Set(burst.uses.map(({ shape }) => shape.network.name));
  const clients = new Set(burst.uses.map(({ shape }) => shape.client.name));
  return earlierSessions(file, session, HABIT_SESSIONS).some((earlier) => {
    if (session.firstMs - earlier.firstMs < HABIT_AGE_MS) return false;
    const before = widestBurst(file.usesOf(earlier));
    return (
      before !== undefined &&
      isWide(before, HABIT_SHARE) &&
      before.uses.some(({ shape }) => networks.has(shape.network.name) || clients.has(shape.client.name))
    );
  });
};

/** The same clients change things in between, in proportion to what they read. */
const isBuilding = (uses: readonly Use[], { uses: asked }: Burst): boolean => {
  const clients = new Set(asked.map(({ shape }) => shape.client.name));
  const fromMs = asked[0]!.atMs;
  const toMs = asked.at(-1)!.atMs;
  const changes = uses.filter(
    ({ own, atMs, shape }) =>
      own &&
      atMs >= fromMs &&
      atMs <= toMs &&
      clients.has(shape.client.name) &&
      shape.outcome === 'success' &&
      CHANGING.has(shape.meaning.effect),
  ).length;
  return changes >= Math.max(MIN_CHANGES, asked.length * CHANGES_PER_READ);
};
const CHANGING: ReadonlySet<string> = new Set(['create', 'change', 'delete']);

/** Tools that take stock of a company sit in one of its accounts and visit the others. */
const isAuditor = (file: Case, session: Session): boolean => {
  const issuance = file.parentLink(session)?.issuance;
  if (!issuance || file.distrustOf(session) !== undefined) return false;
  const caller = file.sessionOfRow(issuance.row);
  return caller.accountId !== session.accountId && caller.kind !== 'service' && !file.isForeign(caller.accountId);
};

/** Of a principal that was never seen before, nobody can say whether it does so daily. */
const weigh = (kind: ActorKind, deniedShare: number, isNewcomer: boolean): readonly [Severity, Confidence] => {
  const isRefused = deniedShare >= DENIED_SHARE;
  if (kind === 'ci' || kind === 'vendor' || kind === 'human') return isRefused ? ['medium', 'medium'] : ['low', 'low'];
  if (kind === 'workload') return ['medium', 'high'];
  return ['medium', isRefused ? 'high' : isNewcomer ? 'low' : 'medium'];
};

export const reconBurst = {
  id: 'recon-burst',
  title: 'A burst of questions about the account',
  severity: 'medium',
  attack: ['T1580', 'T1526', 'T1087.004'],
  tactics: ['discovery'],
  why: 'Whoever finds a credential first asks what it can do; its owner knows.',
  logic:
    `At least ${MIN_ACTIONS} different reads about the account over ${MIN_SERVICES} services within ten minutes by its own calls; for a workload ${WORKLOAD_ACTIONS} over ${WORKLOAD_SERVICES}. ` +
    'Quiet for console pages, for a client that changes things as it reads, and for a principal that did as much on an earlier day from the same place or by the same client. ' +
    'Low for people, pipelines, vendors and visitors from another of our accounts unless a third of it is denied.',
  falsePositives: ['The first run of an inventory tool or a scanner', 'A script that reports on the account'],
  knownGaps: ['Slow reconnaissance', 'Questions asked in the console', 'A handful of well chosen calls'],
  needs: ['management events, read'],
  blind: blindWithout('reads'),
  isAbout: ({ serviceMade, rows }) => !serviceMade && rows.length >= WORKLOAD_ACTIONS,
  *judge(session, file): Iterable<Match> {
    const uses = file.usesOf(session);
    const burst = widestBurst(uses);
    if (!burst || burst.actions.length < WORKLOAD_ACTIONS) return;
    const kind = isAuditor(file, session) ? 'vendor' : actorOfUses(file, session, burst.uses);
    if (kind === 'service' || !isWideFor(kind, burst) || isBuilding(uses, burst) || isHabit(file, session, burst))
      return;
    const denied = burst.uses.filter(({ shape }) => shape.outcome === 'denied').length;
    const isNewcomer = earlierSessions(file, session, 1).length === 0;
    const [severity, confidence] = weigh(kind, denied / burst.uses.length, isNewcomer);
    const known = isNewcomer ? 'nothing earlier of it is on record' : 'no earlier session of it did so';
    const spanMs = burst.uses.at(-1)!.atMs - burst.uses[0]!.atMs;
    const refused = denied > 0 ? `, ${denied} of ${burst.uses.length} calls denied` : '';
    yield {
      subject: subjectOf(session),
      summary:
        `${who(session)} asked ${burst.actions.length} different things of ${plural(burst.services.length, 'service')} (${listed(burst.services, 5)}) ` +
        `within ${printSpan(spanMs)} ${whence(burst.uses)}${refused}; ${known}`,
      severity,
      confidence,
      sessions: [session],
      evidence: burst.uses.map(({ row }) => row),
    };
  },
} as const satisfies Detection;
