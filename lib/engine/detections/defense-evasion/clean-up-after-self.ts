import type { Doing } from '../../actions/meaning.ts';
import type { Case, Use } from '../../case.ts';
import type { Confidence, Severity } from '../../model/report.ts';
import type { Session } from '../../model/session.ts';
import { printSpan } from '../../time.ts';
import { buildersIn, isDeployment } from '../deployer.ts';
import type { Detection, Match } from '../detection.ts';
import { changesOf, DAY_MS, earlierDaysOf } from '../own-work.ts';
import { type Making, makingsOf, mayMake } from '../persistence/makings.ts';
import { blindWithout } from '../sight.ts';
import { calls, distinct, lastWords, whence, who } from '../telling.ts';

/** What lives longer was made for something; credentials that rotate live for days. */
const SHORT_LIFE_MS = DAY_MS;
/** Fewer earlier days may be the intruder's own. */
const HABIT_DAYS = 2;
const REMOVING: readonly Doing[] = ['identity-deleted', 'access-key-deleted'];
const USES_TOLD = 10;

interface Ground {
  readonly making: Making;
  readonly isDeployer: boolean;
  readonly isPerson: boolean;
}

type Verdict = readonly [severity: Severity, confidence: Confidence, why: string] | undefined;

/** First that applies. */
const RULES: readonly (readonly [applies: (ground: Ground) => boolean, verdict: Verdict])[] = [
  [({ isDeployer }) => isDeployer, undefined],
  [
    ({ making, isPerson }) => isPerson && making.users.length === 0,
    ['informational', 'low', 'people who are signed in try things out'],
  ],
  [({ isPerson }) => isPerson, ['low', 'low', 'people who are signed in try things out']],
  [({ making }) => making.users.length > 0, ['medium', 'medium', 'somebody worked through it in between']],
  [
    ({ making }) => making.isOpen || making.strengthenedBy.length > 0,
    ['medium', 'low', 'in between it had the power or the openness of a door'],
  ],
  [() => true, ['low', 'low', 'nobody is seen to have used it']],
];

/** The same principal or the same chain took away what this one made, soon after. */
const removalsOf = (file: Case, session: Session, { target, what, subject, uses }: Making): Use[] => {
  const madeMs = uses[0]!.atMs;
  const root = file.rootOf(session);
  return changesOf(file, target)
    .map(file.useOf)
    .filter(({ row, atMs, doings, deed, own }) => {
      if (!own || atMs < madeMs || atMs - madeMs > SHORT_LIFE_MS || !doings.some((doing) => REMOVING.includes(doing)))
        return false;
      if (what === 'a key' && !(doings.includes('identity-deleted') || deed?.params['accessKeyId'] === subject.id))
        return false;
      if (what !== 'a key' && !doings.includes('identity-deleted')) return false;
      const remover = file.sessionOfRow(row);
      return remover.principal === session.principal || file.rootOf(remover) === root;
    });
};

export const cleanUpAfterSelf = {
  id: 'clean-up-after-self',
  title: 'What it made it took away again',
  severity: 'medium',
  speaksOf: mayMake,
  isAbout: ({ serviceMade }) => !serviceMade,
  attack: ['T1070'],
  tactics: ['defense-evasion'],
  why: 'Users, keys and roles that last an hour were made for that hour; whoever removes them does not want them found.',
  logic:
    'A user, role or key is made and, within a day, deleted by the same principal or chain. Medium where somebody worked through it meanwhile, or where it was open to outsiders or as good as an administrator; ' +
    'else low, also for people who were signed in. Quiet for deployers and for who did so on two days before.',
  falsePositives: ['Software that makes users or keys for each task, in its first days', 'A test that cleans up'],
  knownGaps: [
    'Policies, instances and other things that are no identities',
    'What is removed after a day or by an identity that it made',
  ],
  needs: ['management events, write'],
  blind: blindWithout('writes'),
  *judge(session, file): Iterable<Match> {
    const uses = file.usesOf(session);
    const makings = makingsOf(file, session, uses).filter(
      ({ what }) => what === 'a user' || what === 'a role' || what === 'a key',
    );
    if (makings.length === 0) return;
    const builders = buildersIn(uses);
    for (const making of makings) {
      const removals = removalsOf(file, session, making);
      if (removals.length === 0) continue;
      const isUsual = REMOVING.some(
        (doing) => earlierDaysOf(file, session.principal, doing, removals[0]!.atMs) >= HABIT_DAYS,
      );
      const ground = {
        making,
        isDeployer: isUsual || isDeployment(file, session, builders, making.uses[0]!),
        isPerson: session.kind === 'identity-center' || session.kind === 'console' || session.mfa,
      };
      const verdict = RULES.find(([applies]) => applies(ground))![1];
      if (!verdict) continue;
      const [severity, confidence, why] = verdict;
      const used = making.users.flatMap((user) => [...user.rows].slice(0, USES_TOLD));
      const last = removals.at(-1)!;
      yield {
        subject: making.subject,
        summary:
          `${who(session)} made ${making.what} (${lastWords(making.target)}) with ${calls(making.uses)} and ${printSpan(last.atMs - making.uses[0]!.atMs)} later ` +
          `removed it with ${calls(removals)} ${whence(removals)}; ${why}`,
        severity,
        confidence,
        sessions: [...new Set([session, ...removals.map(({ row }) => file.sessionOfRow(row)), ...making.users])],
        evidence: [...new Set([...removals.map(({ row }) => row), ...making.uses.map(({ row }) => row), ...used])],
        resources: distinct([making.target]),
      };
    }
  },
} as const satisfies Detection;
