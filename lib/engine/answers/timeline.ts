import type { Case, Use } from '../case.ts';
import { jitField } from '../grants/jit-lines.ts';
import { nameOf } from '../incidents/story.ts';
import { succeeded } from '../lineage/issuances.ts';
import type { HopLine, StepLine } from '../model/report.ts';
import type { Session } from '../model/session.ts';
import { printTime } from '../time.ts';

/** Uses closer than this, of one kind and from one network, are told as one step. */
const STEP_GAP_MS = 5 * 60_000;
const MAX_STEP_RESOURCES = 20;

/** A session's life in steps, by time: issued, used and denied by stretches, what it issued, its end. */
export const timelineOf = (file: Case, session: Session): StepLine[] => {
  const steps: { atMs: number; step: StepLine }[] = [];
  const push = (atMs: number, step: Omit<StepLine, 'type' | 'at'>) =>
    steps.push({ atMs, step: { type: 'step', at: printTime(atMs), ...step } });
  for (const { issuance, grade, rule } of file.linksTo(session)) {
    if (!issuance) continue;
    const issuer = file.sessionOfRow(issuance.row);
    push(issuance.atMs, {
      what: 'issued',
      eventIds: [issuance.id],
      session: issuer.id,
      summary: `${issuance.issued.kind} by ${nameOf(issuer)} (${grade}, ${rule})`,
    });
    const { expiresMs } = issuance.issued;
    if (expiresMs !== undefined && expiresMs <= file.asOfMs) push(expiresMs, { what: 'expired' });
  }
  for (const issuance of file.issuedBy(session)) {
    if (!succeeded(issuance.issued) || file.linksTo(session).some((link) => link.issuance === issuance)) continue;
    const made = file.linksFrom(issuance).map((link) => link.session);
    push(issuance.atMs, {
      what: 'issued-other',
      eventIds: [issuance.id],
      ...(made[0] && { session: made[0].id }),
      resources: [issuance.issued.sessionArn || issuance.issued.targetArn || issuance.issued.accessKeyId].filter(
        (text) => text !== '',
      ),
      summary: `${issuance.issued.kind}${issuance.issued.accessKeyId === '' ? '' : ` ${issuance.issued.accessKeyId}`}, ${made.length > 0 ? 'used' : 'no use seen'}`,
    });
  }
  for (const stretch of stretchesOf(file.usesOf(session))) push(stretch[0]!.atMs, stepOf(file, stretch));
  const order: readonly StepLine['what'][] = [
    'issued',
    'used',
    'denied',
    'issued-other',
    'refreshed',
    'contained',
    'revoked',
    'expired',
    'ended',
  ];
  return steps
    .sort(
      (a, b) =>
        a.atMs - b.atMs || order.indexOf(a.step.what) - order.indexOf(b.step.what) || compareIds(a.step, b.step),
    )
    .map(({ step }) => step);
};

const compareIds = (a: StepLine, b: StepLine): number => {
  const first = a.eventIds?.[0] ?? '';
  const second = b.eventIds?.[0] ?? '';
  return first === second ? 0 : first < second ? -1 : 1;
};

const kindOf = (use: Use): string => `${use.shape.outcome === 'denied'}|${use.own}|${use.shape.network.prefix}`;

/** Uses of one kind that follow each other, other kinds in between allowed, split by quiet. */
const stretchesOf = (uses: readonly Use[]): Use[][] => {
  const open = new Map<string, Use[]>();
  const all: Use[][] = [];
  for (const use of uses) {
    const kind = kindOf(use);
    const stretch = open.get(kind);
    if (stretch && use.atMs - stretch.at(-1)!.atMs <= STEP_GAP_MS) {
      stretch.push(use);
    } else {
      const fresh = [use];
      open.set(kind, fresh);
      all.push(fresh);
    }
  }
  return all;
};

const stepOf = (file: Case, stretch: readonly Use[]): Omit<StepLine, 'type' | 'at'> => {
  const first = stretch[0]!;
  const resources = [...new Set(stretch.flatMap((use) => use.deed?.resources ?? []))].slice(0, MAX_STEP_RESOURCES);
  return {
    what: first.shape.outcome === 'denied' ? 'denied' : 'used',
    actions: [...new Set(stretch.map((use) => use.shape.action))].sort(),
    events: stretch.length,
    network: first.shape.network.prefix,
    ...(resources.length > 0 && { resources }),
    eventIds: [...new Set(stretch.map((use) => file.facts.eventId(use.row)))],
    ...(!first.own && { summary: 'by a service on its behalf' }),
  };
};

/** From the session back to its origin; ambiguous issuances are shown where the chain ends. */
export const chainLines = (file: Case, session: Session): HopLine[] =>
  file.chainOf(session).map(({ session: hop, link }, n): HopLine => {
    const ambiguous = link ? undefined : file.linksTo(hop).find(({ grade }) => grade === 'unknown');
    const shown = link ?? ambiguous;
    const actor = file.actorOf(hop);
    return {
      type: 'hop',
      n,
      session: hop.id,
      principal: hop.principal,
      ...(hop.keys.length === 1
        ? { accessKeyId: hop.keys[0]! }
        : shown && shown.key !== '' && { accessKeyId: shown.key }),
      ...(link?.issuance && { issuance: link.issuance.id, at: printTime(link.issuance.atMs) }),
      ...(shown && { grade: shown.grade, rule: shown.rule }),
      ...(ambiguous && { candidates: ambiguous.candidates.map(({ id }) => id) }),
      actor: actor.kind,
      actorWhy: actor.why,
      ...jitField(file, hop),
    };
  });
