import { meaningOf } from '../../actions/lookup.ts';
import type { ActionMeaning } from '../../actions/meaning.ts';
import { dayOf } from '../../baseline/days.ts';
import { activeDays, type Past } from '../../baseline/past.ts';
import { matters, pastsOf } from '../../baseline/pasts.ts';
import type { Case, Use } from '../../case.ts';
import type { Confidence, Severity } from '../../model/report.ts';
import type { Session } from '../../model/session.ts';
import { type Caller, callerOf, VOUCHED } from '../caller.ts';
import { buildersIn } from '../deployer.ts';
import type { Detection, Match } from '../detection.ts';
import { severityRank } from '../finding.ts';
import { madeByItself } from '../own-work.ts';
import { subjectOf } from '../subject.ts';
import { calls, plural, whence, who } from '../telling.ts';
import { releaseBefore } from './explained.ts';
import { blindWithoutPast } from './learned.ts';
import { type Newcomer, newcomersOf } from './newcomers.ts';
import { peersOf, sawBefore } from './peers.ts';
import { newPlacesAt } from './places-brought.ts';

/** One peer who does it may be the odd one; a quarter of them make it part of the job. */
const PEER_SHARE = 0.25;
/** With a new network another new thing, a client or Region, makes somebody else likely. */
const OTHER_HANDS = 2;

/** What ends in power, data or traces, and what opens another door. */
const isGrave = ({ sensitivity, tactic }: ActionMeaning): boolean =>
  sensitivity === 'high' || tactic === 'credential-access' || tactic === 'persistence';

interface Weighed {
  readonly use: Use;
  readonly severity: Severity;
  readonly confidence: Confidence;
  readonly why: string;
  readonly rows: readonly number[];
  readonly explainedBy?: readonly number[];
}

/** A workload has one job, and nothing vouches for a stranger; people and deployers meet new tasks all the time. */
const BY_CALLER: Readonly<Record<Caller, Severity>> = {
  stranger: 'medium',
  machine: 'medium',
  away: 'medium',
  person: 'low',
  deployer: 'low',
};

/** It did something that amounts to the same before: another spelling of its usual work. */
const isFamiliar = (past: Past, action: string, day: number): boolean => {
  const { does = [], effect } = meaningOf(action);
  const words = new Set(does.map((one) => (typeof one === 'string' ? one : one.what)));
  const service = action.slice(0, action.indexOf(':'));
  for (const known of past.seen.actions.keys()) {
    if (known === action || !sawBefore(past, 'actions', known, day) || !matters(known)) continue;
    const other = meaningOf(known);
    if (other.does?.some((one) => words.has(typeof one === 'string' ? one : one.what))) return true;
    if (other.effect === effect && other.sensitivity === 'high' && known.startsWith(`${service}:`)) return true;
  }
  return false;
};

const weigh = (file: Case, session: Session, past: Past, caller: Caller, use: Use): Weighed | undefined => {
  const day = dayOf(use.atMs);
  const { action, meaning } = use.shape;
  const places = newPlacesAt(file, session, use);
  const from = places.length > 0 ? `, with a ${places.join(' and ')} new to it too` : '';
  const days = `in ${plural(activeDays(past, day, pastsOf(file).window), 'day')} at work before`;
  const told = (severity: Severity, confidence: Confidence, why: string, rows: readonly number[] = []): Weighed => ({
    use,
    severity,
    confidence,
    why: `never ${days}${from}${why}`,
    rows: [use.row, ...rows],
  });
  if (file.distrustOf(session) !== undefined) return told('high', 'high', '; and its credential is in doubt');
  if (places.length >= OTHER_HANDS && places.includes('network') && isGrave(meaning)) return told('high', 'medium', '');
  if (places.length === 0 && (caller === 'deployer' || isFamiliar(past, action, day))) return undefined;
  const { peers, doIt } = peersOf(file, past, day, (peer) => sawBefore(peer, 'actions', action, day));
  if (doIt > 0 && doIt >= peers * PEER_SHARE)
    return told('low', 'low', `; ${doIt} of ${plural(peers, 'principal')} of its kind did it`);
  const release = releaseBefore(file, session, use.atMs);
  if (release !== undefined)
    return told('low', 'low', '; its permissions were changed by a release shortly before', [release]);
  if (!isGrave(meaning)) return told(places.length > 0 ? 'low' : 'informational', 'low', '');
  if (isFamiliar(past, action, day)) return told('low', 'low', '; it did things of the same kind');
  if (caller === 'stranger') return told(BY_CALLER.stranger, 'medium', '');
  const isByOtherSoftware = caller === 'away' && places.includes('client');
  return told(BY_CALLER[caller], isByOtherSoftware ? 'medium' : 'low', `; ${VOUCHED[caller]}`);
};

