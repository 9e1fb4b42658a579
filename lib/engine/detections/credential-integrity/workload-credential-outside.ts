import type { Case } from '../../case.ts';
import { isMachinesNetwork, isPeoplesNetwork } from '../../config/configuration.ts';
import type { Confidence, Severity } from '../../model/report.ts';
import type { Session } from '../../model/session.ts';
import { areNeighbours, isOtherSystem, originOf, withOrigin } from '../../whereabouts/whereabouts.ts';
import type { Detection, Match } from '../detection.ts';
import { higherConfidence, lowerSeverity } from '../finding.ts';
import { blindWithout } from '../sight.ts';
import { subjectOf } from '../subject.ts';
import { calls, lastWords, listed, whence, who } from '../telling.ts';
import { type Company, companyOf, homeAmong, type Place } from './company.ts';
import { type Conduct, conductOf, isSplitByDestination } from './conduct.ts';
import { type Presence, presencesOf, sharesSoftware, VPC_ENDPOINT } from './presences.ts';
import { judgeUnknownHome } from './survey.ts';
import { isFunction, isWorkload, sessionNameOf } from './workload.ts';

/** An egress address of a gateway shows on a workload's first day and stays for days; a thief comes and goes. */
const FIRST_DAY_MS = 24 * 3_600_000;
/** A pool of egress addresses deals calls at random, so that each of its addresses shows almost at once. */
const POOL_START_MS = 5 * 60_000;
/** So many other workloads of a role living elsewhere tell where the role lives. */
const MIN_SIBLINGS = 3;

/** What is known of a workload apart from one of its networks. */
interface Usual {
  readonly home: Place;
  readonly software: ReadonlySet<string>;
  readonly actions: ReadonlySet<string>;
  readonly firstMs: number;
  readonly lastMs: number;
}

interface Outside {
  readonly session: Session;
  readonly presence: Presence;
  readonly conduct: Conduct;
  readonly severity: Severity;
  readonly confidence: Confidence;
  /** Why it is odd, each a clause of the summary. */
  readonly because: readonly string[];
  /** Rows of others that prove it. */
  readonly reached: readonly number[];
}

export const workloadCredentialOutside = {
  id: 'workload-credential-outside',
  title: 'A workload’s credential used outside its workload',
  severity: 'high',
  aboutCredential: true,
  attack: ['T1552.005', 'T1550.001'],
  tactics: ['credential-access', 'lateral-movement'],
  why: 'Nobody holds the credential of an instance, task, function or pod but its code. At work elsewhere, it has been taken out of the machine.',
  logic:
    'A credential vended to a workload makes its own calls from a client network that is not the workload’s. Its networks are learned from all its ' +
    'credentials: where AWS’s agents call from, where it works longest, where other workloads live. Telling are: people or long-term keys of others ' +
    'on that network, somebody who reached into the machine from there, other software while the workload goes on at home, and a runtime mark that ' +
    'is missing. Where a data set tells it, another AS makes it surer, and its own access provider less sure. Quiet: configured networks of machines, VPC endpoints, gateways that other workloads use or that were there since the first day, address pools, and a change of ' +
    'address that is final and keeps the software. Reconnaissance or sensitive calls from outside make it critical. Where nothing but the one network is on record: a credential that first asks who it is and what there is, and is refused or asks widely, with low confidence; high if it then takes something.',
  falsePositives: [
    'Somebody on a machine who tries out what its role may do, on its first day in the log',
    'A machine behind a proxy that only some of its software uses',
    'A machine that was rebuilt with other software behind the gateway of an office',
  ],
  knownGaps: [
    'A thief who calls through a VPC endpoint or from inside the same VPC',
    'One network only, nobody else on it, no command sent from it and no questions asked: the machine and a thief look the same',
    'A copy in the hands of somebody on a network where other workloads live',
  ],
  needs: [],
  blind: (file) =>
    file.sessions.some((session) => isWorkload(session, file))
      ? blindWithout('clients')(file)
      : 'no credential of an instance, task, function or pod is at work here',
  isAbout: ({ serviceMade, kind }) => !serviceMade && kind === 'assumed-role',
  *judge(session, file): Iterable<Match> {
    if (!isWorkload(session, file)) return;
    const company = companyOf(file);
    const places = company.placesOf(session.principalId);
    if (places.size > 1) yield* judgeBesideHome(session, file, company, places);
    else if (places.size === 1) yield* judgeAlone(session, file, company, [...places.values()][0]!);
  },
} as const satisfies Detection;

