import type { Doing } from '../../actions/meaning.ts';
import type { Case, Use } from '../../case.ts';
import { succeeded } from '../../lineage/issuances.ts';
import type { ActorKind } from '../../model/report.ts';
import type { Session } from '../../model/session.ts';
import type { Call } from '../../shape.ts';
import { actorOfUses } from '../deployer.ts';
import type { Subject } from '../detection.ts';
import { sameIdentity } from '../identity-name.ts';
import { changesOf, mayDo } from '../own-work.ts';
import { isStrong } from '../strong-policy.ts';

/** A role assumed a million times is told by its first sessions. */
const MOST_USERS = 20;
/** What is made, the most telling first, with what findings name and what kind of ARN it stands under. */
const KINDS = [
  { doing: 'user-created', what: 'a user', subject: 'principal', arn: ':user/' },
  { doing: 'role-created', what: 'a role', subject: 'role', arn: ':role/' },
  { doing: 'role-trust-changed', what: "a role's trust", subject: 'role', arn: ':role/' },
  { doing: 'access-key-created', what: 'a key', subject: 'credential', arn: ':user/' },
  { doing: 'provider-added', what: 'a provider', subject: 'resource', arn: '' },
  { doing: 'password-set', what: 'a password', subject: 'principal', arn: ':user/' },
] as const satisfies readonly {
  readonly doing: Doing;
  readonly what: string;
  readonly subject: Subject['type'];
  readonly arn: string;
}[];
type Kind = (typeof KINDS)[number];
const MAKING: readonly Doing[] = KINDS.map(({ doing }) => doing);
/** The call may make one of these. */
export const mayMake = ({ meaning }: Call): boolean => mayDo(meaning, MAKING);
const kindOf = (uses: readonly Use[]): Kind | undefined =>
  KINDS.find(({ doing }) => uses.some(({ doings }) => doings.includes(doing)));

const MACHINES: readonly ActorKind[] = ['workload', 'service'];
/** A new trust within the company is a change of who works; for strangers it is a door. */
const isMaking = (use: Use): boolean => {
  const kind = kindOf([use]);
  return kind !== undefined && (kind.doing !== 'role-trust-changed' || use.doings.includes('opened-to-others'));
};

/** A new way in, and who came through it. */
export interface Making {
  readonly subject: Subject;
  /** `user/bob`, `role/backdoor`: the user, role or provider. */
  readonly target: string;
  readonly what: Kind['what'];
  /** The calls that made it, by time; never empty. */
  readonly uses: readonly Use[];
  /** Sessions that use it, by time; its maker's own excepted. */
  readonly users: readonly Session[];
  /** Calls by anybody that made it as good as an administrator. */
  readonly strengthenedBy: readonly number[];
  /** A user of Identity Center: signs in through the directory, with what is asked there for. */
  readonly isOfDirectory: boolean;
  /** Whom the role trusts is outside the accounts of this log. */
  readonly isOpen: boolean;
}

/** What the session made with success, one for each user, role, provider, and key of a user that was there before. */
export const makingsOf = (file: Case, session: Session, uses: readonly Use[]): Making[] => {
  const making = uses.filter((use) => (use.own || use.isOrdered) && use.shape.outcome === 'success' && isMaking(use));
  const groups = new Map<string, Use[]>();
  const created = new Set(making.filter(({ doings }) => doings.includes('user-created')).map(targetOf));
  for (const use of making) {
    const target = targetOf(use);
    // Every later key or password of a user it made is part of making that user.
    const name =
      use.doings.includes('access-key-created') && !created.has(target)
        ? `${target} ${use.deed?.params['accessKeyId']}`
        : target;
    const group = groups.get(name);
    if (group) group.push(use);
    else if (target !== '') groups.set(name, [use]);
  }
  return [...groups.values()].map((group) => describe(file, session, group));
};

const targetOf = (use: Use): string => {
  const kind = kindOf([use]);
  if (kind?.doing === 'user-created' && isOfDirectory(use)) return use.deed?.resources[0] ?? '';
  return (kind && use.deed?.resources.find((one) => one.includes(kind.arn))) ?? '';
};

/** Identity Center's users have an id and no ARN. */
const isOfDirectory = ({ shape }: Use): boolean => /^(sso-directory|identitystore):/.test(shape.action);

