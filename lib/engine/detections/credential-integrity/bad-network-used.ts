import type { Case, Use } from '../../case.ts';
import type { Confidence, Severity } from '../../model/report.ts';
import type { Session } from '../../model/session.ts';
import type { Detection, Match } from '../detection.ts';
import { subjectOf } from '../subject.ts';
import { calls, distinct, listed, plural, whence, who } from '../telling.ts';

/** Callers without a credential of ours come from everywhere, and what they may do is what everybody may. */
const OUTSIDERS: ReadonlySet<Session['kind']> = new Set(['anonymous', 'foreign-account']);

const verdictOf = ({ kind }: Session, uses: readonly Use[]): readonly [Severity, Confidence, string] => {
  const worked = uses.filter(({ shape }) => shape.outcome === 'success').length;
  const outcome = worked === 0 ? 'none of it succeeded' : `${worked} of ${plural(uses.length, 'call')} succeeded`;
  if (OUTSIDERS.has(kind)) return ['low', 'low', `${outcome}, by a caller from outside`];
  return [worked === 0 ? 'low' : 'medium', 'medium', outcome];
};

export const badNetworkUsed = {
  id: 'bad-network-used',
  title: 'A credential used from a network known as bad',
  severity: 'medium',
  attack: ['T1078.004', 'T1090'],
  tactics: ['initial-access', 'defense-evasion'],
  why: 'Whoever lists a network has seen harm come from it. Our own credentials have no business there.',
  logic:
    'A session’s own calls come from an address on one of the configured lists. Low when none of them succeeded, and for callers without a credential ' +
    'of ours. Every other finding of such a session is raised a step. Quiet for services, and for addresses in a configured network.',
  falsePositives: [
    'People who use an anonymising VPN or a hosting provider that a broad list names',
    'An address that has changed hands since the list was made',
  ],
  knownGaps: ['Networks that no list names', 'A list says what an address was when it was made, not when the call was'],
  needs: ['badNetworks in the configuration'],
  blind: ({ config }) => (config.settings.badNetworks.length === 0 ? 'no badNetworks are configured' : undefined),
  *judge(session, file): Iterable<Match> {
    if (!isSeenThere(session, file)) return;
    const uses = file.usesOf(session).filter(isBad);
    const [severity, confidence, outcome] = verdictOf(session, uses);
    yield {
      subject: subjectOf(session),
      summary: `${who(session)} worked ${whence(uses)}, on ${listed(distinct(uses.map(({ shape }) => shape.badList!)))}: ${calls(uses)}; ${outcome}`,
      severity,
      confidence,
      sessions: [session],
      evidence: [
        ...uses.filter(({ shape }) => shape.outcome === 'success'),
        ...uses.filter(({ shape }) => shape.outcome !== 'success'),
      ].map(({ row }) => row),
    };
  },
} as const satisfies Detection;

const isBad = ({ own, shape }: Use): boolean => own && shape.badList !== undefined;

/** Cheap: no use is opened. */
const isSeenThere = (session: Session, file: Case): boolean =>
  !session.serviceMade &&
  file.config.settings.badNetworks.length > 0 &&
  file.shapesOf(session).some(({ own, shape }) => own && shape.badList !== undefined);
