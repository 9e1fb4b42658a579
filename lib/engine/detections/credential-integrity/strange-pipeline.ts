import type { Case } from '../../case.ts';
import { pushTo, succeeded } from '../../lineage/issuances.ts';
import type { Session } from '../../model/session.ts';
import type { Detection, Match } from '../detection.ts';
import { earlierSessions } from '../earlier-sessions.ts';
import { oncePerCase } from '../once-per-case.ts';
import { changesOf, DAY_MS } from '../own-work.ts';
import { blindWithout } from '../sight.ts';
import { subjectOf } from '../subject.ts';
import { calls, listed, plural, whence, who } from '../telling.ts';
import { conductOf } from './conduct.ts';
import { isGain, surveyIn } from './survey.ts';

/** On fewer days nobody can say whose role it is. */
const LEARNED_DAYS = 3;
/** A stranger's own visit of yesterday vouches for nobody; a partner's of last week does. */
const KNOWN_DAYS = 2;
const PAST_SESSIONS = 20;

/** Subject claims of providers that serve everybody: the organisation, group or owner comes first (their own documentation). */
const OWNERS: readonly RegExp[] = [
  /^repo:([^/:@]+)/, // GitHub; an `@id` may follow the name
  /^project_path:([^/:]+)/, // GitLab
  /^organization:([^:]+)/, // Terraform Cloud, Buildkite
  /^org\/([^/]+)/, // CircleCI
];

const ownerOf = (subject: string): string | undefined => {
  for (const pattern of OWNERS) {
    const owner = pattern.exec(subject)?.[1];
    if (owner !== undefined) return owner.toLowerCase();
  }
  return undefined;
};

interface Visits {
  /** Days on which pipelines of this owner took any role. */
  readonly days: ReadonlyMap<string, ReadonlySet<number>>;
  /** Role -> owner and day of each time it was taken. */
  readonly ofRole: ReadonlyMap<string, readonly { readonly owner: string; readonly day: number }[]>;
}

const dayOf = (atMs: number): number => Math.floor(atMs / DAY_MS);

const visitsOf = oncePerCase((file): Visits => {
  const days = new Map<string, Set<number>>();
  const ofRole = new Map<string, { owner: string; day: number }[]>();
  for (const { issued, atMs } of file.issuances) {
    if (issued.kind !== 'assume-role-web-identity' || !succeeded(issued)) continue;
    const owner = ownerOf(issued.subject);
    if (owner === undefined) continue;
    const day = dayOf(atMs);
    days.set(owner, (days.get(owner) ?? new Set()).add(day));
    pushTo(ofRole, issued.targetArn, { owner, day });
  }
  return { days, ofRole };
});

interface Stranger {
  readonly owner: string;
  readonly subject: string;
  /** Whose role it has been so far. */
  readonly usual: readonly string[];
  readonly learnedDays: number;
  readonly row: number;
}

const strangerOf = (file: Case, session: Session): Stranger | undefined => {
  const issuance = file.parentLink(session)?.issuance;
  if (issuance?.issued.kind !== 'assume-role-web-identity') return undefined;
  const { subject, targetArn } = issuance.issued;
  const owner = ownerOf(subject);
  if (owner === undefined) return undefined;
  const today = dayOf(issuance.atMs);
  const { days, ofRole } = visitsOf(file);
  const known = [...(days.get(owner) ?? [])].filter((day) => day < today);
  if (known.length >= KNOWN_DAYS) return undefined;
  const others = (ofRole.get(targetArn) ?? []).filter((one) => one.day < today && one.owner !== owner);
  const learnedDays = new Set(others.map(({ day }) => day)).size;
  if (learnedDays < LEARNED_DAYS) return undefined;
  return { owner, subject, usual: [...new Set(others.map((one) => one.owner))].sort(), learnedDays, row: issuance.row };
};

/** A role whose trust, as last set in this log, holds nobody of the provider's users down; the record that set it. */
const openedBy = (file: Case, session: Session): number | undefined => {
  const last = changesOf(file, session.principal).findLast((row) => {
    const { doings, atMs } = file.useOf(row);
    return (doings.includes('role-created') || doings.includes('role-trust-changed')) && atMs <= session.firstMs;
  });
  return last !== undefined && file.useOf(last).doings.includes('made-public') ? last : undefined;
};

