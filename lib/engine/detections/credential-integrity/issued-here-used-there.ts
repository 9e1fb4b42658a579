import { dayOf } from '../../baseline/days.ts';
import type { Case, Use } from '../../case.ts';
import type { ActorKind } from '../../model/report.ts';
import type { Session } from '../../model/session.ts';
import { printSpan } from '../../time.ts';
import { isStrangelyAbroad } from '../../whereabouts/countries.ts';
import { isAmong, sharesSystem } from '../../whereabouts/whereabouts.ts';
import { actorOfUses } from '../deployer.ts';
import type { Detection, Match } from '../detection.ts';
import { earlierSessions } from '../earlier-sessions.ts';
import { higherConfidence, lowerSeverity } from '../finding.ts';
import { placesOf, placesOfMaker } from '../persistence/places.ts';
import { blindWithout } from '../sight.ts';
import { subjectOf } from '../subject.ts';
import { calls, whence, who } from '../telling.ts';
import { conductOf } from './conduct.ts';
import { handoverOf, isBroker } from './handovers.ts';
import { sharesSoftware, softwareOf } from './presences.ts';

const MOST_SESSIONS = 20;
/** Runners hand credentials to jobs, vendors to their fleets, portals and services to pages. */
const HANDING_ON: readonly ActorKind[] = ['service', 'vendor'];

/** So many sessions on so many days show where a pipeline's jobs run. */
const SETTLED_SESSIONS = 10;
const SETTLED_DAYS = 7;

/** A laptop moves, a job does not: one whose role was always used where it was asked for, and that now does grave things which it never did. */
const breaksWithItsPast = (file: Case, session: Session, own: readonly Use[]): boolean => {
  const before = earlierSessions(file, session, MOST_SESSIONS);
  const days = new Set(before.map(({ firstMs }) => dayOf(firstMs)));
  days.delete(dayOf(session.firstMs));
  if (before.length < SETTLED_SESSIONS || days.size < SETTLED_DAYS) return false;
  if (before.some((one) => !file.parentLink(one) || handoverOf(file, one))) return false;
  const usual = new Set(before.flatMap((one) => file.shapesOf(one).map(({ shape }) => shape.action)));
  return conductOf(own, usual).isGrave;
};

export const issuedHereUsedThere = {
  id: 'issued-here-used-there',
  title: 'A credential asked for in one place and used in another',
  severity: 'medium',
  aboutCredential: true,
  attack: ['T1550.001'],
  tactics: ['lateral-movement', 'defense-evasion'],
  why: 'Who asks for a temporary credential uses it. Where another program on another network begins to, it was carried off.',
  logic:
    'The first own call of a temporary credential comes from another client network than the call that asked for it, by other software, and neither the asker nor the ' +
    'principal was seen on that network before. High when what it does is grave; low for pipelines, unless the role was always used where it was asked for and now does grave things that are new to it, by whichever software. Quiet: services, consoles, vendors, private networks and VPC endpoints, ' +
    'issuers that hand credentials on day by day, neighbours of the asker at its access provider (what is grave there a step lower), pipelines within one cloud, and the same software, which may only have moved.',
  falsePositives: [
    'A credential broker in its first days',
    'Somebody who passes a token to a colleague or to a second machine',
  ],
  knownGaps: [
    'A thief who uses the same software as the owner, unless a settled pipeline’s',
    'Use through a VPC endpoint',
    'Credentials whose issuance is in another log',
  ],
  needs: ['management events, read: STS calls'],
  blind: blindWithout('issuances'),
  isAbout: ({ anchor, serviceMade }) => anchor === 'key' && !serviceMade,
  *judge(session, file): Iterable<Match> {
    const handover = handoverOf(file, session);
    if (!handover || handover.issuer.kind === 'foreign-account') return;
    const { issuer, asked, used } = handover;
    const own = file.usesOf(session).filter((use) => use.own && use.shape.network.isClient);
    const kind = actorOfUses(file, session, own);
    const isSame = sharesSoftware(
      new Set([softwareOf(asked.shape)]),
      new Set(own.map(({ shape }) => softwareOf(shape))),
    );
    if (isSame && !(kind === 'ci' && breaksWithItsPast(file, session, own))) return;
    if (HANDING_ON.includes(kind) || own.some(({ shape }) => shape.network.name === asked.shape.network.name)) return;
    const place = used.shape.network.name;
    const known = earlierSessions(file, session, MOST_SESSIONS).some((one) => placesOf(file.usesOf(one)).has(place));
    const makers = placesOfMaker(file, issuer);
    if (known || makers.has(place) || isBroker(file, handover)) return;
    // A runner and its job may stand anywhere in the same cloud.
    if (kind === 'ci' && sharesSystem(file, asked.shape.network.name, place)) return;
    const conduct = conductOf(own, new Set());
    const isNear = isAmong(file, place, makers);
    if (isNear && !conduct.isGrave) return;
    const severity = kind === 'ci' && !isSame ? 'low' : conduct.isGrave ? 'high' : 'medium';
    const confidence = conduct.telling.length > 0 ? 'medium' : 'low';
    const isAbroad = isStrangelyAbroad(file, asked.shape.network.name, place, used.atMs);
    const shown = conduct.telling.length > 0 ? conduct.telling : own;
    yield {
      subject: subjectOf(session),
      summary:
        `${who(issuer)} asked for the credential of ${who(session)} ${whence([asked])}; ${printSpan(used.atMs - asked.atMs)} later it was first used ` +
        `${whence([used])}, where neither was seen before: ${calls(shown)}`,
      severity: isNear ? lowerSeverity(severity) : severity,
      confidence: isNear ? 'low' : isAbroad ? higherConfidence(confidence) : confidence,
      sessions: [session],
      evidence: [...new Set([used.row, ...shown.map(({ row }) => row)])],
      explainedBy: [asked.row],
    };
  },
} as const satisfies Detection;
