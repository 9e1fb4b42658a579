import { doingsOf, meaningOf } from '../actions/lookup.ts';
import { identityName } from '../detections/identity-name.ts';
import { SHAPE } from '../facts/fact-batch.ts';
import { type Group, groupAt, groupName, groupNameOfRow, holderOfPrincipal } from '../facts/fact-group.ts';
import type { Facts } from '../facts/facts.ts';
import { isLongTermKey } from '../lineage/credentials.ts';
import { succeeded } from '../lineage/issuances.ts';
import { nameIn, permissionSet } from '../lineage/name-in.ts';

/** Where what was done to a long-term key stands: its creation, its end. One group, for these are few. */
export const keyGroup = (key: string): Group => groupAt(`key:${key}`, 0, 'second');

/** Where changes to a user, role or group stand, one group, too; undefined where the ARN names none. */
export const aboutGroup = (arn: string): Group | undefined => {
  const name = identityName(arn);
  return name === '' ? undefined : groupAt(`about:${name}`, 0, 'second');
};

/** Where an issuance stands that says which role, and not which unique id: portals and services hand out such. */
export const roleGroup = (roleArn: string, atMs: number): Group =>
  groupAt(`role:${roleArn.split(':')[4] ?? ''}/${permissionSet(nameIn(roleArn))}`, atMs, 'second');

/**
 * Groups in which a record stands besides its own: of what it issued, and of whom it changed. They let a session be
 * judged with its issuance and its principal's past without an index. A copy is the same fact: it merges away on loading.
 */
export const copyGroupsOf = (facts: Facts, row: number): readonly string[] => {
  const groups = [...issuedGroups(facts, row), ...changedGroups(facts, row)];
  if (groups.length === 0) return NONE;
  const names = new Set(groups.map(groupName));
  names.delete(groupNameOfRow(facts, row));
  return [...names];
};
const NONE: readonly never[] = [];

/** The group of the credential that the record gave out; none where it gave out none. */
export const issuedGroups = (facts: Facts, row: number): readonly Group[] => {
  const issued = facts.issuedBy(row);
  if (!issued || !succeeded(issued)) return NONE;
  const { kind, accessKeyId, principalId, targetArn } = issued;
  if (kind === 'access-key') return accessKeyId === '' ? [] : [keyGroup(accessKeyId)];
  const atMs = facts.atMs(row);
  if (principalId !== '') return [groupAt(holderOfPrincipal(principalId), atMs, 'second')];
  return targetArn === '' ? [] : [roleGroup(targetArn, atMs)];
};

/**
 * One use of each long-term key by its holder, by the key's group: where it stands, a creation that comes late finds who
 * used what it made.
 */
export const keyUses = (facts: Facts): ReadonlyMap<string, number> => {
  const uses = new Map<string, number>();
  const seen = new Set<number>();
  for (let row = 0; row < facts.size; row++) {
    const credential = facts.credentialOf(row);
    if (seen.has(credential)) continue;
    seen.add(credential);
    const key = facts.keyOf(credential);
    if (!isLongTermKey(key) || facts.holderOf(credential).invokedBy !== '') continue;
    const group = groupName(keyGroup(key));
    if (!uses.has(group)) uses.set(group, row);
  }
  return uses;
};

const changedGroups = (facts: Facts, row: number): readonly Group[] => {
  const shape = facts.shapeOf(row);
  const action = facts.shapeText(shape, SHAPE.action);
  const { does, effect } = meaningOf(action);
  if (!does || effect === 'read' || facts.outcomeOf(shape) !== 'success') return NONE;
  const deed = facts.deedOf(row);
  if (!deed || doingsOf(action, deed.params).length === 0) return [];
  const key = deed.params.accessKeyId;
  const about = deed.resources.flatMap((resource) => aboutGroup(resource) ?? []);
  return typeof key === 'string' && key !== '' ? [...about, keyGroup(key)] : about;
};
