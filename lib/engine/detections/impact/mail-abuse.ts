import type { Use } from '../../case.ts';
import { actsDoing, byCaller, type DeedKind, type Deeds, tellsDeeds, type Verdict } from '../deeds.ts';
import type { Detection } from '../detection.ts';
import { blindWithout } from '../sight.ts';
import { distinct, plural } from '../telling.ts';

/** A mail client asks for its quota; who looks for a way to send asks what there is, or everywhere. */
const QUESTIONS = 3;
const REGIONS = 3;
/** A campaign; an application of this account sends as much every day and is known for it. */
const BULK = 100;

const didBefore = ({ file, session }: Deeds, word: 'mail-probed' | 'mail-prepared' | 'mail-sent'): boolean =>
  actsDoing(file, session, word).length > 0;

const prepared: DeedKind = {
  words: ['prepared to send mail or messages', 'prepare to send mail or messages'],
  of: ['mail-prepared'],
  weigh: (deeds) => {
    const isUsed = didBefore(deeds, 'mail-sent');
    const isLookedFor = didBefore(deeds, 'mail-probed');
    const isGrave = deeds.uses.some(({ shape }) => shape.meaning.sensitivity === 'high');
    const why = isUsed
      ? 'and then sent'
      : isLookedFor
        ? 'after asking what can be sent from here'
        : 'what is sent from here bears the name of the account';
    return byCaller(deeds, why, {
      stranger: isUsed ? ['high', 'medium'] : ['medium', isLookedFor || isGrave ? 'medium' : 'low'],
      machine: ['low', 'low'],
    });
  },
};

const sent: DeedKind = {
  words: ['sent mail or messages', 'send mail or messages'],
  of: ['mail-sent'],
  weigh: (deeds) => {
    if (deeds.uses.length < BULK || !(didBefore(deeds, 'mail-probed') || didBefore(deeds, 'mail-prepared')))
      return undefined;
    return byCaller(deeds, `${plural(deeds.uses.length, 'call')} after asking what can be sent or preparing it`, {
      stranger: ['high', 'medium'],
    });
  },
  weighAttempt: () => undefined,
};

const breadth = (uses: readonly Use[]): readonly [questions: number, regions: number] => [
  distinct(uses.map(({ shape }) => shape.action)).length,
  distinct(uses.map(({ shape }) => shape.region)).length,
];

const weighProbes = (deeds: Deeds): Verdict | undefined => {
  const [questions, regions] = breadth(deeds.uses);
  if (questions < QUESTIONS && regions < REGIONS) return undefined;
  return byCaller(
    deeds,
    `${plural(questions, 'question')} over ${plural(regions, 'region')}, as stolen keys are tried out`,
    {
      stranger: ['medium', deeds.isAttempt ? 'medium' : 'low'],
    },
  );
};

const probed: DeedKind = {
  words: ['asked what mail or messages can be sent', 'find out what mail or messages can be sent'],
  of: ['mail-probed'],
  weigh: weighProbes,
  weighAttempt: weighProbes,
};

export const mailAbuse = {
  id: 'mail-abuse',
  title: 'Mail or messages probed, prepared or sent',
  severity: 'medium',
  attack: ['T1496.003', 'T1496.004'],
  tactics: ['impact'],
  why: 'A stolen key with access to mail sends fraud in the name of this company, until its domain is blocked everywhere.',
  logic:
    `A principal itself asks ${QUESTIONS} different things about sending, or in ${REGIONS} regions, denied or not; verifies senders, leaves the sandbox or switches sending on (high when it then sends); or sends ${BULK} times after such calls. ` +
    'Quiet for signed-in people, deployers and routine, and low for workloads.',
  falsePositives: [
    'A new application that sets up its own sender with a plain key',
    'A mail tool that checks its quota in every region',
  ],
  knownGaps: [
    'What was sent and to whom; SMTP leaves no record per message',
    'Sending is a data event that many trails leave out',
    'A sender that worked here before and is now misused',
  ],
  needs: ['management events', 'SES data events for what was sent'],
  blind: blindWithout('management'),
  ...tellsDeeds(prepared, sent, probed),
} as const satisfies Detection;
