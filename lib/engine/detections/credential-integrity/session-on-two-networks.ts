import type { Case, Use } from '../../case.ts';
import { isLongTermKey } from '../../lineage/credentials.ts';
import type { Session } from '../../model/session.ts';
import { printSpan } from '../../time.ts';
import { isStrangelyAbroad } from '../../whereabouts/countries.ts';
import { areNeighbours } from '../../whereabouts/whereabouts.ts';
import type { Detection, Match } from '../detection.ts';
import { blindWithout } from '../sight.ts';
import { subjectOf } from '../subject.ts';
import { calls, distinct, plural, whence, who } from '../telling.ts';
import { alternationOf } from './alternation.ts';
import { conductOf } from './conduct.ts';
import { type Moved, movedVerdict } from './moved-sign-in.ts';
import { isHabitualPair } from './network-habits.ts';
import { hasSeveralNetworks, type Presence, presencesOf, sharesSoftware } from './presences.ts';
import { isWithinCompany, type Pair, type Verdict, verdictOf } from './two-holders.ts';
import { isWorkload } from './workload.ts';

/** The strangest networks first; a key built into an app has thousands, and no two of them mean anything. */
const MOST_OTHERS = 16;

export const sessionOnTwoNetworks = {
  id: 'session-on-two-networks',
  title: 'One credential at work on two networks at once',
  severity: 'high',
  aboutCredential: true,
  attack: ['T1550.001'],
  tactics: ['lateral-movement', 'defense-evasion'],
  why: 'A credential is given to one holder. Where two networks use it in turns, a copy of it is in other hands.',
  logic:
    'Own calls of one session (of a long-term key: one run) come from two client networks that overlap for five minutes or more, or in a burst between ' +
    'the holder’s calls by other software or with calls the holder never makes. Quiet: services, the console’s pages and CloudShell; pools and ' +
    'second address families, which the same software uses from the start; endpoints beside a NAT gateway; pairs used in two earlier sessions; moves within the configured networks of people, or within those of machines; ' +
    'ordinary calls of a long-term key or workload, and of anybody on two networks of one access provider, where a data set tells it; odd ones there a step lower, with low confidence. The surer from a country where nobody here was before. Other software, reconnaissance and sensitive calls raise it. Also a console sign-in that goes on from a network new to the person, with several things that matter and that it never did before.',
  falsePositives: [
    'A split-tunnel VPN or a connection that flaps between two uplinks',
    'Somebody who takes a signed-in laptop to a place they never were, and there begins a new kind of work',
    'A token handed on purpose to a second machine (a remote development box, a parallel job)',
  ],
  knownGaps: [
    'A thief behind the same egress address, or who calls through a VPC endpoint of their own, looks like the holder',
    'A thief who works only after the holder has stopped, unless it is a console sign-in of somebody whose past is known, and does several new things that matter',
    'A stolen sign-in on the network of a colleague, of another address family, or of somebody who is often elsewhere',
    'A thief who was there in the first two sessions looks like a habit afterwards',
  ],
  needs: [],
  blind: blindWithout('clients'),
  isAbout: (session) => !session.serviceMade && isOneCredential(session),
  *judge(session, file): Iterable<Match> {
    if (!hasSeveralNetworks(session, file)) return;
    const presences = presencesOf(session, file);
    const home = homeOf(session, presences, file);
    const usual = new Set(home.uses.map(({ shape }) => shape.action));
    const others = presences
      .filter((one) => one !== home)
      .map((other) => ({ other, conduct: conductOf(other.uses, usual) }))
      .sort(
        (a, b) =>
          b.conduct.telling.length - a.conduct.telling.length ||
          a.other.firstMs - b.other.firstMs ||
          (a.other.network < b.other.network ? -1 : 1),
      )
      .slice(0, MOST_OTHERS);
    const isLongTerm = session.anchor === 'timeline';
    for (const { other, conduct } of others) {
      const time = alternationOf(file.facts, home, other);
      const pair: Pair = {
        home,
        other,
        conduct,
        time,
        isLongTerm,
        isWorkload: isWorkload(session, file),
        areNeighbours: areNeighbours(file, home.network, other.network),
        isStrangelyAbroad: isStrangelyAbroad(file, home.network, other.network, other.firstMs),
      };
      const verdict = verdictOf(pair);
      if (verdict) {
        if (!isHabitualPair(file, session, home.network, other.network)) yield matchOf(session, pair, verdict);
        continue;
      }
      const moved = movedVerdict(file, session, pair);
      if (moved) yield movedMatch(session, pair, moved);
    }
  },
} as const satisfies Detection;

/** Portal calls and anonymous ones are told apart by name at best: no single credential stands behind them. */
const isOneCredential = ({ anchor, keys }: Session): boolean =>
  anchor === 'key' ||
  anchor === 'console' ||
  anchor === 'sign-in' ||
  (anchor === 'timeline' && keys.some(isLongTermKey));

/** Where the credential was asked for, else where it was first used. */
const homeOf = (session: Session, presences: readonly Presence[], file: Case): Presence => {
  const issuance = session.bornMs === undefined ? undefined : file.parentLink(session)?.issuance;
  const asked = issuance && file.useOf(issuance.row).shape.network.name;
  return presences.find(({ network }) => network === asked) ?? presences[0]!;
};

const matchOf = (session: Session, pair: Pair, verdict: Verdict): Match => {
  const { home, other, time, conduct } = pair;
  const shown = conduct.telling.length > 0 ? conduct.telling : other.uses;
  const software = sharesSoftware(home.software, other.software) ? '' : ', which is not the holder’s software';
  const did =
    conduct.telling.length > 0 ? `; from there came what the holder had not called: ${calls(conduct.telling)}` : '';
  const within = isWithinCompany({ home, other }) ? `; ${home.network} and ${other.network} are both our own` : '';
  const during = time.overlapMs > 0 ? `for ${printSpan(time.overlapMs)} of its work ` : '';
  const summary =
    `${who(session)}, at work ${whence(home.uses)}, was ${during}also used ${whence(shown)}${software}: ` +
    `${plural(time.switches, 'change')} back and forth${did}${within}`;
  return matchAbout(session, pair, verdict, conduct.telling, summary);
};

const movedMatch = (session: Session, pair: Pair, { uses, ...verdict }: Moved): Match =>
  matchAbout(
    session,
    pair,
    verdict,
    uses,
    `The sign-in of ${who(session)} was passed on ${pair.home.network} and went on ${whence(pair.other.uses)}, where this person never was, ` +
      `with what it never did before: ${calls(uses)}`,
  );

const matchAbout = (
  session: Session,
  { other, time }: Pair,
  { severity, confidence }: Verdict,
  telling: readonly Use[],
  summary: string,
): Match => {
  const resources = distinct(telling.flatMap(({ deed }) => deed?.resources ?? []));
  return {
    subject: subjectOf(session),
    summary,
    severity,
    confidence,
    sessions: [session],
    evidence: [...new Set([...telling, ...other.uses].map(({ row }) => row))],
    explainedBy: time.neighbours,
    ...(resources.length > 0 && { resources }),
  };
};
