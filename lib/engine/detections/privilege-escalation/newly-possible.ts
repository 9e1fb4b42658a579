import { type AccessLevel, expandAction, fitsAction } from '../../actions/access-level.ts';
import { meaningOf } from '../../actions/lookup.ts';
import type { Doing } from '../../actions/meaning.ts';
import { type Allowance, beside, type PolicyMeaning } from '../../actions/policy-allows.ts';
import type { Case, Use } from '../../case.ts';
import { changesOf } from '../own-work.ts';
import { isStrong } from '../strong-policy.ts';
import { defaultOf, powerOf } from './policy-power.ts';

/** What a grant adds to what the same identity was given before in this log. */
export interface Gain {
  /** Patterns, with what holds their use in brackets. */
  readonly actions: readonly string[];
  /** Patterns that a policy denied until now. */
  readonly undenied: readonly string[];
  readonly isEverything: boolean;
  /** Some of it is worth stealing a credential for. */
  readonly isSensitive: boolean;
  /** All that is sensitive of it is held to something: a network, a second factor, the organization. */
  readonly isHeld: boolean;
  /** Some of it is not in this log: a policy made before it began. */
  readonly isUnknown: boolean;
  /** What its patterns with wildcards stand for and nothing before did: actions by level, worst level first. */
  readonly changing: ReadonlyMap<AccessLevel, readonly string[]>;
}

/** Whoever may do everything in one of these can take more, or the data itself. */
const SENSITIVE_SERVICES = new Set(
  'iam sts organizations kms secretsmanager ssm s3 ec2 lambda rds dynamodb cloudtrail bedrock ses sso cloudformation'.split(
    ' ',
  ),
);
/** Hands roles on and takes them: power in no action of its own. */
const CARRIERS = /^(iam:passrole|sts:assumerole)$/i;

/** AWS's policies say in their names that they give more than reading. */
const STRONG_NAME = /^what \S*(FullAccess|PowerUser|Admin|ReadWrite)/;

const isSensitive = ({ action: pattern }: Allowance): boolean => {
  if (pattern === '*') return true;
  const [service = '', name = ''] = pattern.split(':');
  if (CARRIERS.test(pattern) || pattern.startsWith('everything') || STRONG_NAME.test(pattern)) return true;
  if (name.includes('*') && SENSITIVE_SERVICES.has(service.toLowerCase()))
    return !/^(get|list|describe|head)/i.test(name);
  if (/[*?]/.test(name))
    return [...expandAction(pattern).values()].some((actions) =>
      actions.some((one) => meaningOf(one).sensitivity === 'high'),
    );
  const meaning = meaningOf(pattern);
  return meaning.sensitivity === 'high' || meaning.tactic === 'credential-access';
};

const NOTHING_HELD: Pick<Allowance, 'except' | 'heldTo' | 'isWide'> = { except: [], heldTo: [], isWide: true };
const touches = (a: string, b: string): boolean => fitsAction(a, b) || fitsAction(b, a);

/** A pattern covers another one if it fits it as a text: `s3:*` covers `s3:Get*`; and holds it to nothing more. */
const covers = (held: Allowance, wanted: Allowance): boolean =>
  fitsAction(held.action, wanted.action) &&
  (held.isWide || !wanted.isWide) &&
  held.heldTo.every((one) => wanted.heldTo.includes(one)) &&
  held.except.every((one) => wanted.except.includes(one) || !touches(one, wanted.action));

/** What is allowed now and was not; of what was allowed with exceptions, those that are gone. */
const addedTo = (before: readonly Allowance[], wanted: Allowance): readonly Allowance[] => {
  if (before.some((held) => covers(held, wanted))) return [];
  const exceptions = before
    .filter((held) => covers({ ...held, except: [] }, wanted))
    .map(({ except }) => except.filter((one) => touches(one, wanted.action) && !wanted.except.includes(one)));
  const [least] = exceptions.sort((a, b) => a.length - b.length);
  return least ? least.map((action) => ({ ...wanted, action, except: [] })) : [wanted];
};

const changingIn = (added: readonly Allowance[], before: readonly Allowance[]): Gain['changing'] => {
  const changing = new Map<AccessLevel, readonly string[]>();
  for (const { action: pattern, except } of added.filter(({ action }) => /[*?]/.test(action))) {
    for (const [level, actions] of expandAction(pattern)) {
      const fresh = actions.filter(
        (action) =>
          !except.some((one) => fitsAction(one, action)) &&
          !before.some((held) => covers(held, { ...NOTHING_HELD, action })),
      );
      if (fresh.length > 0) changing.set(level, [...new Set([...(changing.get(level) ?? []), ...fresh])]);
    }
  }
  return changing;
};

