import type { Doing } from '../../actions/meaning.ts';
import type { Case, Use } from '../../case.ts';
import type { Session } from '../../model/session.ts';
import { sameIdentity } from '../identity-name.ts';
import { changesBy, changesOf, earlierDaysOf, madeByItself } from '../own-work.ts';
import { isStrong } from '../strong-policy.ts';
import type { Ground, Hit } from './ground.ts';

/** Code that was put there to do something does it soon. */
const ACTS_WITHIN_MS = 60 * 60_000;
const MOST_EVIDENCE = 20;
export const BORROWING: readonly Doing[] = [
  'role-passed',
  'function-code-changed',
  'function-configured',
  'instance-profile-swapped',
  'boot-script-changed',
];
/** What one does with borrowed power to have it for oneself. */
const GIVING: readonly Doing[] = [
  'policy-attached',
  'inline-policy-put',
  'policy-version-set',
  'role-trust-changed',
  'group-joined',
  'access-key-created',
  'password-set',
  'user-created',
  'boundary-removed',
  'containment-removed',
];

/** Compute gets a role, or a role's code is exchanged, and the role then gives out power; or the role is known to be strong. */
export const borrowedPower = (ground: Ground): Hit | undefined => {
  const { file, session, use, isDeployer } = ground;
  if (!use.doings.some((doing) => BORROWING.includes(doing)) || use.shape.outcome !== 'success') return undefined;
  const role = roleOf(file, use);
  const acted = role ? givenOutBy(file, session, role, use) : undefined;
  if (acted) return acted;
  if (isDeployer || madeByItself(file, session, use)) return undefined;
  if (use.doings.includes('instance-profile-swapped'))
    return {
      severity: 'medium',
      confidence: use.shape.meaning.sensitivity === 'high' ? 'medium' : 'low',
      why: 'the instance now has another role, which whoever is on it can use',
    };
  const isUsual = earlierDaysOf(file, session.principal, 'role-passed', use.atMs) > 0;
  if (!role || isUsual || !use.doings.includes('role-passed') || !isKnownStrong(file, role, use.atMs)) return undefined;
  return {
    severity: 'medium',
    confidence: 'low',
    why: 'what it started has a role that is as good as an administrator',
  };
};

const roleOf = (file: Case, { deed, row }: Use): string | undefined => {
  const named = deed?.params['roleArn'] ?? deed?.params['instanceProfile'];
  if (typeof named !== 'string') return undefined;
  if (named.includes(':role/')) return named;
  // An instance profile usually bears its role's name; the account is the record's.
  const account = file.sessionOfRow(row).accountId;
  return `arn:aws:iam::${account}:role/${named.split('/').at(-1)}`;
};

/** The role does, soon after, what it never did before: it gives out power, best of all to the caller. */
const givenOutBy = (file: Case, session: Session, role: string, use: Use): Hit | undefined => {
  const before = new Set<Doing>();
  const news: { row: number; toCaller: boolean; by: Session }[] = [];
  for (const row of changesBy(file, role)) {
    const { doings, atMs, deed } = file.useOf(row);
    const giving = doings.filter((doing) => GIVING.includes(doing));
    const by = file.sessionOfRow(row);
    if (giving.length === 0 || by === session) continue;
    if (atMs < use.atMs) {
      for (const doing of giving) before.add(doing);
      continue;
    }
    if (atMs - use.atMs > ACTS_WITHIN_MS || news.length >= MOST_EVIDENCE) break;
    const toCaller = deed?.resources.some((one) => sameIdentity(one, session.principal)) ?? false;
    if (toCaller || giving.some((doing) => !before.has(doing))) news.push({ row, toCaller, by });
  }
  if (news.length === 0) return undefined;
  const toCaller = news.some((one) => one.toCaller);
  return {
    severity: 'high',
    confidence: toCaller ? 'high' : 'medium',
    why: toCaller
      ? 'the role it handed over then gave power to the caller'
      : 'the role it handed over then gave out power, which it never did before',
    rows: news.map(({ row }) => row),
    sessions: [...new Set(news.map(({ by }) => by))],
  };
};

const isKnownStrong = (file: Case, role: string, atMs: number): boolean =>
  changesOf(file, role).some((row) => {
    const given = file.useOf(row);
    const isPolicy = given.doings.includes('policy-attached') || given.doings.includes('inline-policy-put');
    return isPolicy && given.atMs <= atMs && isStrong(given.deed?.params ?? {}) === true;
  });