function* judgeBesideHome(
  session: Session,
  file: Case,
  company: Company,
  places: ReadonlyMap<string, Place>,
): Generator<Match> {
  const home = homeAmong(places, company.isForPeople)!;
  for (const presence of presencesOf(session, file)) {
    const place = places.get(presence.network);
    if (!place || place === home || isInside(place, session, company)) continue;
    const usual = usualBeside(place, home, places, company);
    if (place.firstMs - usual.firstMs <= FIRST_DAY_MS && place.lastMs - place.firstMs >= FIRST_DAY_MS) continue;
    const found = judgePlace(session, file, company, presence, place, usual);
    if (found) yield matchOf(file, found, home);
  }
}

const isInside = ({ network, known }: Place, { principalId }: Session, company: Company): boolean =>
  network === VPC_ENDPOINT ||
  isMachinesNetwork(known) ||
  [...company.housedOn(network)].some((other) => other !== principalId);

const usualBeside = (place: Place, home: Place, places: ReadonlyMap<string, Place>, company: Company): Usual => {
  const own = [...places.values()].filter(
    (one) =>
      one === home || (one !== place && company.peopleOn(one.network).size === 0 && !isPeoplesNetwork(one.known)),
  );
  return {
    home,
    software: new Set(own.flatMap(({ software }) => [...software])),
    actions: new Set(own.flatMap(({ actions }) => [...actions])),
    firstMs: Math.min(...own.map(({ firstMs }) => firstMs)),
    lastMs: Math.max(...own.map(({ lastMs }) => lastMs)),
  };
};

const judgePlace = (
  session: Session,
  file: Case,
  company: Company,
  presence: Presence,
  place: Place,
  usual: Usual,
): Outside | undefined => {
  const { home } = usual;
  const conduct = conductOf(presence.uses, usual.actions);
  const reached = reachedFrom(session, file, company, presence);
  const strangers = [...company.peopleOn(place.network)].filter((one) => !company.peopleOn(home.network).has(one));
  const isPeoples = isPeoplesNetwork(place.known) && !isPeoplesNetwork(home.known);
  const isAmongPeople = strangers.length > 0 || isPeoples;
  const otherSoftware = !sharesSoftware(place.software, usual.software);
  const goesOn = usual.lastMs > presence.firstMs;
  const lostMark = home.isRuntime && !place.isRuntime;
  const isTelling = conduct.telling.length > 0;
  // Who was reached into from there is not excused by the address.
  const isNear = reached.length === 0 && areNeighbours(file, place.network, home.network);
  const isElsewhere = isOtherSystem(file, place.network, home.network);
  const isPooled =
    isNear || Math.abs(place.firstMs - usual.firstMs) <= POOL_START_MS || presence.family !== home.family;
  // The same software on another address: only a second mind at work while the first goes on tells them apart.
  const suspicious = goesOn && !isPooled && (conduct.isGrave || conduct.telling.length >= 2);
  const because = [
    ...(strangers.length > 0
      ? [`where ${listed(strangers.map(lastWords))} work${strangers.length === 1 ? 's' : ''}`]
      : []),
    ...(isPeoples ? [`in ${place.network}, a network of people`] : []),
    ...(reached.length > 0
      ? [`from where the machine had been reached into with ${calls(reached.map(file.useOf))}`]
      : []),
    ...(lostMark ? ['without the mark of its runtime'] : []),
    ...(otherSoftware ? ['by software that the workload does not use'] : []),
  ];
  const outside = (severity: Severity, confidence: Confidence): Outside => ({
    session,
    presence,
    conduct,
    severity: isNear ? lowerSeverity(severity) : severity,
    confidence: isNear ? 'low' : isElsewhere ? higherConfidence(confidence) : confidence,
    because,
    reached,
  });
  const worst: Severity = isTelling ? 'critical' : 'high';

  if (reached.length > 0) return outside(worst, 'high');
  if (isAmongPeople && otherSoftware) {
    if (goesOn) return outside(worst, 'high');
    return isTelling ? outside(worst, 'medium') : outside('medium', 'low');
  }
  if (isAmongPeople && suspicious) return outside('high', 'medium');
  if (isFunction(session, file)) return lostMark && otherSoftware ? outside(worst, 'medium') : undefined;
  if (isRouted(place, home, otherSoftware) && isSplitByDestination(place.destinations, home.destinations))
    return undefined;
  if (otherSoftware && isTelling) {
    if (goesOn) return outside(worst, 'medium');
    return session.rows.length > presence.uses.length ? outside('high', 'medium') : outside('low', 'low');
  }
  if (otherSoftware && goesOn) return outside('low', 'low');
  return suspicious ? outside('medium', 'low') : undefined;
};

