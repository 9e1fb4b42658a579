import type { Case, Use } from '../../case.ts';
import type { Session } from '../../model/session.ts';
import { conductOf } from '../credential-integrity/conduct.ts';
import { presencesOf, sharesSoftware, softwareOf } from '../credential-integrity/presences.ts';
import type { Detection, Match } from '../detection.ts';
import { subjectOf } from '../subject.ts';
import { calls, whence, who } from '../telling.ts';
import { isRuntimeCredential } from './agent-calls.ts';

const MOST_SESSIONS = 20;
/** Of two that differ nobody can say which is at home; two others that agree outvote the third. */
const MIN_OTHERS = 2;

interface Usual {
  readonly networks: ReadonlySet<string>;
  readonly software: ReadonlySet<string>;
  readonly actions: ReadonlySet<string>;
}

/** What the role's other runtime credentials do, and this one before it showed elsewhere. */
const usualOf = (file: Case, session: Session, beforeMs: number): Usual => {
  const others = file
    .sessionsOfPrincipal(session.principal)
    .filter((one) => one !== session && isRuntimeCredential(file, one));
  const uses: Use[] = [
    ...others.slice(0, MOST_SESSIONS).flatMap((one) => [...file.usesOf(one)]),
    ...file.usesOf(session).filter((use) => use.atMs < beforeMs),
  ];
  const isKnown = others.length >= MIN_OTHERS || uses.some((use) => file.sessionOfRow(use.row) === session);
  const own = (isKnown ? uses : []).filter((use) => use.own && use.shape.network.isClient);
  return {
    networks: new Set(own.map(({ shape }) => shape.network.name)),
    software: new Set(own.map(({ shape }) => softwareOf(shape))),
    actions: new Set(own.map(({ shape }) => shape.action)),
  };
};

export const agentCredentialElsewhere = {
  id: 'agent-credential-elsewhere',
  title: 'An agent runtime’s credential used outside it',
  severity: 'high',
  aboutCredential: true,
  attack: ['T1552.005', 'T1550.001'],
  tactics: ['credential-access', 'lateral-movement'],
  why: 'An agent can be talked into handing out its credential; nobody but its runtime has a use for it.',
  logic:
    'A credential vended to an agent runtime is used from a client network where neither it nor the role’s other runtimes were before, by software that none of them uses. ' +
    'Critical with grave calls. Quiet for private networks and VPC endpoints, for the usual software, and where nothing else of the role is known.',
  falsePositives: ['A runtime that is moved to another network and rebuilt with other software at once'],
  knownGaps: ['A first and only use from elsewhere', 'Agents that run on people’s machines under people’s credentials'],
  needs: ['management events'],
  isAbout: ({ serviceMade, kind }) => !serviceMade && kind === 'assumed-role',
  *judge(session, file): Iterable<Match> {
    if (!isRuntimeCredential(file, session)) return;
    for (const { network, uses, isInternal, software, firstMs } of presencesOf(session, file)) {
      if (isInternal) continue;
      const usual = usualOf(file, session, firstMs);
      if (usual.networks.size === 0 || usual.networks.has(network) || sharesSoftware(software, usual.software))
        continue;
      const conduct = conductOf(uses, usual.actions);
      const did = conduct.telling.length > 0 ? conduct.telling : uses;
      yield {
        subject: subjectOf(session),
        summary: `The agent runtime credential of ${who(session)} was used ${whence(did)}, where no runtime of its role works and by software that none of them uses: ${calls(did)}`,
        severity: conduct.isGrave ? 'critical' : 'high',
        confidence: 'medium',
        sessions: [session],
        evidence: [...new Set([...did, ...uses].map(({ row }) => row))],
      };
    }
  },
} as const satisfies Detection;
