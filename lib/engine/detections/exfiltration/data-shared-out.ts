import { accountsInArns } from '../../actions/conditions.ts';
import type { Case, Use } from '../../case.ts';
import { isForeignAccount } from '../accounts.ts';
import { actsDoing, byCaller, type DeedKind, type Deeds, tellsDeeds } from '../deeds.ts';
import type { Detection } from '../detection.ts';
import { letIn, type Opening, openingOf } from '../opening.ts';
import { madeByItself } from '../own-work.ts';
import { blindWithout } from '../sight.ts';
import { OPENINGS, whatIsOpened } from '../what-is-opened.ts';

/** One thing given to a partner is an arrangement; several of them in one sitting are a removal, whoever does it. */
const SEVERAL = 3;

/** A bucket may serve a website; a copy of a disk, image or database is never public on purpose. */
const isCopy = ({ doings }: Use): boolean => doings.includes('data-shared');

/** Vouched callers may open what they made; infrastructure tools do so with every stack. */
const isOwnThing = ({ file, session, caller, uses }: Deeds): boolean =>
  caller !== 'stranger' && uses.every((use) => madeByItself(file, session, use));

/** A copy that is made and given to another company at once is how data leaves, whoever does it. */
const isCopyForStrangers = ({ caller, uses }: Deeds, { strangers }: Opening): boolean =>
  caller !== 'deployer' && strangers.length > 0 && uses.some(isCopy);

const opened: DeedKind = {
  words: ['opened data to others', 'open data to others'],
  of: OPENINGS,
  only: (use) => whatIsOpened(use) === 'data',
  ownWorkOf: 'nobody',
  weigh: (deeds) => {
    const opening = openingOf(deeds.file, deeds.uses);
    if (isOwnThing(deeds) && !isCopyForStrangers(deeds, opening)) return undefined;
    if (opening.isWithin) return byCaller(deeds, 'another account of ours can read it', { stranger: ['low', 'low'] });
    const isNamed = opening.isAnyone || opening.strangers.length > 0;
    return byCaller(deeds, `${letIn(opening)} can read or copy it from now on`, {
      stranger: ['high', isNamed ? 'high' : 'medium'],
      person: isRemoval(deeds) ? ['high', 'medium'] : ['medium', opening.isAnyone ? 'medium' : 'low'],
      machine: ['medium', 'low'],
      deployer: deeds.uses.some(isCopy) ? ['medium', 'low'] : ['low', 'low'],
    });
  },
};

const exported: DeedKind = {
  words: ['exported data', 'export data'],
  of: ['data-exported'],
  weigh: (deeds) => {
    const owners = deeds.uses.flatMap(ownersOf);
    const owner = deeds.uses.flatMap((use) => strangersOf(deeds.file, use))[0];
    if (owner)
      return byCaller(deeds, `it goes to account ${owner}, which is not one of ours`, {
        stranger: ['high', 'high'],
        person: isRemoval(deeds) ? ['high', 'medium'] : ['medium', 'medium'],
        machine: ['medium', 'low'],
        deployer: ['medium', 'low'],
      });
    return owners.length > 0
      ? byCaller(deeds, 'it goes to an account of ours', { stranger: ['low', 'low'] })
      : byCaller(deeds, 'whoever reads where it goes need not be allowed to read it where it was', {
          stranger: ['medium', 'low'],
        });
  },
};

/** The accounts that the record names as owners of the place the data goes to. */
const ownersOf = ({ deed }: Use): readonly string[] => {
  const { bucketOwner } = deed?.params ?? {};
  return [
    ...(bucketOwner === undefined ? [] : [String(bucketOwner)]),
    ...accountsInArns(deed?.params ?? {}, 'destination'),
  ];
};

/** Accounts not ours that own the place, or the key without which nobody reads what comes there. */
const strangersOf = (file: Case, use: Use): readonly string[] =>
  [...ownersOf(use), ...accountsInArns(use.deed?.params ?? {}, 'exportKey')].filter((one) =>
    isForeignAccount(file, one),
  );

/** Several things leave for accounts that are not ours within one session, by whatever call. */
const isRemoval = ({ file, session }: Deeds): boolean => {
  const opens = (['data-shared', 'opened-to-others'] as const)
    .flatMap((word) => actsDoing(file, session, word))
    .filter((use) => whatIsOpened(use) === 'data' && openingOf(file, [use]).strangers.length > 0);
  const sends = actsDoing(file, session, 'data-exported').filter((use) => strangersOf(file, use).length > 0);
  return new Set([...opens, ...sends].flatMap(({ deed }) => deed?.resources ?? [])).size >= SEVERAL;
};

const handedOver: DeedKind = {
  words: ['handed a domain over', 'hand a domain over'],
  of: ['domain-handed-over'],
  ownWorkOf: 'nobody',
  weigh: (deeds) => {
    const opening = openingOf(deeds.file, deeds.uses);
    if (opening.isWithin) return byCaller(deeds, 'to another account of ours', { stranger: ['low', 'low'] });
    const to = opening.strangers[0] ?? 'outside';
    return byCaller(
      deeds,
      `to account ${to} (not one of ours), which from then on says where its names and mail lead`,
      {
        stranger: ['high', 'high'],
        person: ['medium', 'medium'],
        machine: ['medium', 'medium'],
        deployer: ['medium', 'low'],
      },
    );
  },
  attack: ['T1584.001'],
  tactics: ['impact'],
};

export const dataSharedOut = {
  id: 'data-shared-out',
  title: 'Data opened to others or exported',
  severity: 'high',
  attack: ['T1537', 'T1567'],
  tactics: ['exfiltration'],
  why: 'Shared data leaves without a download: the other side copies it inside AWS, where nobody here sees it.',
  logic:
    'A principal itself opens a snapshot, image, database copy, bucket, secret, key, queue, repository or backup to an account without records in this log or to anyone, exports data, or subscribes another account to logs and events. ' +
    `High by callers nothing vouches for, medium by signed-in people and workloads, high from ${SEVERAL} things on that leave in one session; low for a bucket by deployers and for accounts of this log; exports without a foreign owner are told of strangers alone. A domain handed over is told likewise.`,
  falsePositives: [
    'A partner account that gets a copy for the first time',
    'A website bucket that an administrator opens with a plain key',
    'Own accounts that deliver no log here',
  ],
  knownGaps: [
    'Objects copied out one by one (needs data events)',
    'Who owns the bucket an export goes to, where the record does not say',
    'Sharing that was set up before the log begins',
  ],
  needs: ['management events, write'],
  blind: blindWithout('writes'),
  ...tellsDeeds(opened, exported, handedOver),
} as const satisfies Detection;
