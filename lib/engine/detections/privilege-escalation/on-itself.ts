import type { Doing } from '../../actions/meaning.ts';
import type { Case, Use } from '../../case.ts';
import type { Session } from '../../model/session.ts';
import { sameIdentity } from '../identity-name.ts';
import { changesOf } from '../own-work.ts';
import { isStrong } from '../strong-policy.ts';
import type { Ground, Hit } from './ground.ts';

/** Calls that change what an identity may do or who may become it. */
export const RAISING: readonly Doing[] = [
  'policy-attached',
  'inline-policy-put',
  'policy-version-set',
  'boundary-removed',
  'boundary-changed',
  'containment-removed',
  'role-trust-changed',
  'group-joined',
  'permission-set-assigned',
  'password-set',
];
const POLICY: readonly Doing[] = ['policy-attached', 'inline-policy-put', 'policy-version-set'];

/** A call about the caller's own principal. */
export const isOnItself = ({ file, session, use, isDeployer }: Ground): Hit | undefined => {
  const doing = use.doings.find((one) => RAISING.includes(one));
  if (!doing) return undefined;
  const own = ownership(file, session, use);
  if (own === 'no') return undefined;
  if (use.shape.outcome !== 'success')
    return own === 'own'
      ? { severity: 'low', confidence: 'high', why: 'it is about itself, and it did not succeed' }
      : undefined;
  if (own === 'unknown') return unknownHolder(use, isDeployer);
  const confidence = isDeployer ? 'low' : 'high';
  switch (doing) {
    case 'password-set':
      // Changing one's own password in the console is what it is for.
      if (use.shape.meaning.sensitivity === 'low' || session.kind === 'console') return undefined;
      return {
        severity: 'medium',
        confidence: 'medium',
        why: 'a key that gives itself a password can sign in to the console',
      };
    case 'boundary-changed':
      return { severity: 'medium', confidence: 'medium', why: 'it replaced the boundary of its own power' };
    case 'boundary-removed':
      return { severity: 'high', confidence, why: 'it took the boundary off itself' };
    case 'containment-removed':
      return { severity: 'high', confidence: 'high', why: 'it took the deny off itself that was put there to stop it' };
    case 'role-trust-changed':
      return { severity: isDeployer ? 'medium' : 'high', confidence, why: 'it changed who may become itself' };
    case 'policy-attached':
    case 'inline-policy-put':
    case 'policy-version-set':
      return policyOnItself(isStrong(use.deed?.params ?? {}), isDeployer);
    default:
      return {
        severity: 'high',
        confidence: isDeployer ? 'low' : 'medium',
        why: doing === 'group-joined' ? 'it put itself into a group' : 'it assigned itself a permission set',
      };
  }
};

const policyOnItself = (strong: boolean | undefined, isDeployer: boolean): Hit => {
  if (strong)
    return {
      severity: 'high',
      confidence: isDeployer ? 'medium' : 'high',
      why: 'it made itself as good as an administrator',
    };
  if (isDeployer)
    return {
      severity: 'low',
      confidence: 'medium',
      why: 'a deployer manages its own policy, which grants no administration',
    };
  if (strong === undefined)
    return {
      severity: 'high',
      confidence: 'medium',
      why: 'it gave itself a policy whose content is not in this record',
    };
  return { severity: 'medium', confidence: 'medium', why: 'it gave itself more than it had' };
};

/** A new default version of a policy that somebody holds, perhaps the caller. */
const unknownHolder = (use: Use, isDeployer: boolean): Hit | undefined => {
  const strong = isStrong({ ...use.deed?.params, policyArn: '' });
  if (strong)
    return {
      severity: 'medium',
      confidence: isDeployer ? 'low' : 'medium',
      why: 'the policy now makes its holders as good as administrators, and the caller may be one',
    };
  if (isDeployer || use.deed?.params['policyDocument'] !== undefined) return undefined;
  return {
    severity: 'medium',
    confidence: 'low',
    why: 'another version of the policy is in force, which may grant the caller more',
  };
};

const ownership = (file: Case, session: Session, use: Use): 'own' | 'no' | 'unknown' => {
  const { resources = [], params = {} } = use.deed ?? {};
  if (use.doings.includes('permission-set-assigned'))
    return session.onBehalfOf !== '' && params['principalId'] === session.onBehalfOf ? 'own' : 'no';
  if (resources.some((one) => sameIdentity(one, session.principal))) return 'own';
  const group = resources.find((one) => one.includes(':group/'));
  if (group && use.doings.some((one) => POLICY.includes(one))) return isMember(file, session, group) ? 'own' : 'no';
  if (!use.doings.includes('policy-version-set')) return 'no';
  return resources.some((policy) => holds(file, session, policy)) ? 'own' : 'unknown';
};

const isMember = (file: Case, session: Session, group: string): boolean =>
  changesOf(file, session.principal).some((row) => {
    const { doings, deed } = file.useOf(row);
    return doings.includes('group-joined') && deed?.resources.some((one) => sameIdentity(one, group));
  });

const holds = (file: Case, session: Session, policy: string): boolean =>
  changesOf(file, session.principal).some((row) => {
    const { doings, deed } = file.useOf(row);
    return doings.includes('policy-attached') && deed?.params['policyArn'] === policy;
  });
