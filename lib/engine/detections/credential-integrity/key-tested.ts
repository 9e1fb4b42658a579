import type { Doing } from '../../actions/meaning.ts';
import type { Case, Shape, Use } from '../../case.ts';
import type { ActorKind, Confidence, Severity } from '../../model/report.ts';
import type { Session } from '../../model/session.ts';
import { actorOfUses } from '../deployer.ts';
import type { Detection, Match } from '../detection.ts';
import { earlierSessions } from '../earlier-sessions.ts';
import { mayDo } from '../own-work.ts';
import { blindWithout } from '../sight.ts';
import { subjectOf } from '../subject.ts';
import { calls, distinct, plural, whence, who } from '../telling.ts';
import { presencesOf, sharesSoftware, softwareOf } from './presences.ts';

/** A tester asks a handful of things; whoever goes on is at work. */
const MOST_CALLS = 40;
const MOST_SESSIONS = 20;
/** Who tries several doors at once is not finding out his own name. */
const SEVERAL_PROBES = 2;
const SEVERAL_REFUSALS = 2;
/** Those that test their credentials as they start. */
const STARTING: readonly ActorKind[] = ['service', 'ci', 'vendor'];

/** EC2's way to say that the call would have been allowed. */
const DRY_RUN = 'Client.DryRunOperation';

const PROBES: readonly Doing[] = ['identity-probed', 'mail-probed', 'model-invoked'];

/** What tells whether a credential works and what it is worth, and changes nothing. */
const probeOf = ({ doings, shape }: Use): string | undefined => {
  if (doings.includes('identity-probed')) return 'who it is';
  if (doings.includes('mail-probed')) return 'whether it can send mail';
  if (doings.includes('model-invoked') && shape.outcome !== 'success') return 'whether it can use models';
  if (shape.errorCode === DRY_RUN) return 'what it may do, in a dry run';
  return undefined;
};

/** Cheap: no use is opened. */
const mayProbe = ({ own, shape }: { readonly own: boolean; readonly shape: Shape }): boolean =>
  own && (mayDo(shape.meaning, PROBES) || shape.errorCode === DRY_RUN);

interface Test {
  readonly uses: readonly Use[];
  readonly probes: readonly string[];
  readonly refused: number;
}

/** All that came from one network: a probe first, and after it probes and refusals only. */
const testIn = (uses: readonly Use[]): Test | undefined => {
  if (uses.length > MOST_CALLS || probeOf(uses[0]!) === undefined) return undefined;
  if (uses.some((use) => use.shape.outcome === 'success' && probeOf(use) === undefined)) return undefined;
  const refused = uses.filter((use) => use.shape.outcome !== 'success' && probeOf(use) === undefined);
  return {
    uses,
    probes: distinct(uses.map((use) => probeOf(use) ?? '')),
    refused: distinct(refused.map(({ shape }) => shape.action)).length,
  };
};

interface Past {
  readonly networks: ReadonlySet<string>;
  readonly software: ReadonlySet<string>;
  /** Programs that open a session with a probe. */
  readonly openers: ReadonlySet<string>;
}

const pastOf = (file: Case, session: Session, beforeMs: number): Past => {
  const networks = new Set<string>();
  const software = new Set<string>();
  const openers = new Set<string>();
  for (const one of [...earlierSessions(file, session, MOST_SESSIONS), session]) {
    const uses = file.usesOf(one).filter((use) => use.own && use.shape.network.isClient && use.atMs < beforeMs);
    for (const { shape } of uses) {
      networks.add(shape.network.name);
      software.add(softwareOf(shape));
    }
    if (uses[0] && probeOf(uses[0])) openers.add(softwareOf(uses[0].shape));
  }
  return { networks, software, openers };
};

type Verdict = readonly [severity: Severity, confidence: Confidence, why: string];

const weigh = ({ uses, probes, refused }: Test, past: Past): Verdict | undefined => {
  const tools = new Set(uses.map(({ shape }) => softwareOf(shape)));
  if (past.networks.size > 0) {
    return sharesSoftware(tools, past.software)
      ? ['low', 'low', 'by its usual software, which may have moved']
      : ['medium', 'medium', 'from where it never worked, by software it never used, and then came nothing more'];
  }
  if (probes.length >= SEVERAL_PROBES)
    return ['medium', 'low', 'as those do who look for what a found key is worth; nothing earlier of it is on record'];
  return refused >= SEVERAL_REFUSALS ? ['low', 'medium', 'nothing that it tried was allowed'] : undefined;
};

export const keyTested = {
  id: 'key-tested',
  title: 'Somebody tried out a credential',
  severity: 'medium',
  aboutCredential: true,
  attack: ['T1087.004', 'T1078.004'],
  tactics: ['discovery'],
  why: 'Found and bought keys are tried first and used later, often by somebody else.',
  logic:
    'On a network new to the principal a credential first asks who it is, or probes mail, models or dry runs, and from there comes nothing but probes and refusals. Medium by software it never ' +
    `used, or with ${SEVERAL_PROBES} kinds of probes and no history; low by its usual software, or where ${SEVERAL_REFUSALS} refused actions follow. Quiet: pipelines, vendors, services, and programs that open every session so.`,
  falsePositives: ['A developer who checks a new set-up from a new place'],
  knownGaps: [
    'A first probe by somebody who goes on to work at once: other detections tell what follows',
    'One GetCallerIdentity of a key without any history',
  ],
  needs: ['management events, read'],
  blind: blindWithout('reads'),
  speaksOf: ({ meaning, outcome }) => mayDo(meaning, PROBES) || outcome !== 'success',
  isAbout: ({ serviceMade, kind }) => !serviceMade && kind !== 'console',
  *judge(session, file): Iterable<Match> {
    if (!file.shapesOf(session).some(mayProbe)) return;
    for (const { network, uses, isInternal } of presencesOf(session, file)) {
      const test = isInternal ? undefined : testIn(uses);
      if (!test || STARTING.includes(actorOfUses(file, session, uses))) continue;
      const past = pastOf(file, session, uses[0]!.atMs);
      if (past.networks.has(network) || past.openers.has(softwareOf(uses[0]!.shape))) continue;
      const verdict = weigh(test, past);
      if (!verdict) continue;
      const [severity, confidence, why] = verdict;
      yield {
        subject: subjectOf(session),
        summary: `${who(session)} was tried out ${whence(uses)} with ${plural(uses.length, 'call')} (${calls(uses)}), ${why}`,
        severity,
        confidence,
        sessions: [session],
        evidence: uses.map(({ row }) => row),
      };
    }
  },
} as const satisfies Detection;
