import type { Use } from '../../case.ts';
import { actsDoing, byCaller, type DeedKind, type Deeds, tellsDeeds, type Verdict } from '../deeds.ts';
import type { Detection } from '../detection.ts';
import { earlierDaysOf } from '../own-work.ts';
import { daysAtWork } from '../routine.ts';
import { blindWithout } from '../sight.ts';
import { plural } from '../telling.ts';

/** An application is written for one model or two; who sells access tries what there is. */
const MODELS_TRIED = 3;
const MODELS_USED = 5;
const REGIONS = 3;
/** More than a person asks in a session; for an application nothing unusual, so only what is new counts. */
const BULK = 100;
const LEARNED_DAYS = 7;
const MOST_ROWS = 50;

const regionsOf = (uses: readonly Use[]): number => new Set(uses.map(({ shape }) => shape.region)).size;

const opened: DeedKind = {
  words: ['opened access to models', 'open access to models'],
  of: ['model-access-opened'],
  weigh: (deeds) => {
    const isUsed = invocations(deeds).length > 0;
    return byCaller(deeds, isUsed ? 'and used them at once' : 'whoever may call them runs up the bill', {
      stranger: isUsed ? ['high', 'medium'] : ['medium', 'medium'],
      machine: ['low', 'low'],
    });
  },
  alsoRows: (deeds) => invocations(deeds).map(({ row }) => row),
};

const invocations = ({ file, session }: Deeds): readonly Use[] =>
  actsDoing(file, session, 'model-invoked').slice(0, MOST_ROWS);

const invoked: DeedKind = {
  words: ['called models', 'call models'],
  of: ['model-invoked'],
  weigh: (deeds) => {
    const { things, uses } = deeds;
    const regions = regionsOf(uses);
    if (things >= MODELS_USED || regions >= REGIONS)
      return byCaller(deeds, `${plural(things, 'model')} within an hour, over ${plural(regions, 'region')}`, {
        stranger: ['medium', 'medium'],
      });
    if (uses.length < BULK || !isNews(deeds)) return undefined;
    return byCaller(deeds, `${plural(uses.length, 'call')}, the first of its kind`, { stranger: ['medium', 'medium'] });
  },
  weighAttempt: ({ caller, things, uses }): Verdict | undefined => {
    if (caller !== 'stranger') return undefined;
    const isTried = things >= MODELS_TRIED || regionsOf(uses) >= REGIONS;
    const why = isTried ? 'one model after another, as stolen keys are tried out' : 'it did not succeed';
    return isTried ? ['medium', 'medium', why] : ['low', 'medium', why];
  },
};

const isNews = ({ file, session, uses }: Deeds): boolean => {
  const { atMs } = uses[0]!;
  return (
    daysAtWork(file, session.principal, atMs) >= LEARNED_DAYS &&
    earlierDaysOf(file, session.principal, 'model-invoked', atMs) === 0
  );
};

export const modelAbuse = {
  id: 'model-abuse',
  title: 'Model access opened or abused',
  severity: 'high',
  attack: ['T1496.004'],
  tactics: ['impact'],
  why: 'Stolen keys are sold as access to models; the bill of a day can reach five figures.',
  logic:
    `A principal itself opens access to models (high when it then calls them), calls ${MODELS_USED} different ones within an hour or from ${REGIONS} regions, calls one ${BULK} times in a session when it never did before, or is refused by ${MODELS_TRIED} of them. ` +
    'Quiet for signed-in people, deployers and routine, and low for workloads.',
  falsePositives: ['An engineer who compares models with a plain key', 'The first day of a new application'],
  knownGaps: [
    'What was asked, and how many tokens: not in the log',
    'Bulk use of a principal that called models before',
    'Logging of invocations that is switched off is told by logging-disabled',
  ],
  needs: ['management events (CloudTrail logs model invocations with them)'],
  blind: blindWithout('management'),
  ...tellsDeeds(opened, invoked),
} as const satisfies Detection;