/**
 * Of somebody new nobody knows what is usual: a lower confidence, and only what is grave. What vouches for the maker
 * vouches for what it made.
 */
const weighNewcomer = (
  file: Case,
  session: Session,
  caller: Caller,
  use: Use,
  { row, madeBy, against, explainedBy }: Newcomer,
): Weighed | undefined => {
  if (!isGrave(use.shape.meaning) || caller === 'deployer') return undefined;
  const told = (severity: Severity, confidence: Confidence, why = ''): Weighed => ({
    use,
    severity,
    confidence,
    rows: [row],
    explainedBy,
    why: `it is new here, and ${against}${why}`,
  });
  if (file.distrustOf(session) !== undefined) return told('medium', 'medium', '; and its credential is in doubt');
  if (madeBy !== 'stranger')
    return releaseBefore(file, session, use.atMs) === undefined ? told('low', 'low') : undefined;
  return told(BY_CALLER[caller], 'low');
};

export const newPrivilegeUsed = {
  id: 'new-privilege-used',
  title: 'A sensitive action that the principal never used before',
  severity: 'medium',
  attack: ['T1078.004'],
  tactics: ['privilege-escalation'],
  why: 'Permissions are given for years and used for one job. Whoever finds the credential tries the rest of them.',
  logic:
    'The first success with a sensitive action that the principal did not use in forgetDays, after learnDays at work. Medium for workloads and for callers nothing vouches for, low for people, and for what opens no door. ' +
    'Whoever has not learned yet is judged by the past of who made it and by its class, on what is grave alone and with a lower confidence: medium where nothing vouched for its maker, else low; without a maker on record by five peers or more. ' +
    'Low where a quarter of its peers do it, and where a release changed its permissions within a day before. ' +
    'High together with a new network and a new client or Region, or when the credential is in doubt. Quiet for deployers and for whoever did things of the same kind, unless the place is new too, and for removing what it made itself.',
  falsePositives: ['A new task that came without a change of permissions', 'Work that is done once a year'],
  knownGaps: [
    'First days of a principal whose maker is not on record and who has fewer than five peers',
    'What its peers do anyway',
    'The same action on other things',
  ],
  needs: ['management events, write', 'a week or more of history'],
  blind: blindWithoutPast,
  *judge(session, file): Iterable<Match> {
    const pasts = pastsOf(file);
    const past = pasts.of(session);
    const uses = pasts
      .newIn(session)
      .filter(({ kind }) => kind === 'actions')
      .map(({ row }) => file.useOf(row));
    const young = (newcomersOf(file).get(session) ?? []).filter(({ kind }) => kind === 'actions');
    if (!past || uses.length + young.length === 0) return;
    const builders = buildersIn(file.usesOf(session));
    const isMeant = (use: Use) => use.shape.meaning.effect !== 'delete' || !madeByItself(file, session, use);
    const caller = (use: Use) => callerOf(file, session, builders, use);
    const weighed = [
      ...uses.filter(isMeant).flatMap((use) => weigh(file, session, past, caller(use), use) ?? []),
      ...young.flatMap((news) => {
        const use = file.useOf(news.row);
        return isMeant(use) ? (weighNewcomer(file, session, caller(use), use, news) ?? []) : [];
      }),
    ].sort((a, b) => severityRank(b.severity) - severityRank(a.severity) || file.facts.compare(a.use.row, b.use.row));
    const worst = weighed[0];
    if (!worst) return;
    const alike = weighed.filter(({ severity }) => severity === worst.severity).map(({ use }) => use);
    yield {
      subject: subjectOf(session),
      summary: `${who(session)} did for the first time ${whence(alike)}: ${calls(alike)}; ${worst.why}`,
      severity: worst.severity,
      confidence: worst.confidence,
      sessions: [session],
      evidence: [...new Set(weighed.flatMap(({ rows }) => rows))],
      explainedBy: [...new Set(weighed.flatMap(({ explainedBy = [] }) => explainedBy))],
      resources: [...new Set(alike.flatMap(({ deed }) => deed?.resources ?? []))],
    };
  },
} as const satisfies Detection;
