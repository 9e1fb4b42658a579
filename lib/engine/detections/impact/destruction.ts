import type { Doing } from '../../actions/meaning.ts';
import type { Use } from '../../case.ts';
import { actsDoing, byCaller, type DeedKind, type Deeds, tellsDeeds } from '../deeds.ts';
import type { Detection } from '../detection.ts';
import { madeByItself } from '../own-work.ts';
import { plural } from '../telling.ts';

/** One thing goes in a clean-up; several within an hour by one who builds nothing are a purpose. */
const SEVERAL = 3;
const MANY = 10;
const RUIN: readonly Doing[] = ['data-destroyed', 'recovery-removed', 'key-disabled', 'data-encrypted'];

/** Data and what would bring it back, or the key to it, within one session: the pattern of extortion. */
const isAllRound = ({ file, session }: Deeds): boolean =>
  RUIN.filter((word) => actsDoing(file, session, word).length > 0).length > 1;

/** Things of every kind that the session ruined: tables, their backups and the keys to both. */
const ruined = ({ file, session }: Deeds): number =>
  new Set(
    RUIN.flatMap((word) => actsDoing(file, session, word)).flatMap(({ deed, row }) =>
      deed && deed.resources.length > 0 ? deed.resources : [String(row)],
    ),
  ).size;
const isMuchOfAll = (deeds: Deeds): boolean => isAllRound(deeds) && ruined(deeds) >= MANY;

const howMany = ({ things }: Deeds): string => (things > 1 ? `${plural(things, 'thing')} within an hour` : 'one thing');

const encrypted: DeedKind = {
  words: ["encrypted data under somebody else's key", "encrypt data under somebody else's key"],
  of: ['data-encrypted'],
  weigh: (deeds) => {
    const isMuch = deeds.uses.length >= MANY || deeds.uses.some(({ shape }) => shape.meaning.effect === 'change');
    return byCaller(deeds, 'only the holder of that key can read it back', {
      stranger: isMuch ? ['critical', 'medium'] : ['medium', 'low'],
      person: isMuch ? ['medium', 'medium'] : ['low', 'low'],
      ...(isMuch && { machine: ['low', 'low'] as const }),
    });
  },
  attack: ['T1486'],
};

/** What is put under a key is lost with the key, also where both were done by the same hands; their own things apart. */
const putUnder = ({ file, session, uses }: Deeds): readonly Use[] => {
  const keys = uses.flatMap(({ deed }) => deed?.resources ?? []);
  return file.usesOf(session).filter((use) => {
    const name = String(use.deed?.params['kmsKey'] ?? '')
      .split('/')
      .at(-1)!;
    return (
      name !== '' &&
      use.shape.outcome === 'success' &&
      keys.some((one) => one.endsWith(name)) &&
      !madeByItself(file, session, use)
    );
  });
};

const key: DeedKind = {
  words: ['took an encryption key out of use', 'take an encryption key out of use'],
  of: ['key-disabled'],
  ownWorkOf: 'nobody',
  weigh: (deeds) => {
    const { file, session, uses } = deeds;
    const under = putUnder(deeds);
    if (under.length > 0)
      return byCaller(deeds, 'it had put data of others under that key, which nobody can read any more', {
        stranger: ['critical', 'medium'],
        person: ['medium', 'medium'],
        machine: ['medium', 'low'],
      });
    if (uses.every((use) => madeByItself(file, session, use))) return undefined;
    return byCaller(deeds, 'what it encrypted cannot be read, and never again once the key is gone', {
      stranger: [deeds.things >= SEVERAL ? 'critical' : 'high', 'medium'],
      person: deeds.things >= SEVERAL ? ['medium', 'medium'] : ['medium', 'low'],
      machine: ['low', 'low'],
      deployer: ['low', 'low'],
    });
  },
  alsoRows: (deeds) => putUnder(deeds).map(({ row }) => row),
  attack: ['T1485', 'T1486'],
};

