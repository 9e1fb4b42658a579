import type { Case } from '../../case.ts';
import type { ActorKind, Confidence, Severity } from '../../model/report.ts';
import type { Session } from '../../model/session.ts';
import { printSpan } from '../../time.ts';
import { isAmong } from '../../whereabouts/whereabouts.ts';
import { callerOf, isPersonAtHome } from '../caller.ts';
import { buildersIn, isDeployment } from '../deployer.ts';
import type { Detection, Match } from '../detection.ts';
import { DAY_MS, earlierDaysOf } from '../own-work.ts';
import { blindWithout } from '../sight.ts';
import { calls, distinct, lastWords, listed, whence, who } from '../telling.ts';
import { isForeignCaller, isOwn, type Making, makingsOf, mayMake } from './makings.ts';
import { placesBefore, placesOf, placesOfMaker } from './places.ts';

const USES_TOLD = 10;
/** Fewer earlier days may be the intruder's own. */
const HABIT_DAYS = 2;

type Verdict = readonly [severity: Severity, confidence: Confidence, why: string] | undefined;

interface Ground {
  readonly making: Making;
  readonly isOwn: boolean;
  readonly isStrong: boolean;
  /** A pipeline, a client that builds infrastructure, or a principal that makes such things day by day. */
  readonly isDeployer: boolean;
  readonly isPerson: boolean;
  readonly userKinds: readonly ActorKind[];
  readonly elsewhere: readonly string[];
  /** Only where its holder was before it was made: the holder works on. */
  readonly isAtHome: boolean;
  readonly isForeign: boolean;
  readonly afterMs: number;
}

/** How bad it is that somebody uses it. First that applies. */
const USED: readonly (readonly [applies: (ground: Ground) => unknown, verdict: Verdict])[] = [
  // Somebody new at the company, made by who makes them.
  [({ making, isDeployer, isPerson }) => making.isOfDirectory && (isDeployer || isPerson), undefined],
  [
    ({ isDeployer, isPerson, userKinds, isForeign }) =>
      (isDeployer || isPerson) && !isForeign && userKinds.every((kind) => kind === 'ci'),
    undefined,
  ],
  [
    ({ isForeign, isPerson, isDeployer, isStrong }) => isForeign && (isPerson || isDeployer) && !isStrong,
    ['low', 'low', 'a caller of another account uses it, as vendors do'],
  ],
  [
    ({ isForeign, isDeployer, isPerson }) => isForeign && (isDeployer || isPerson),
    ['medium', 'medium', "a caller of another account uses it, with an administrator's power"],
  ],
  [({ isForeign }) => isForeign, ['high', 'high', 'a caller of another account uses it']],
  [({ isAtHome }) => isAtHome, undefined],
  [({ isDeployer, elsewhere }) => isDeployer && elsewhere.length === 0, undefined],
  [
    ({ isDeployer, isStrong }) => isDeployer && !isStrong,
    ['low', 'low', 'a deployer made it, and it works from another network'],
  ],
  [
    ({ isDeployer }) => isDeployer,
    ['medium', 'low', "a deployer made it, and it works from another network with an administrator's power"],
  ],
  [({ isOwn: own, elsewhere }) => own && elsewhere.length === 0, undefined],
  [
    ({ isPerson, elsewhere }) => isPerson && elsewhere.length === 0,
    ['low', 'medium', 'a signed-in person made it, and it is used from a network known for it'],
  ],
  [
    ({ isPerson, afterMs }) => isPerson && afterMs >= DAY_MS,
    ['low', 'low', 'a signed-in person made it, and its holder came days later'],
  ],
  [
    ({ isPerson }) => isPerson,
    ['medium', 'medium', 'it works from a network where neither its maker nor its holder was before'],
  ],
  [
    ({ elsewhere }) => elsewhere.length > 0,
    ['high', 'high', 'it works from a network where neither its maker nor its holder was before'],
  ],
  [({ isStrong }) => isStrong, ['high', 'medium', "it has an administrator's power, and its maker uses it"]],
  [() => true, ['medium', 'medium', 'it is used from where it was made, as if its maker were its holder']],
];

/** Nobody came yet. First that applies. */
const UNUSED: readonly (readonly [applies: (ground: Ground) => unknown, verdict: Verdict])[] = [
  [
    ({ making, isStrong, isDeployer }) => making.isOpen && isStrong && isDeployer,
    ['medium', 'low', "it trusts somebody outside and has an administrator's power; nobody has used it yet"],
  ],
  [
    ({ making, isStrong }) => making.isOpen && isStrong,
    ['medium', 'high', "it trusts somebody outside and has an administrator's power; nobody has used it yet"],
  ],
  [
    ({ making, isDeployer, isPerson }) => making.isOpen && making.what === "a role's trust" && !isDeployer && !isPerson,
    ['medium', 'medium', 'an existing role now trusts somebody outside; nobody has used it yet'],
  ],
  [({ isDeployer, isPerson, isOwn: own }) => isDeployer || isPerson || own, undefined],
  [
    ({ making, isStrong }) => making.what === 'a user' && isStrong && making.uses.length > 1,
    ['medium', 'medium', "it can sign in with an administrator's power; nobody has used it yet"],
  ],
  [
    ({ making }) => making.what === 'a provider',
    ['medium', 'low', 'whoever it vouches for may be let in; nobody came through it yet'],
  ],
  [() => true, undefined],
];

