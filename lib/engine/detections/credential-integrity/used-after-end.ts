import type { Case, Use } from '../../case.ts';
import type { Session } from '../../model/session.ts';
import { printSpan, printTime } from '../../time.ts';
import type { Detection, Match } from '../detection.ts';
import { oncePerCase } from '../once-per-case.ts';
import { blindWithout } from '../sight.ts';
import { subjectOf } from '../subject.ts';
import { calls, lastWords, plural, whence, who } from '../telling.ts';
import { type Ending, endingsOf, SLACK_MS } from './endings.ts';
import { expiriesOf } from './expiries.ts';

/** IAM changes take a while to reach every Region (IAM user guide, "eventual consistency"): minutes, not hours. */
const PROPAGATION_MS = 15 * 60_000;

export const usedAfterEnd = {
  id: 'used-after-end',
  title: 'Credential used after its end',
  severity: 'high',
  aboutCredential: true,
  attack: ['T1550.001'],
  tactics: ['defense-evasion', 'persistence'],
  why: 'What was expired, switched off, deleted or revoked still works: the containment did not hold, or somebody undid it unseen.',
  logic:
    'Own calls of a credential succeed more than a minute after it expired, its key was deactivated or deleted, its user or role was deleted, or its ' +
    'sessions were revoked (those issued before). Denied and failed calls after the end are attempts and low. Quiet: keys enabled again, ' +
    'revocations taken back, users and roles made anew under the name, sessions issued after a revocation, calls that services make to finish ' +
    'their work, questions about one’s own identity, which no policy denies, and logs in which credentials outlive their expiry as a rule.',
  falsePositives: ['The record by which the key was enabled again, or the policy removed, is missing from the input'],
  knownGaps: [
    'Temporary credentials go on working when the key that asked for them is deactivated: that is no use of the key',
    'Revocation by a policy of a group or the organization',
    'A deletion seen without any earlier use of the same user or role: it may have been made anew',
  ],
  needs: [],
  blind: (file) =>
    file.issuances.some(({ issued }) => issued.expiresMs !== undefined) || blindWithout('iam')(file) === undefined
      ? undefined
      : 'no end of a credential is known here: neither an issuing record that names one nor an IAM record',
  isAbout: ({ serviceMade }) => !serviceMade,
  *judge(session, file): Iterable<Match> {
    const found = endsOf(session, file)
      .map((end) => ({ end, uses: usesAfter(end, session, file) }))
      .filter(({ uses }) => uses.length > 0);
    for (const { end, uses } of found) yield matchOf(session, file, end, uses);
  },
} as const satisfies Detection;

interface End extends Ending {
  /** Only uses under this key; empty: any. */
  readonly key: string;
}

/** Ends that concern the session and lie before its last use. */
const endsOf = (session: Session, file: Case): readonly End[] => {
  const endings = endingsOf(file);
  const ends: End[] = [...expiriesOf(session, file)];
  for (const key of session.keys) ends.push(...endings.ofKey(key).map((end) => ({ ...end, key })));
  for (const end of endings.ofIdentity(session.principal)) {
    const applies =
      end.what === 'revoked'
        ? isBornBefore(session, end.bornBeforeMs)
        : isBornBefore(session, end.atMs) || isKnownBefore(session, file, end.atMs);
    if (applies) ends.push({ ...end, key: '' });
  }
  return ends.filter(({ atMs }) => session.lastMs > atMs + SLACK_MS);
};

const isBornBefore = ({ bornMs }: Session, atMs: number): boolean => bornMs !== undefined && bornMs < atMs;

/** The same unique id was at work before: not a user or role of the same name made later. */
const isKnownBefore = (session: Session, file: Case, atMs: number): boolean =>
  (firstSightsOf(file).get(uniqueIdOf(session)) ?? atMs) < atMs;

const uniqueIdOf = ({ principalId }: Session): string => principalId.split(':', 1)[0]!;

/** When each user or role was first seen at work, by its unique id. */
const firstSightsOf = oncePerCase((file): ReadonlyMap<string, number> => {
  const first = new Map<string, number>();
  for (const session of file.sessions) {
    const id = uniqueIdOf(session);
    if (id !== '') first.set(id, Math.min(first.get(id) ?? session.firstMs, session.firstMs));
  }
  return first;
});

const usesAfter = (end: End, session: Session, file: Case): Use[] =>
  file
    .usesOf(session)
    .filter(
      ({ own, atMs, row, doings }) =>
        own &&
        atMs > end.atMs + SLACK_MS &&
        atMs < end.untilMs &&
        (end.key === '' || file.credentials[file.facts.credentialOf(row)]!.key === end.key) &&
        !(end.what === 'revoked' && doings.includes('identity-probed')),
    );

const matchOf = (session: Session, file: Case, end: End, uses: readonly Use[]): Match => {
  const worked = uses.filter(({ shape }) => shape.outcome === 'success');
  const shown = worked.length > 0 ? worked : uses;
  const lateMs = shown.at(-1)!.atMs - end.atMs;
  const attempt = worked.length > 0 ? plural(worked.length, 'call') : `${plural(uses.length, 'vain attempt')}`;
  return {
    subject: subjectOf(session),
    summary: `${who(session)} made ${attempt} ${whence(shown)} up to ${printSpan(lateMs)} after ${inWords(end, session, file)}: ${calls(shown)}`,
    severity: worked.length > 0 ? 'high' : 'low',
    confidence: end.what === 'expired' || lateMs > PROPAGATION_MS ? 'high' : 'medium',
    sessions: [session],
    evidence: shown.map(({ row }) => row),
    explainedBy: [end.row],
  };
};

const inWords = ({ what, atMs, row, key }: End, session: Session, file: Case): string => {
  const at = `at ${printTime(atMs)}`;
  const by = who(file.sessionOfRow(row));
  const words: Record<Ending['what'], string> = {
    expired: `the credential had expired ${at}`,
    disabled: `${by} deactivated the key ${key} ${at}`,
    deleted: `${by} deleted the key ${key} ${at}`,
    'identity-deleted': `${by} deleted ${lastWords(session.principal)} ${at}`,
    revoked: `${by} revoked its sessions ${at}`,
  };
  return words[what];
};
