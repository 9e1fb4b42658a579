import { type AccessLevel, expandAction, fitsAction } from '../../actions/access-level.ts';
import { meaningOf } from '../../actions/lookup.ts';
import type { Case, Use } from '../../case.ts';
import { changesOf } from '../own-work.ts';
import { isStrong } from '../strong-policy.ts';
import { powerOf } from './policy-power.ts';

/** What a grant adds to what the same identity was given before in this log. */
export interface Gain {
  readonly actions: readonly string[];
  readonly isEverything: boolean;
  /** Some of it is worth stealing a credential for. */
  readonly isSensitive: boolean;
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

const isSensitive = (pattern: string): boolean => {
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

/** A pattern covers another one if it fits it as a text: `s3:*` covers `s3:Get*`. */
const covers = (held: string, pattern: string): boolean => fitsAction(held, pattern);

const changingIn = (patterns: readonly string[], before: readonly string[]): Gain['changing'] => {
  const changing = new Map<AccessLevel, readonly string[]>();
  for (const pattern of new Set(patterns.filter((one) => /[*?]/.test(one)))) {
    for (const [level, actions] of expandAction(pattern)) {
      const fresh = actions.filter((action) => !before.some((held) => covers(held, action)));
      if (fresh.length > 0) changing.set(level, [...new Set([...(changing.get(level) ?? []), ...fresh])]);
    }
  }
  return changing;
};

/** The holder of these grants: what the policies of the calls allow that nothing before them did. */
export const gainOf = (file: Case, holder: string, grants: readonly Use[]): Gain => {
  const before = heldBefore(file, holder, grants[0]!);
  const actions: string[] = [];
  let isUnknown = false;
  let isEverything = false;
  for (const grant of grants) {
    const gives = givenBy(file, grant);
    if (gives === undefined) isUnknown = true;
    for (const action of gives ?? [])
      if (![...before, ...actions].some((held) => covers(held, action))) actions.push(action);
    if (isStrong(grant.deed?.params ?? {}) === true || gives?.includes('*') || gives?.includes('iam:*'))
      isEverything = true;
  }
  return {
    actions,
    isUnknown,
    isEverything: isEverything && actions.length > 0,
    isSensitive: actions.some(isSensitive),
    changing: changingIn(actions, before),
  };
};

/** Undefined: not in this log. Joining a group gives what the group was given. */
const givenBy = (file: Case, { deed, doings, row }: Use): readonly string[] | undefined => {
  const params = deed?.params ?? {};
  if (doings.includes('group-joined')) {
    const group = deed?.resources.find((one) => one.includes(':group/'));
    const given = group ? heldBefore(file, group, { row }) : [];
    return given.length > 0 ? given : undefined;
  }
  const policy = deed?.resources.find((one) => one.includes(':policy/'));
  return powerOf(file, params, policy, row);
};

/** What calls before the row gave the identity and none of them took away again. */
const heldBefore = (file: Case, holder: string, { row }: Pick<Use, 'row'>): readonly string[] => {
  const held = new Map<string, readonly string[]>();
  for (const change of changesOf(file, holder)) {
    if (file.facts.compare(change, row) >= 0) break;
    const { deed, doings } = file.useOf(change);
    const name = String(deed?.params['policyArn'] ?? deed?.params['policyName'] ?? '');
    if (doings.includes('policy-detached') || doings.includes('inline-policy-deleted')) held.delete(name);
    else if (doings.includes('policy-attached') || doings.includes('inline-policy-put'))
      held.set(name, powerOf(file, deed?.params ?? {}, undefined, change) ?? []);
  }
  return [...held.values()].flat();
};