const recovery: DeedKind = {
  words: ['removed what would bring data back', 'remove what would bring data back'],
  of: ['recovery-removed'],
  ownWorkOf: 'everybody',
  weigh: (deeds) => {
    const { things } = deeds;
    const isCritical = things >= MANY || (things >= SEVERAL && isAllRound(deeds));
    return byCaller(deeds, `${howMany(deeds)} that backups or versions were to be restored from`, {
      stranger: isCritical ? ['critical', 'medium'] : things >= SEVERAL ? ['high', 'medium'] : ['medium', 'medium'],
      ...((things >= MANY || isMuchOfAll(deeds)) && { person: ['medium', 'low'] as const }),
      ...(things >= MANY && { machine: ['low', 'low'] as const }),
    });
  },
  attack: ['T1490'],
};

/** A rule that empties a bucket within a day; of a single one logging-disabled tells, as it may hold logs. */
const expiry: DeedKind = {
  words: ['set data to expire within a day', 'set data to expire within a day'],
  of: ['data-destroyed'],
  only: ({ doings }) => doings.includes('log-destroyed'),
  ownWorkOf: 'everybody',
  weigh: (deeds) =>
    deeds.things < SEVERAL
      ? undefined
      : byCaller(deeds, `${plural(deeds.things, 'bucket')} will be empty tomorrow, without one delete in the log`, {
          stranger: ['critical', 'medium'],
          person: ['medium', 'low'],
          machine: ['medium', 'low'],
          deployer: ['low', 'low'],
        }),
};

/** Protection against this very deletion, switched off before. */
const unlocked = ({ file, session, uses }: Deeds): readonly Use[] => {
  const gone = new Set(uses.flatMap(({ deed }) => deed?.resources ?? []));
  return actsDoing(file, session, 'deletion-unlocked').filter(({ deed }) =>
    deed?.resources.some((one) => gone.has(one)),
  );
};

const destroyed: DeedKind = {
  words: ['destroyed data or machines', 'destroy data or machines'],
  of: ['data-destroyed'],
  ownWorkOf: 'everybody',
  weigh: (deeds) => {
    const { things, uses } = deeds;
    const isGrave = uses.some(({ shape }) => shape.meaning.sensitivity === 'high');
    const isUnlocked = unlocked(deeds).length > 0;
    const isCritical = things >= MANY || (things >= SEVERAL && isAllRound(deeds));
    return byCaller(
      deeds,
      `${howMany(deeds)} that it did not make here${isUnlocked ? ', protected until it took the protection off' : ''}`,
      {
        stranger: isCritical
          ? ['critical', 'medium']
          : things >= SEVERAL || isUnlocked
            ? ['high', 'medium']
            : ['medium', isGrave ? 'medium' : 'low'],
        ...(things >= MANY || isMuchOfAll(deeds)
          ? { person: ['medium', 'medium'] as const }
          : isGrave && { person: ['low', 'low'] as const }),
        ...(things >= MANY && isGrave && { machine: ['medium', 'low'] as const }),
        ...(things >= MANY && isAllRound(deeds) && { deployer: ['low', 'low'] as const }),
      },
    );
  },
  alsoRows: (deeds) => unlocked(deeds).map(({ row }) => row),
};

export const destruction = {
  id: 'destruction',
  title: 'Data, backups or keys destroyed',
  severity: 'critical',
  attack: ['T1485', 'T1486', 'T1490'],
  tactics: ['impact'],
  why: 'Destroyed data is the end of the story for its owner; backups and keys go first where money is to be asked for.',
  logic:
    'A principal itself deletes data or machines, snapshots, backups or versions that it did not make through the same client, schedules keys for deletion (also a key of its own, with data of others under it), encrypts under a key of another account or one sent along, or sets buckets to expire within a day. ' +
    `Critical at ${MANY} things within an hour, or at ${SEVERAL} of more than one kind; high at ${SEVERAL}, or where protection was taken off before; medium for one by callers nothing vouches for. Quiet for routine and deployers; signed-in people and workloads at ${MANY}, people also at ${MANY} of several kinds together.`,
  falsePositives: [
    'An environment that is taken down by hand with a plain key',
    'A retention script on its first days in the log',
  ],
  knownGaps: [
    'Objects deleted one by one (they look like any job that tidies up)',
    'Data overwritten or dropped inside a database',
    'Deployers that take down what others need',
  ],
  needs: ['management events, write', 'S3 data events for encryption of objects'],
  ...tellsDeeds(encrypted, key, recovery, expiry, destroyed),
} as const satisfies Detection;
