import type { Case, Use } from '../../case.ts';
import type { Confidence, Severity } from '../../model/report.ts';
import type { Session } from '../../model/session.ts';
import type { Detection, Match } from '../detection.ts';
import { earlierSessions } from '../earlier-sessions.ts';
import { placesOf } from '../persistence/places.ts';
import { subjectOf } from '../subject.ts';
import { calls, whence, who } from '../telling.ts';
import { type Source, sourceOf } from './stated-source.ts';
import { isFunction } from './workload.ts';

/** Once is an accident; in two earlier sessions it is how this credential is loaded. */
const HABIT_SESSIONS = 2;
const MOST_SESSIONS = 20;

/** By the ways a machine gets its credential no file or variable is involved. What passes the metadata on (a shell's helper) may be a process. */
const BY_HAND: readonly Source[] = [
  'code',
  'environment variables',
  'a profile file',
  'a single sign-on',
  'a console login',
];

interface Before {
  /** In how many earlier sessions each source was stated. */
  readonly sources: ReadonlyMap<Source, number>;
  readonly places: ReadonlySet<string>;
}

const beforeOf = (file: Case, session: Session): Before => {
  const sources = new Map<Source, number>();
  const places = new Set<string>();
  for (const one of earlierSessions(file, session, MOST_SESSIONS)) {
    const uses = file.usesOf(one);
    for (const source of new Set(stated(uses).map(({ source: said }) => said)))
      sources.set(source, (sources.get(source) ?? 0) + 1);
    for (const place of placesOf(uses)) places.add(place);
  }
  return { sources, places };
};

const stated = (uses: readonly Use[]): { use: Use; source: Source }[] =>
  uses.flatMap((use) => {
    const source = use.own ? sourceOf(use.shape) : undefined;
    return source ? [{ use, source }] : [];
  });

type Verdict = readonly [severity: Severity, confidence: Confidence, why: string];

/** Against how it was issued: metadata hands it to the machine, which has no need to write it down. */
const againstIssuance = (session: Session, file: Case, source: Source, isElsewhere: boolean): Verdict | undefined => {
  if (session.holder.ec2RoleDelivery === '' || isFunction(session, file) || !BY_HAND.includes(source)) return undefined;
  return isElsewhere
    ? [
        'high',
        'medium',
        'although it was issued to an instance, which gets it from its metadata, and it works from a network new to it',
      ]
    : ['medium', 'low', 'although it was issued to an instance, which gets it from its metadata'];
};

const againstHabit = ({ sources, places }: Before, source: Source, place: string): Verdict | undefined => {
  const usual = [...sources].filter(([, times]) => times >= HABIT_SESSIONS).map(([name]) => name);
  if (usual.length !== 1 || sources.size !== 1 || usual[0] === source) return undefined;
  return places.has(place)
    ? ['low', 'low', `where earlier sessions always loaded it from ${usual[0]}`]
    : [
        'medium',
        'medium',
        `where earlier sessions always loaded it from ${usual[0]}, and works from a network new to it`,
      ];
};

export const credentialSourceChanged = {
  id: 'credential-source-changed',
  title: 'A credential loaded from where it never was',
  severity: 'medium',
  aboutCredential: true,
  attack: ['T1552', 'T1552.005'],
  tactics: ['credential-access'],
  why: 'A copied credential has to be put somewhere: into a file, a variable or a script, where its owner never had it.',
  logic:
    'The SDK states how it loaded the credential (m/ codes of the user agent). An instance’s credential out of a file, variables or code, or another source than ' +
    'the only one stated in two or more earlier sessions. Medium from a network that is new to the principal, else low; quiet where earlier sessions stated several sources, or this one too.',
  falsePositives: ['Scripts on a machine that export its credential', 'A job that moves to another platform'],
  knownGaps: [
    'Clients that state no source: older SDKs and most other software',
    'The statement is the client’s own word',
  ],
  needs: ['user agents that state the credential’s source (AWS SDKs since late 2024)'],
  blind: (file) => (hasStatements(file) ? undefined : 'no client in this input states how it loaded its credential'),
  isAbout: ({ serviceMade }) => !serviceMade,
  *judge(session, file): Iterable<Match> {
    if (!file.shapesOf(session).some(({ shape, own }) => own && sourceOf(shape))) return;
    const all = stated(file.usesOf(session));
    const before = beforeOf(file, session);
    const home = placesOf(
      file
        .usesOf(session)
        .filter((use) => sourceOf(use.shape) === undefined || sourceOf(use.shape) === 'instance metadata'),
    );
    for (const source of new Set(all.map((one) => one.source))) {
      const uses = all.filter((one) => one.source === source).map(({ use }) => use);
      const place = uses[0]!.shape.network.name;
      if ((before.sources.get(source) ?? 0) > 0) continue;
      const isElsewhere = !before.places.has(place) && !home.has(place) && before.places.size + home.size > 0;
      const verdict = againstIssuance(session, file, source, isElsewhere) ?? againstHabit(before, source, place);
      if (!verdict) continue;
      const [severity, confidence, why] = verdict;
      yield {
        subject: subjectOf(session),
        summary: `${who(session)} was used ${whence(uses)} by a client that loaded it from ${source}, ${why}: ${calls(uses)}`,
        severity,
        confidence,
        sessions: [session],
        evidence: uses.map(({ row }) => row),
      };
    }
  },
} as const satisfies Detection;

const hasStatements = (file: Case): boolean => {
  for (let number = 0; number < file.facts.shapeCount; number++) if (sourceOf(file.shape(number))) return true;
  return false;
};
