import type { Case } from '../../case.ts';
import { SHAPE } from '../../facts/fact-batch.ts';
import type { Session } from '../../model/session.ts';
import { oncePerCase } from '../once-per-case.ts';
import { remembered } from '../remembered.ts';

/** Records arrive late and objects are cut: at both ends of what an account's log covers issuances may be missing. */
const MARGIN_MS = 15 * 60_000;

/** How the log shows issuances of one account and kind of session. */
export interface IssuanceHabit {
  readonly seen: number;
  /** Sessions whose issuance should be here and is not. */
  readonly missing: ReadonlySet<Session>;
}

export const issuanceHabitOf = (file: Case, session: Session): IssuanceHabit | undefined =>
  habitsOf(file).get(nameOf(session));

/** The most issuances seen of one account and kind. */
export const mostIssuancesSeen = (file: Case): number =>
  Math.max(0, ...[...habitsOf(file).values()].map(({ seen }) => seen));

const nameOf = ({ accountId, kind }: Session): string => `${accountId} ${kind}`;

/**
 * The issuance of such a credential is always logged, in its own account: what STS gave to a caller of ours. Services
 * hand out many by ways that no record names the key of (Lambda, ECS, consoles, Identity Center).
 */
const isOfLoggedKind = (session: Session): boolean => {
  const { kind, anchor, serviceMade, bornMs, holder } = session;
  if (kind !== 'assumed-role' && kind !== 'session-token' && kind !== 'federated-user') return false;
  if (anchor !== 'key' || serviceMade || bornMs === undefined) return false;
  return (
    holder.inScopeOfArn === '' &&
    holder.ec2RoleDelivery === '' &&
    holder.onBehalfOf === '' &&
    !/:role\/aws-service-role\//.test(holder.issuerArn)
  );
};

const habitsOf = oncePerCase((file): ReadonlyMap<string, IssuanceHabit> => {
  const spoken = spokenOf(file);
  const candidates = file.sessions.filter(isOfLoggedKind);
  const births = new Map<string, number>();
  for (const session of candidates) births.set(birthOf(session), (births.get(birthOf(session)) ?? 0) + 1);

  const habits = new Map<string, { seen: number; missing: Set<Session> }>();
  for (const session of candidates) {
    // Several keys of one birth: a console, which mints a key for each of its pages.
    if (births.get(birthOf(session))! > 1 || !spoken.covers(session.accountId, session.bornMs!)) continue;
    const habit = remembered(habits, nameOf(session), () => ({ seen: 0, missing: new Set<Session>() }));
    if (file.linksTo(session).length > 0) habit.seen++;
    else habit.missing.add(session);
  }
  return habits;
});

const birthOf = ({ principalId, bornMs }: Session): string => `${principalId}|${bornMs}`;

interface Spoken {
  /** The account's log reaches well before and after the moment, and is not silent right before it. */
  covers(account: string, atMs: number): boolean;
}

const spokenOf = ({ facts }: Case): Spoken => {
  const spans = new Map<string, { firstMs: number; lastMs: number; slots: Set<number> }>();
  for (let row = 0; row < facts.size; row++) {
    const account = facts.shapeText(facts.shapeOf(row), SHAPE.account);
    const atMs = facts.atMs(row);
    const span = remembered(spans, account, () => ({ firstMs: atMs, lastMs: atMs, slots: new Set<number>() }));
    span.firstMs = Math.min(span.firstMs, atMs);
    span.lastMs = Math.max(span.lastMs, atMs);
    span.slots.add(Math.floor(atMs / MARGIN_MS));
  }
  return {
    covers: (account, atMs) => {
      const span = spans.get(account);
      if (!span || atMs < span.firstMs + MARGIN_MS || atMs > span.lastMs - MARGIN_MS) return false;
      return span.slots.has(Math.floor(atMs / MARGIN_MS) - 1);
    },
  };
};
