import { dayOf } from '../../baseline/days.ts';
import type { Case, Use } from '../../case.ts';
import { isPeoplesNetwork } from '../../config/configuration.ts';
import type { ActorKind, Confidence, Severity } from '../../model/report.ts';
import type { Session } from '../../model/session.ts';
import type { Detection, Match } from '../detection.ts';
import { earlierSessions } from '../earlier-sessions.ts';
import { oncePerCase } from '../once-per-case.ts';
import { remembered } from '../remembered.ts';
import { subjectOf } from '../subject.ts';
import { calls, listed, plural, whence, who } from '../telling.ts';

const SERVICE_KINDS: ReadonlySet<ActorKind> = new Set(['ci', 'workload', 'vendor', 'service']);
/** So many earlier sessions, over as many days, show how an identity is used when it is used as it should be. */
const LEARNED_SESSIONS = 5;
const LEARNED_DAYS = 3;
const MOST_SESSIONS = 60;
/** Hosted runners and functions are somewhere else each time; there, a new network says nothing about a command line. */
const ROAMING_NETWORKS = 5;

type Sign = 'the console' | 'CloudShell' | 'a command line';

/** How a person shows: pages and shells are people's; a command line is where no earlier session used one. */
const signOf = ({ own, shape }: Pick<Use, 'own' | 'shape'>): Sign | undefined => {
  const { client, network } = shape;
  if (!own) return undefined;
  if (client.executionEnvironment === 'CloudShell' || /CloudShell/i.test(shape.userAgent)) return 'CloudShell';
  if (client.nature === 'browser' || (client.nature === 'console' && network.isClient)) return 'the console';
  return client.nature === 'interactive' && client.executionEnvironment === '' ? 'a command line' : undefined;
};

/** Why it is a service's identity, and not only because of what this very session's clients say. */
const serviceGround = (file: Case, session: Session, earlier: readonly Session[]): string | undefined => {
  const configured = file.config.principalOf(session);
  if (configured?.breakGlass) return undefined;
  if (configured?.actor !== undefined)
    return SERVICE_KINDS.has(configured.actor) ? `configured as ${configured.actor}` : undefined;
  if (session.holder.ec2RoleDelivery !== '' || session.holder.inScopeOfArn !== '') return file.actorOf(session).why;
  if (earlier.length < LEARNED_SESSIONS || new Set(earlier.map(({ firstMs }) => dayOf(firstMs))).size < LEARNED_DAYS)
    return undefined;
  const kinds = earlier.map((one) => file.actorOf(one).kind);
  if (!kinds.every((kind) => SERVICE_KINDS.has(kind))) return undefined;
  return `${kinds[0]} in all of ${plural(earlier.length, 'earlier session')}`;
};

const signsKnown = oncePerCase(() => new Map<Session, ReadonlySet<Sign>>());

const signsIn = (file: Case, session: Session): ReadonlySet<Sign> =>
  remembered(signsKnown(file), session, () => readSigns(file, session));

/** One for all that show none, as nearly every session does. */
const NO_SIGNS: ReadonlySet<Sign> = new Set();

const readSigns = (file: Case, session: Session): ReadonlySet<Sign> => {
  const signs = new Set<Sign>();
  for (const { shape, own } of file.shapesOf(session)) {
    const sign = signOf({ shape, own });
    if (sign) signs.add(sign);
  }
  return signs.size === 0 ? NO_SIGNS : signs;
};

const weigh = (
  file: Case,
  session: Session,
  uses: readonly Use[],
  signs: readonly Sign[],
  isElsewhere: boolean,
): readonly [Severity, Confidence] => {
  if (file.distrustOf(session) !== undefined) return ['medium', 'high'];
  if (signs.some((sign) => sign !== 'a command line')) return ['medium', 'medium'];
  const atOffice = uses.every(({ shape }) => isPeoplesNetwork(shape.knownNetwork));
  return isElsewhere ? ['medium', atOffice ? 'high' : 'medium'] : ['low', 'low'];
};

export const humanOnServiceIdentity = {
  id: 'human-on-service-identity',
  title: 'A person at work under a service’s identity',
  severity: 'medium',
  attack: ['T1078.004'],
  tactics: ['defense-evasion', 'persistence'],
  why: 'A person who works as a pipeline or an instance is outside approvals and second factors, and hard to name afterwards; a thief has no other way.',
  logic:
    `The console, CloudShell or a command line under an identity that is a pipeline’s, workload’s or vendor’s: by configuration, by its instance or function, or in all of ${LEARNED_SESSIONS} or more earlier sessions over ${LEARNED_DAYS} days. ` +
    'Quiet where an earlier session already showed the sign. A command line on the identity’s usual network is low, and so is one where every run comes from another network: somebody, or a script, on its machine.',
  falsePositives: ['A new script that calls the AWS CLI', 'Debugging on an instance'],
  knownGaps: ['Identities whose jobs use the command line anyway', 'A person who writes a script with an SDK'],
  needs: ['user agents'],
  isAbout: ({ serviceMade, kind }) => !serviceMade && kind !== 'service',
  *judge(session, file): Iterable<Match> {
    const signs = signsIn(file, session);
    if (signs.size === 0) return;
    const earlier = earlierSessions(file, session, MOST_SESSIONS).filter(({ serviceMade }) => !serviceMade);
    const ground = serviceGround(file, session, earlier);
    if (ground === undefined) return;
    const usual = new Set(earlier.flatMap((one) => [...signsIn(file, one)]));
    const isPlain = session.holder.ec2RoleDelivery !== '' || session.holder.inScopeOfArn !== '';
    // Start-up scripts call the command line: with nothing earlier on record it says nothing.
    const odd = [...signs].filter(
      (sign) => !usual.has(sign) && (sign !== 'a command line' || earlier.length >= LEARNED_SESSIONS || !isPlain),
    );
    if (odd.length === 0) return;
    const uses = file.usesOf(session).filter((use) => odd.includes(signOf(use)!));
    const places = new Set(
      earlier.flatMap((one) => file.shapesOf(one).flatMap(({ own, shape }) => (own ? [shape.network.name] : []))),
    );
    const isElsewhere = places.size < ROAMING_NETWORKS && !uses.some(({ shape }) => places.has(shape.network.name));
    const [severity, confidence] = weigh(file, session, uses, odd, isElsewhere);
    yield {
      subject: subjectOf(session),
      summary: `${who(session)} was used through ${listed(odd)} ${whence(uses)}, where it is a service’s identity (${ground}): ${calls(uses)}`,
      severity,
      confidence,
      sessions: [session],
      evidence: uses.map(({ row }) => row),
    };
  },
} as const satisfies Detection;