const groundOf = (file: Case, session: Session, making: Making, builders: ReadonlySet<string>): Ground => {
  const first = making.uses[0]!;
  const habit = first.doings.some((doing) => earlierDaysOf(file, session.principal, doing, first.atMs) >= HABIT_DAYS);
  return {
    making,
    isOwn: isOwn(session, making),
    isStrong: making.strengthenedBy.length > 0,
    isDeployer:
      habit || (isDeployment(file, session, builders, first) && callerOf(file, session, builders, first) !== 'away'),
    isPerson: isPersonAtHome(file, session, first),
    userKinds: making.users.map((user) => file.actorOf(user).kind),
    ...placesOfUsers(file, session, making),
    isForeign: making.users.some((user) => isForeignCaller(file, user)),
    afterMs: Math.min(...making.users.map(({ firstMs }) => firstMs)) - first.atMs,
  };
};

/** Networks of its users that are not configured as ours and where neither the maker nor the holder was before; none where the maker's own are not known. */
const placesOfUsers = (
  file: Case,
  session: Session,
  { users, target, uses }: Making,
): Pick<Ground, 'elsewhere' | 'isAtHome'> => {
  if (users.length === 0) return { elsewhere: [], isAtHome: false };
  const maker = placesOfMaker(file, session);
  const holder = placesBefore(file, target, uses[0]!.atMs);
  const places = [...new Set(users.flatMap((one) => [...placesOf(file.usesOf(one))]))];
  return {
    elsewhere:
      maker.size === 0
        ? []
        : places.filter(
            (place) => !isAmong(file, place, maker) && !isAmong(file, place, holder) && !file.config.isOwnPlace(place),
          ),
    isAtHome: places.length > 0 && places.every((place) => holder.has(place)),
  };
};

const firstRows = (file: Case, users: readonly Session[]): number[] =>
  users.flatMap((user) =>
    file
      .usesOf(user)
      .filter(({ own }) => own)
      .slice(0, USES_TOLD)
      .map(({ row }) => row),
  );

export const newIdentityMadeAndUsed = {
  id: 'new-identity-made-and-used',
  title: 'A new way in was made and used',
  severity: 'high',
  speaksOf: mayMake,
  attack: ['T1136.003', 'T1098.001', 'T1078.004'],
  tactics: ['persistence'],
  why: 'Who expects to be thrown out makes another door first; both sides of it are one story.',
  logic:
    "A session creates a user, role, key, password or identity provider, or changes a role's trust, and somebody works through it. High from a network where neither maker nor holder was before or from another account; " +
    'a role that trusts a stranger and is as good as an administrator is told before it is used. Quiet for what deployers make for machines, for rotation at home, and low for people who were signed in.',
  falsePositives: [
    'A contractor who gets a key and works from elsewhere',
    'A vendor role with wide rights, assumed as soon as it stands',
  ],
  knownGaps: [
    'Use in an account whose log is not here',
    'Ways in that were made before the log begins',
    'Users of an Identity Center directory that a provisioning service made',
  ],
  needs: ['management events'],
  blind: blindWithout('iam', 'writes'),
  *judge(session, file): Iterable<Match> {
    const uses = file.usesOf(session);
    const makings = makingsOf(file, session, uses);
    if (makings.length === 0) return;
    const builders = buildersIn(uses);
    for (const making of makings) {
      const ground = groundOf(file, session, making, builders);
      const isUsed = making.users.length > 0;
      const verdict = (isUsed ? USED : UNUSED).find(([applies]) => applies(ground))![1];
      if (!verdict) continue;
      const [severity, confidence, why] = verdict;
      const rows = firstRows(file, making.users);
      const used = isUsed
        ? `; ${printSpan(Math.max(0, ground.afterMs))} later ${listed(distinct(making.users.map(who)))} worked through it ${whence(rows.map((row) => file.useOf(row)))}`
        : '';
      yield {
        subject: making.subject,
        summary: `${who(session)} made ${making.what} (${lastWords(making.target)}) with ${calls(making.uses)} ${whence(making.uses)}${used}; ${why}`,
        severity,
        confidence,
        sessions: [session, ...making.users],
        evidence: [...making.uses.map(({ row }) => row), ...making.strengthenedBy, ...rows],
        resources: distinct([making.target]),
        joins: isUsed,
      };
    }
  },
} as const satisfies Detection;