/**
 * Of a role of which nothing earlier is on record nobody knows whose it is. A pipeline that first finds out what it got
 * hold of, and then takes or changes what matters, is not its owner's.
 */
const judgeUnknownRole = function* (session: Session, file: Case): Generator<Match> {
  const issuance = file.parentLink(session)?.issuance;
  if (issuance?.issued.kind !== 'assume-role-web-identity' || ownerOf(issuance.issued.subject) === undefined) return;
  const today = dayOf(issuance.atMs);
  if ((visitsOf(file).ofRole.get(issuance.issued.targetArn) ?? []).some(({ day }) => day < today)) return;
  const own = file.usesOf(session).filter((use) => use.own);
  const survey = surveyIn(own);
  const opened = openedBy(file, session);
  if (!survey) return;
  const grave = own.filter(isGain);
  const isRefused = survey.some(({ shape }) => shape.outcome === 'denied');
  if (opened === undefined && (grave.length === 0 || !isRefused)) return;
  const trust = opened === undefined ? '' : ', whose trust lets in every pipeline of the provider';
  const then = grave.length > 0 ? `, then ${calls(grave)}` : '';
  yield {
    subject: subjectOf(session),
    summary:
      `${who(session)} was taken for ${issuance.issued.subject}${trust}; ${whence(survey)} it found out what it had got hold of: ` +
      `${calls(survey)}${then}; nothing earlier of the role is on record`,
    severity: grave.length > 0 ? 'high' : 'medium',
    confidence: grave.length > 0 ? 'medium' : 'low',
    sessions: [session],
    evidence: [...new Set([issuance.row, ...[...grave, ...survey].map(({ row }) => row)])],
    explainedBy: opened === undefined ? [] : [opened],
  };
};

export const strangePipeline = {
  id: 'strange-pipeline',
  title: 'A pipeline of somebody else took a role',
  severity: 'high',
  aboutCredential: true,
  attack: ['T1199', 'T1078.004'],
  tactics: ['initial-access'],
  why: 'A provider such as GitHub vouches for everybody’s pipelines. A role that asks for the provider and not for the repository opens to all of them.',
  logic:
    `A role that pipelines of some owners (organisation, group) took on ${LEARNED_DAYS} days or more is taken by one of another owner, who was seen at no role on ${KNOWN_DAYS} days before. ` +
    'High when it then does something grave that the role did not do before, medium when it looks around, else low. Quiet for another repository of a known owner. ' +
    'Where nothing earlier of the role is on record: a pipeline, not by a deployment tool, that asks who it is and what there is, is refused and then does something grave; of a role whose trust in this log holds no subject down also without that, with low confidence.',
  falsePositives: ['The first runs of a company’s second organisation, or of a partner’s'],
  knownGaps: [
    'A stranger on the first days of a role who knows what to do',
    'Another repository or branch of the same owner',
    'Providers whose subject names no owner (Bitbucket)',
  ],
  needs: ['management events, read: STS calls'],
  blind: blindWithout('issuances'),
  isAbout: ({ serviceMade, kind }) => !serviceMade && kind === 'assumed-role',
  *judge(session, file): Iterable<Match> {
    const stranger = strangerOf(file, session);
    if (!stranger) {
      yield* judgeUnknownRole(session, file);
      return;
    }
    const own = file.usesOf(session).filter((use) => use.own);
    const past = earlierSessions(file, session, PAST_SESSIONS).flatMap((one) => [...file.shapesOf(one)]);
    const conduct = conductOf(own, new Set(past.map(({ shape }) => shape.action)));
    const shown = conduct.telling.length > 0 ? conduct.telling : own;
    const { subject, usual, learnedDays, row } = stranger;
    yield {
      subject: subjectOf(session),
      summary:
        `${who(session)} was taken for ${subject}, which is none of ${listed(usual)}, whose pipelines alone took it on ${plural(learnedDays, 'day')} before; ` +
        `it worked ${whence(shown)}: ${calls(shown)}`,
      severity: conduct.isGrave ? 'high' : conduct.telling.length > 0 ? 'medium' : 'low',
      confidence: 'medium',
      sessions: [session],
      evidence: [...new Set([row, ...shown.map((use) => use.row)])],
    };
  },
} as const satisfies Detection;