/** Policies of an identity by name; undefined: it has one of which the log does not tell the text. */
type Held = Map<string, PolicyMeaning | undefined>;

const deniedBy = (held: Held): readonly string[] => [...held.values()].flatMap((one) => one?.denies ?? []);
/** What they come to together: a denial in one holds for all. */
const allowedBy = (held: Held): readonly Allowance[] => {
  const denies = deniedBy(held);
  return [...held.values()].flatMap((one) => one?.allows ?? []).flatMap((one) => beside(one, denies));
};

const textOf = ({ action, except, heldTo }: Allowance): string => {
  const meant = except.length === 0 ? action : `${action === '*' ? 'everything' : action} but ${except.join(', ')}`;
  return heldTo.length === 0 ? meant : `${meant} (held to ${heldTo.join(' and ')})`;
};

/** The holder of these grants: what the policies of the calls allow that nothing before them did. */
export const gainOf = (file: Case, holder: string, grants: readonly Use[]): Gain => {
  const held = heldBefore(file, holder, grants[0]!);
  const before = allowedBy(held);
  const deniedBefore = deniedBy(held);
  let isUnknown = false;
  for (const grant of grants) if (!take(file, held, grant)) isUnknown = true;
  const added: Allowance[] = [];
  for (const one of allowedBy(held)) added.push(...addedTo([...before, ...added], one));
  const denied = deniedBy(held);
  const undenied = [...new Set(deniedBefore)].filter(
    (one) => !denied.includes(one) && !added.some(({ action }) => touches(action, one)),
  );
  const sensitive = added.filter(isSensitive);
  const isEverything =
    added.some(({ action, isWide }) => isWide && (action === '*' || action === 'iam:*')) ||
    undenied.some((one) => one === '*' || one === 'iam:*') ||
    (added.length > 0 && grants.some(({ deed }) => isStrong(deed?.params ?? {}) === true));
  return {
    actions: added.map(textOf),
    undenied,
    isUnknown,
    isEverything,
    isSensitive: sensitive.length > 0 || undenied.some((action) => isSensitive({ ...NOTHING_HELD, action })),
    isHeld: undenied.length === 0 && sensitive.length > 0 && sensitive.every(({ heldTo }) => heldTo.length > 0),
    changing: changingIn(added, before),
  };
};

const nameIn = ({ deed }: Use): string =>
  String(
    deed?.params['policyArn'] ??
      deed?.params['policyName'] ??
      deed?.resources.find((one) => one.includes(':policy/')) ??
      '',
  );

/** Applies one change; false where its policy is not in this log. Joining a group gives what the group was given. */
const take = (file: Case, held: Held, use: Use): boolean => {
  const { deed, doings, row } = use;
  const name = nameIn(use);
  if (doings.includes('policy-detached') || doings.includes('inline-policy-deleted')) {
    held.delete(name);
    return true;
  }
  if (doings.includes('group-joined')) {
    const group = deed?.resources.find((one) => one.includes(':group/')) ?? '';
    const given = heldBefore(file, group, { row });
    for (const [policy, meaning] of given) held.set(`${group} ${policy}`, meaning);
    return given.size > 0;
  }
  const policy = deed?.resources.find((one) => one.includes(':policy/'));
  const meaning = powerOf(file, deed?.params ?? {}, policy, row);
  held.set(name, meaning);
  return meaning !== undefined;
};

const CHANGES: readonly Doing[] = ['policy-attached', 'inline-policy-put', 'policy-detached', 'inline-policy-deleted'];

/** What calls before the row gave the identity and none of them took away again. */
const heldBefore = (file: Case, holder: string, { row }: Pick<Use, 'row'>): Held => {
  const held: Held = new Map();
  if (holder.includes(':policy/')) held.set(holder, defaultOf(file, holder, row));
  for (const change of changesOf(file, holder)) {
    if (file.facts.compare(change, row) >= 0) break;
    const use = file.useOf(change);
    if (CHANGES.some((one) => use.doings.includes(one))) take(file, held, use);
  }
  return held;
};
