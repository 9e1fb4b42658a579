import type { Use } from '../../case.ts';
import type { Grant } from '../../grants/grant.ts';
import { grantAt } from '../../grants/grant-book.ts';
import type { Confidence, Severity } from '../../model/report.ts';
import type { Detection, Match } from '../detection.ts';
import { subjectOf } from '../subject.ts';
import { calls, distinct, plural, whence, who } from '../telling.ts';

const hasEffect = ({ shape }: Use): boolean =>
  shape.outcome === 'success' && shape.meaning.effect !== 'read' && shape.meaning.issues === undefined;

const weigh = (
  own: readonly Use[],
  distrusted: string | undefined,
  grant: Grant | undefined,
): readonly [Severity, Confidence, string] => {
  if (distrusted !== undefined) return ['critical', 'high', `and its credential is in doubt: ${distrusted}`];
  if (grant) return ['medium', 'high', `grant ${grant.id} allows it`];
  if (own.some(hasEffect)) return ['high', 'high', 'it changed something'];
  return own.some(({ shape }) => shape.outcome === 'success')
    ? ['medium', 'high', 'it changed nothing so far']
    : ['medium', 'medium', 'it tried in vain'];
};

export const breakGlassUsed = {
  id: 'break-glass-used',
  title: 'The emergency access was used',
  severity: 'high',
  attack: ['T1078.004'],
  tactics: ['initial-access', 'privilege-escalation'],
  why: 'It is kept for the day on which nothing else works: whoever uses it wants to be asked why.',
  logic:
    'A principal that the configuration marks as breakGlass signs in or calls, itself. Told every time: medium where it only looked or tried or the person had a grant for it when it began, high where it changed something, critical where its credential is in doubt.',
  falsePositives: ['A rehearsal'],
  knownGaps: ['Emergency access that is not configured as such', 'Without a list of grants every change is high'],
  needs: ['principals with breakGlass in the configuration'],
  blind: ({ config }) =>
    config.settings.principals.some(({ breakGlass }) => breakGlass)
      ? undefined
      : 'no principal is configured as breakGlass',
  isAbout: ({ serviceMade }) => !serviceMade,
  *judge(session, file): Iterable<Match> {
    if (!file.config.principalOf(session)?.breakGlass) return;
    const own = file.usesOf(session).filter((use) => use.own);
    if (own.length === 0) return;
    const shown = [...own.filter(hasEffect), ...own.filter((use) => !hasEffect(use))];
    const [severity, confidence, why] = weigh(
      own,
      file.distrustOf(session),
      grantAt(file, session, session.bornMs ?? session.firstMs),
    );
    yield {
      subject: subjectOf(session),
      summary: `${who(session)}, which is kept for emergencies, made ${plural(own.length, 'call')} ${whence(own)}: ${calls(shown)}; ${why}`,
      severity,
      confidence,
      sessions: [session],
      evidence: shown.map(({ row }) => row),
      resources: distinct(shown.flatMap(({ deed }) => deed?.resources ?? [])),
    };
  },
} as const satisfies Detection;