/** An endpoint takes some services and a gateway the others. A private address alone shows it only for one and the same program. */
const isRouted = (place: Place, home: Place, otherSoftware: boolean): boolean =>
  otherSoftware
    ? (place.network === VPC_ENDPOINT) !== (home.network === VPC_ENDPOINT)
    : place.isInternal !== home.isInternal;

/** Where the machine works only one network is known: what others did, and where its role's others live, must tell. */
function* judgeAlone(session: Session, file: Case, company: Company, place: Place): Generator<Match> {
  if (place.network === VPC_ENDPOINT || place.hasAgent || isInside(place, session, company)) return;
  const isReached = company.reachedInto(sessionNameOf(session)).length > 0;
  const siblings = siblingsOf(session, company, place);
  // Who got into a machine may well try what it may do.
  if (!isReached && siblings.length === 0) {
    if (!place.isInternal && !isFunction(session, file)) yield* judgeUnknownHome(session, file);
    return;
  }
  const presence = presencesOf(session, file)[0];
  if (!presence) return;
  const reached = reachedFrom(session, file, company, presence);
  const software = new Set(siblings.flatMap((one) => [...one.software]));
  const conduct = conductOf(presence.uses, new Set(siblings.flatMap((one) => [...one.actions])));
  const strangers = [...company.peopleOn(place.network)];
  const isOdd =
    siblings.length > 0 &&
    strangers.length > 0 &&
    conduct.telling.length > 0 &&
    !sharesSoftware(place.software, software);
  if (reached.length === 0 && !isOdd) return;
  const because = [
    ...(strangers.length > 0
      ? [`where ${listed(strangers.map(lastWords))} work${strangers.length === 1 ? 's' : ''}`]
      : []),
    ...(reached.length > 0
      ? [`from where the machine had been reached into with ${calls(reached.map(file.useOf))}`]
      : []),
    ...(siblings.length > 0 ? ['while other workloads of its role live elsewhere'] : []),
  ];
  const severity = conduct.telling.length > 0 ? 'critical' : 'high';
  yield matchOf(file, { session, presence, conduct, severity, confidence: 'medium', because, reached }, siblings[0]);
}

/** Where the role's other workloads live, if they are many and none of them lives here. */
const siblingsOf = ({ principal }: Session, company: Company, place: Place): Place[] => {
  const elsewhere = [...company.homesOfRole(principal)].filter(([network]) => network !== place.network);
  const found = elsewhere.flatMap(([network, ids]) => [...ids].map((id) => company.placesOf(id).get(network)!));
  return found.length >= MIN_SIBLINGS ? found : [];
};

/** Others got into this machine from the network on which its credential then shows. */
const reachedFrom = (session: Session, file: Case, company: Company, presence: Presence): number[] =>
  company
    .reachedInto(sessionNameOf(session))
    .filter(
      (row) =>
        file.sessionOfRow(row).principalId !== session.principalId &&
        file.facts.atMs(row) <= presence.lastMs &&
        file.useOf(row).shape.network.name === presence.network,
    );

const matchOf = (
  file: Case,
  { session, presence, conduct, severity, confidence, because, reached }: Outside,
  home: Place | undefined,
): Match => {
  const did = conduct.telling.length > 0 ? conduct.telling : presence.uses;
  const resources = [...new Set(conduct.telling.flatMap(({ deed }) => deed?.resources ?? []))];
  const place = home ? `; the workload lives on ${withOrigin(home.network, originOf(file, home.network))}` : '';
  return {
    subject: subjectOf(session),
    summary: `The workload credential of ${who(session)} was used ${whence(did)}, ${[...because, `for ${calls(did)}`].join(', ')}${place}`,
    severity,
    confidence,
    sessions: [session],
    evidence: [...new Set([...conduct.telling, ...presence.uses].map(({ row }) => row))],
    explainedBy: reached,
    ...(resources.length > 0 && { resources }),
  };
};