const describe = (file: Case, session: Session, uses: readonly Use[]): Making => {
  const first = uses[0]!;
  const target = targetOf(first);
  const { what, subject } = kindOf(uses)!;
  const key = String(first.deed?.params['accessKeyId'] ?? '');
  return {
    subject:
      what === 'a key' && key === ''
        ? { type: 'principal', id: target }
        : { type: subject, id: what === 'a key' ? key : target },
    target,
    what,
    uses,
    users: usersOf(file, session, what, target, key, first.atMs),
    strengthenedBy: strengtheningOf(file, target, first.atMs),
    isOfDirectory: isOfDirectory(first),
    isOpen: uses.some((use) => isOpenToStrangers(file, use)),
  };
};

/** Records of one second come in the order of their ids. */
const SAME_BREATH_MS = 60_000;

const strengtheningOf = (file: Case, target: string, madeAtMs: number): number[] =>
  changesOf(file, target).filter((row) => {
    const { doings, deed, atMs } = file.useOf(row);
    const isPolicy = doings.includes('policy-attached') || doings.includes('inline-policy-put');
    return isPolicy && atMs >= madeAtMs - SAME_BREATH_MS && isStrong(deed?.params ?? {}) === true;
  });

const usersOf = (
  file: Case,
  maker: Session,
  what: Making['what'],
  target: string,
  key: string,
  atMs: number,
): Session[] => {
  const later = (sessions: readonly Session[]) =>
    sessions
      .filter((one) => one !== maker && one.lastMs >= atMs && (one.bornMs ?? one.firstMs) >= atMs - 1000)
      .slice(0, MOST_USERS);
  switch (what) {
    case 'a key':
      return later(file.sessionsOfKey(key));
    case 'a password':
      return later(file.sessionsOfPrincipal(target).filter(({ kind }) => kind === 'console'));
    case 'a provider':
      return later(throughProvider(file, target));
    case "a role's trust":
      return later(newComers(file, target, atMs));
    case 'a role':
      // A role that its maker hands to a function or an instance is what roles are for.
      return later(file.sessionsOfPrincipal(target)).filter(
        (one) => !one.serviceMade && !MACHINES.includes(actorOfUses(file, one, [])),
      );
    case 'a user':
      return later(target.startsWith('arn:') ? file.sessionsOfPrincipal(target) : signInsOf(file, target));
    default:
      return later(file.sessionsOfPrincipal(target));
  }
};

/** Foreign callers of the role whose account did not come before: who always came needed no new trust. */
const newComers = (file: Case, role: string, atMs: number): Session[] => {
  const foreign = file.sessionsOfPrincipal(role).filter((one) => isForeignCaller(file, one));
  const accountOf = (one: Session) => file.sessionOfRow(file.parentLink(one)!.issuance!.row).accountId;
  const known = new Set(foreign.filter(({ firstMs }) => firstMs < atMs).map(accountOf));
  return foreign.filter((one) => !known.has(accountOf(one)));
};

/** What a user of the directory works with in the accounts: sessions whose chain ends at the id. */
const signInsOf = (file: Case, userId: string): Session[] =>
  file.sessions.filter(
    (one) =>
      one.kind === 'identity-center' && (one.onBehalfOf === userId || file.originOf(one).session.onBehalfOf === userId),
  );

/** Sessions that the provider vouched for. */
const throughProvider = (file: Case, provider: string): Session[] => [
  ...new Set(
    file.issuances
      .filter(
        ({ issued }) =>
          issued.provider !== '' &&
          succeeded(issued) &&
          (issued.provider === provider || provider.endsWith(`/${issued.provider}`)),
      )
      .flatMap((issuance) => file.linksFrom(issuance).map(({ session }) => session)),
  ),
];

/** An account that is not ours; several accounts of one company are in one log. */
const isOpenToStrangers = (file: Case, { doings, deed }: Use): boolean => {
  if (doings.includes('made-public')) return true;
  if (!doings.includes('opened-to-others')) return false;
  const accounts = String(deed?.params['trustDocument'] ?? '').match(/\b\d{12}\b/g) ?? [];
  return accounts.length === 0 || accounts.some(file.isForeign);
};

/** The key, user or role is the maker's own: rotation, or a second way in. */
export const isOwn = (session: Session, { target }: Making): boolean => sameIdentity(target, session.principal);

/** The role was taken by a caller of another account, as the target account's copy of the call tells. */
export const isForeignCaller = (file: Case, user: Session): boolean => {
  const link = file.parentLink(user);
  if (!link?.issuance) return false;
  const caller = file.sessionOfRow(link.issuance.row);
  // An account that the record masks or leaves out may be anybody's.
  if (caller.accountId !== '' && !file.isForeign(caller.accountId)) return false;
  return caller.kind === 'foreign-account' || (caller.kind === 'anonymous' && caller.accountId !== user.accountId);
};
