import type { Use } from '../../case.ts';
import type { ParamValue } from '../../model/deed.ts';
import { isForeignAccount } from '../accounts.ts';
import { byCaller, type DeedKind, type Deeds, tellsDeeds } from '../deeds.ts';
import type { Detection } from '../detection.ts';
import { letIn, type Opening, openingOf } from '../opening.ts';
import { madeByItself } from '../own-work.ts';
import { blindWithout } from '../sight.ts';
import { OPENINGS, whatIsOpened } from '../what-is-opened.ts';

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
      person: ['medium', opening.isAnyone ? 'medium' : 'low'],
      machine: ['medium', 'low'],
      deployer: deeds.uses.some(isCopy) ? ['medium', 'low'] : ['low', 'low'],
    });
  },
};

const exported: DeedKind = {
  words: ['exported data', 'export data'],
  of: ['data-exported'],
  weigh: (deeds) => {
    const owner = foreignOwner(deeds);
    if (owner)
      return byCaller(deeds, `it goes to account ${owner}, which is not one of ours`, {
        stranger: ['high', 'high'],
        person: ['medium', 'medium'],
        machine: ['medium', 'low'],
        deployer: ['medium', 'low'],
      });
    return byCaller(deeds, 'whoever reads where it goes need not be allowed to read it where it was', {
      stranger: ['medium', 'low'],
    });
  },
};

const accountIn = (arn: ParamValue | undefined): string => /^arn:[^:]*:[^:]*:[^:]*:(\d{12}):/.exec(`${arn}`)?.[1] ?? '';

/** The account that the record names as owner of the place the data goes to. */
const foreignOwner = ({ file, uses }: Deeds): string | undefined =>
  uses
    .map(({ deed }) => String(deed?.params['bucketOwner'] ?? accountIn(deed?.params['destination'])))
    .find((owner) => owner !== '' && isForeignAccount(file, owner));

export const dataSharedOut = {
  id: 'data-shared-out',
  title: 'Data opened to others or exported',
  severity: 'high',
  attack: ['T1537', 'T1567'],
  tactics: ['exfiltration'],
  why: 'Shared data leaves without a download: the other side copies it inside AWS, where nobody here sees it.',
  logic:
    'A principal itself opens a snapshot, image, database copy, bucket, secret, key, queue, repository or backup to an account without records in this log or to anyone, or exports data. ' +
    'High by callers nothing vouches for, medium by signed-in people and workloads; low for a bucket by deployers and for accounts of this log; exports without a foreign owner are told of strangers alone.',
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
  ...tellsDeeds(opened, exported),
} as const satisfies Detection;
