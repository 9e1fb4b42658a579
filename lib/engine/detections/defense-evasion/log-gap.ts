import type { Doing } from '../../actions/meaning.ts';
import type { Case } from '../../case.ts';
import { HOUR_MS, type Silence, type Speaker, silencesOf, speakersOf } from '../../schedule/speakers.ts';
import { printTime } from '../../time.ts';
import type { Detection, Match } from '../detection.ts';
import { oncePerCase } from '../once-per-case.ts';
import { rowsDoing } from '../own-work.ts';
import { distinct, listed, plural } from '../telling.ts';

/** A job that stopped, or a server that was switched off, is no hole: so many must have fallen silent at once. */
const MIN_PRINCIPALS = 3;
/** Each of them spoke in this share of the last hours before. */
const SPOKE_SHARE = 0.25;
const LAST_HOURS = 24;
/** While nobody speaks the whole log is silent, and what was read is to blame. */
const OTHERS_SHARE = 0.8;
const MAX_EVIDENCE = 5;
/** What makes a log fall silent, when somebody did it. */
const SILENCING: readonly Doing[] = ['logging-off', 'logging-redirected', 'organization-left'];
const CAUSE_MS = 24 * HOUR_MS;

/** Whose silence is looked at: an account with all its Regions, or one Region of it. */
interface Voice {
  readonly account: string;
  /** Undefined: all of them. */
  readonly region: string | undefined;
  readonly hours: ReadonlySet<number>;
}

interface Gap extends Silence {
  readonly voice: Voice;
}

const voicesOf = (speakers: readonly Speaker[]): readonly Voice[] => {
  const accounts = new Map<string, Set<number>>();
  for (const { account, hours } of speakers) {
    const all = accounts.get(account) ?? new Set<number>();
    for (const hour of hours) all.add(hour);
    accounts.set(account, all);
  }
  return [...[...accounts].map(([account, hours]) => ({ account, region: undefined, hours })), ...speakers];
};

/** Others spoke in most of the hours. */
const othersSpoke = (
  speakers: readonly Speaker[],
  { account, region }: Voice,
  { fromHour, toHour }: Silence,
): boolean => {
  const others = speakers.filter((one) => one.account !== account || (region !== undefined && one.region !== region));
  let spoken = 0;
  for (let hour = fromHour; hour < toHour; hour++) if (others.some(({ hours }) => hours.has(hour))) spoken++;
  return spoken >= OTHERS_SHARE * (toHour - fromHour);
};

const gapsIn = (file: Case): readonly Gap[] => {
  const speakers = speakersOf(file);
  if (speakers.length < 2) return [];
  const gaps: Gap[] = [];
  for (const voice of voicesOf(speakers)) {
    for (const silence of silencesOf(voice.hours, file.asOfMs)) {
      // A silent account is silent in all its Regions.
      const isTold = gaps.some(
        (told) =>
          told.voice.account === voice.account && told.fromHour < silence.toHour && silence.fromHour < told.toHour,
      );
      if (!isTold && othersSpoke(speakers, voice, silence)) gaps.push({ voice, ...silence });
    }
  }
  return gaps;
};

/** Rows of the voice before the gap, the last first, and who spoke often in the hours before. O(all records). */
const lastWords = (
  file: Case,
  { voice: { account, region }, fromHour }: Gap,
): { readonly rows: readonly number[]; readonly principals: readonly string[] } => {
  const { facts } = file;
  const [fromMs, toMs] = [(fromHour - LAST_HOURS) * HOUR_MS, fromHour * HOUR_MS];
  const rows: number[] = [];
  const spoke = new Map<string, Set<number>>();
  for (let row = 0; row < facts.size; row++) {
    const atMs = facts.atMs(row);
    if (atMs < fromMs || atMs >= toMs) continue;
    const shape = file.shape(facts.shapeOf(row));
    if (shape.account !== account || (region !== undefined && shape.region !== region)) continue;
    rows.push(row);
    const { principal } = file.sessionOfRow(row);
    const hours = spoke.get(principal) ?? new Set<number>();
    spoke.set(principal, hours.add(Math.floor(atMs / HOUR_MS)));
  }
  rows.sort((a, b) => facts.compare(b, a));
  const steady = [...spoke].filter(([, hours]) => hours.size >= SPOKE_SHARE * LAST_HOURS);
  return { rows, principals: steady.map(([principal]) => principal).sort() };
};

const matchOf = (file: Case, gap: Gap): Match | undefined => {
  const { account, region } = gap.voice;
  const { rows, principals } = lastWords(file, gap);
  if (rows.length === 0 || principals.length < MIN_PRINCIPALS) return undefined;
  const causes = SILENCING.flatMap((doing) => rowsDoing(file, doing)).filter((row) => {
    const { shape, atMs } = file.useOf(row);
    const beforeMs = gap.fromHour * HOUR_MS - atMs;
    return shape.account === account && shape.outcome === 'success' && Math.abs(beforeMs) <= CAUSE_MS;
  });
  const evidence = [...new Set(causes.sort((a, b) => file.facts.compare(b, a)).concat(rows))].slice(0, MAX_EVIDENCE);
  const place = region === undefined ? `Account ${account}` : `${region} of account ${account}`;
  const isOver = gap.voice.hours.has(gap.toHour);
  const until = isOver ? `until ${printTime(gap.toHour * HOUR_MS)}` : 'and is silent still';
  const cause =
    causes.length > 0
      ? `; logging was touched there: ${listed(distinct(causes.map((row) => file.useOf(row).shape.action)))}`
      : '';
  return {
    subject: { type: 'account', id: account },
    summary:
      `${place}, which spoke nearly every hour, fell silent after ${printTime(file.facts.atMs(rows[0]!))} ${until} ` +
      `(${plural(gap.toHour - gap.fromHour, 'hour')}), ${plural(principals.length, 'steady principal')} at once, while others went on${cause}`,
    severity: 'medium',
    confidence: causes.length > 0 ? 'high' : 'medium',
    sessions: [file.sessionOfRow(evidence[0]!)],
    evidence,
  };
};

const matchesOf = oncePerCase((file): readonly Match[] =>
  file.isPart ? [] : gapsIn(file).flatMap((gap) => matchOf(file, gap) ?? []),
);

export const logGap = {
  id: 'log-gap',
  title: 'An account or Region that always spoke fell silent',
  severity: 'medium',
  attack: ['T1562.008'],
  tactics: ['defense-evasion'],
  why: 'What happens while a log is silent is seen by nobody. Somebody may have wanted that, or delivery is broken.',
  logic:
    'An account, or one Region of it, that had records in 95 % of the hours of the week before (three days of it at least) has none for six hours or more, three times longer than any silence of that week, up to the last record of the log if need be. ' +
    'At least three principals spoke there in a quarter of the hours of the day before, and elsewhere records went on in 80 % of the silent hours. ' +
    'Shorter silences, and those of the whole log, stand in coverage.quiet.',
  falsePositives: ['A Region or account that is given up', 'Files that were not handed over'],
  knownGaps: [
    'A log of one account and Region has nothing to compare with',
    'Records that are left out one by one',
    'Places that speak now and then',
  ],
  needs: ['three days of records from two accounts or Regions'],
  blind(file) {
    if (speakersOf(file).length < 2) return 'only one account and Region is here: nothing to compare its silence with';
    return file.lastMs - file.firstMs < 3 * 24 * HOUR_MS ? 'the log is shorter than three days' : undefined;
  },
  *judge(session, file): Iterable<Match> {
    for (const match of matchesOf(file)) if (match.sessions[0] === session) yield match;
  },
} as const satisfies Detection;
