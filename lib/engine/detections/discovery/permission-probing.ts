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
import { distinct, lastWords, listed, plural, whence, who } from '../telling.ts';

/** A program or person with a task meets one or two walls and stops; who looks for a door tries them all. */
const WINDOW_MS = 10 * 60_000;
const MIN_ACTIONS = 6;
const MIN_SERVICES = 3;
/** The same question about role after role. */
const MIN_ROLES = 5;
/** A scanner is refused here and there among what it is allowed; a prober mostly. */
const REFUSED_SHARE = 0.3;
/** A habit shows half as much, on another day. */
const HABIT_SHARE = 0.5;
const HABIT_AGE_MS = DAY_MS / 2;
const HABIT_SESSIONS = 20;
/** Roles and permissions that are still being set up refuse those who set them up. */
const SETTING_UP: readonly ActorKind[] = ['ci', 'vendor', 'human'];

/** Denied, or asked in a dry run, which is denied or would have been allowed. Console pages are refused unasked. */
const isProbe = ({ own, shape }: Pick<Use, 'own' | 'shape'>): boolean =>
  own &&
  (shape.outcome === 'denied' || shape.errorCode === 'Client.DryRunOperation') &&
  shape.client.nature !== 'console' &&
  shape.client.nature !== 'browser';

interface Run {
  readonly uses: readonly Use[];
  readonly actions: readonly string[];
  readonly roles: readonly string[];
}

/** `iam:CreateUser`, and each role that was asked for as a thing of its own. */
const doorOf = (use: Use): string =>
  isRoleAsked(use) ? `${use.shape.action} ${use.deed?.resources[0]}` : use.shape.action;
const isRoleAsked = ({ shape, deed }: Use): boolean =>
  shape.meaning.issues === 'assume-role' && deed?.resources[0] !== undefined;

/** The window with most different doors, the earliest of equals. O(n). */
const widestRun = (probes: readonly Use[]): Run | undefined => {
  const doors = new Map<string, number>();
  let best = { from: 0, to: -1, size: 0 };
  for (let from = 0, to = 0; to < probes.length; to++) {
    count(doors, doorOf(probes[to]!), 1);
    for (; probes[to]!.atMs - probes[from]!.atMs > WINDOW_MS; from++) count(doors, doorOf(probes[from]!), -1);
    if (doors.size > best.size) best = { from, to, size: doors.size };
  }
  if (best.to < 0) return undefined;
  const uses = probes.slice(best.from, best.to + 1);
  return {
    uses,
    actions: distinct(uses.map(({ shape }) => shape.action)),
    roles: distinct(uses.filter(isRoleAsked).map(({ deed }) => deed!.resources[0]!)),
  };
};

const servicesOf = ({ actions }: Run): string[] =>
  distinct(actions.map((action) => action.slice(0, action.indexOf(':'))));
const isWide = (run: Run, share = 1): boolean =>
  (run.actions.length >= MIN_ACTIONS * share && servicesOf(run).length >= MIN_SERVICES * share) ||
  run.roles.length >= MIN_ROLES * share;

const isHabit = (file: Case, session: Session): boolean =>
  file.distrustOf(session) === undefined &&
  earlierSessions(file, session, HABIT_SESSIONS).some((earlier) => {
    if (session.firstMs - earlier.firstMs < HABIT_AGE_MS) return false;
    const before = widestRun(file.usesOf(earlier).filter(isProbe));
    return before !== undefined && isWide(before, HABIT_SHARE);
  });

const weigh = (kind: ActorKind, isNewcomer: boolean): readonly [Severity, Confidence] => {
  if (SETTING_UP.includes(kind)) return ['low', 'low'];
  return ['medium', isNewcomer ? 'medium' : 'high'];
};

export const permissionProbing = {
  id: 'permission-probing',
  title: 'Door after door was tried',
  severity: 'medium',
  attack: ['T1069.003', 'T1580'],
  tactics: ['discovery'],
  why: 'The owner of a credential knows what it may do; a stranger finds out by being refused.',
  logic:
    `Within ten minutes own calls of ${MIN_ACTIONS} different actions over ${MIN_SERVICES} services, or for ${MIN_ROLES} different roles, are denied (or asked in a dry run), and they are a third of all it calls meanwhile. ` +
    'Low for people, pipelines and vendors; quiet for console pages and for a principal that was refused as much on an earlier day.',
  falsePositives: ['The first run of a scanner or of a role whose policy is too narrow'],
  knownGaps: [
    'Slow probing',
    'Simulated policies, which refuse nothing',
    'Refusals that services log as something else',
  ],
  needs: ['management events'],
  blind: blindWithout('management', 'clients'),
  speaksOf: ({ outcome }) => outcome !== 'success',
  isAbout: ({ serviceMade, rows }) => !serviceMade && rows.length >= MIN_ROLES,
  *judge(session, file): Iterable<Match> {
    if (!file.shapesOf(session).some(isProbe)) return;
    const uses = file.usesOf(session);
    const run = widestRun(uses.filter(isProbe));
    if (!run || !isWide(run)) return;
    const [first, last] = [run.uses[0]!.atMs, run.uses.at(-1)!.atMs];
    const meanwhile = uses.filter((use) => use.own && use.atMs >= first && use.atMs <= last).length;
    const kind = actorOfUses(file, session, run.uses);
    if (run.uses.length < meanwhile * REFUSED_SHARE || kind === 'service' || isHabit(file, session)) return;
    const isNewcomer = earlierSessions(file, session, 1).length === 0;
    const [severity, confidence] = weigh(kind, isNewcomer);
    const doors =
      run.roles.length >= MIN_ROLES
        ? `${plural(run.roles.length, 'role')} (${listed(run.roles.map(lastWords))})`
        : `${run.actions.length} different things (${listed(run.actions, 5)})`;
    yield {
      subject: subjectOf(session),
      summary:
        `${who(session)} was refused ${doors} within ${printSpan(last - first)} ${whence(run.uses)}, ${run.uses.length} of ${meanwhile} calls; ` +
        `${isNewcomer ? 'nothing earlier of it is on record' : 'no earlier session of it was refused so'}`,
      severity,
      confidence,
      sessions: [session],
      evidence: run.uses.map(({ row }) => row),
    };
  },
} as const satisfies Detection;
