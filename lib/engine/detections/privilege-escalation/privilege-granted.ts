import type { AccessLevel } from '../../actions/access-level.ts';
import { meaningOf } from '../../actions/lookup.ts';
import type { Doing } from '../../actions/meaning.ts';
import type { Use } from '../../case.ts';
import { actsDoing, byCaller, type DeedKind, type Deeds, tellsDeeds, type Verdict } from '../deeds.ts';
import type { Detection, Subject } from '../detection.ts';
import { sameIdentity } from '../identity-name.ts';
import { blindWithout } from '../sight.ts';
import { isStrong } from '../strong-policy.ts';
import { listed, plural } from '../telling.ts';
import { type Gain, gainOf } from './newly-possible.ts';

const GRANTS: readonly Doing[] = ['policy-attached', 'inline-policy-put', 'policy-version-set', 'group-joined'];
/** They give power where what is taken off denied something. */
const REMOVALS: readonly Doing[] = ['policy-detached', 'inline-policy-deleted'];
const HOLDERS = [':user/', ':role/', ':group/', ':policy/', ':permissionSet/'] as const;

const holderOf = ({ deed }: Use): string | undefined => {
  for (const kind of HOLDERS) {
    const holder = deed?.resources.find((one) => one.includes(kind));
    if (holder !== undefined) return holder;
  }
  return undefined;
};

const subjectOf = (use: Use): Subject | undefined => {
  const id = holderOf(use);
  if (id === undefined) return undefined;
  return { type: id.includes(':role/') ? 'role' : id.includes(':user/') ? 'principal' : 'resource', id };
};

const LEVELS: Readonly<Record<AccessLevel, string>> = { 'permissions management': 'permissions', write: 'write' };

/** ` (3 permissions actions such as s3:PutBucketPolicy, 41 write actions such as s3:DeleteBucket)`, of wildcards. */
const meant = (changing: Gain['changing']): string => {
  const parts = [...changing].map(
    ([level, actions]) => `${plural(actions.length, `${LEVELS[level]} action`)} such as ${tellingOf(actions)}`,
  );
  return parts.length > 0 ? ` (${parts.join(', ')})` : '';
};

/** One that is worth most, by what it means here. */
const tellingOf = (actions: readonly string[]): string =>
  actions.find((action) => meaningOf(action).sensitivity === 'high') ?? actions[0]!;

const told = ({ actions, undenied, isEverything, isUnknown, changing }: Gain): string => {
  if (undenied.length > 0) {
    const more = actions.length > 0 ? `, and newly possible: ${listed(actions)}` : '';
    return `no longer denied: ${listed(undenied)}${more}`;
  }
  if (isEverything) return `newly possible: ${listed(actions)}, which is as good as everything`;
  if (actions.length > 0) return `newly possible: ${listed(actions, 5)}${meant(changing)}`;
  return isUnknown ? 'what that makes possible was decided before this log begins' : '';
};

const weigh = (deeds: Deeds): Verdict | undefined => {
  const holder = holderOf(deeds.uses[0]!);
  if (holder === undefined) return undefined;
  const gain = gainOf(deeds.file, holder, deeds.uses);
  if (gain.isEverything)
    return byCaller(deeds, told(gain), {
      // Whoever writes the condition can meet it; it still keeps others out.
      stranger: gain.isHeld ? ['medium', 'high'] : ['high', 'high'],
      person: ['medium', 'low'],
      machine: ['medium', 'medium'],
      deployer: ['low', 'medium'],
    });
  if (gain.isSensitive)
    return byCaller(deeds, told(gain), {
      stranger: gain.isHeld ? ['low', 'medium'] : ['medium', 'medium'],
      machine: ['low', 'low'],
    });
  return gain.isUnknown ? byCaller(deeds, told(gain), { stranger: ['medium', 'low'] }) : undefined;
};

/** What raises the caller itself is self-escalation's to tell. */
const isOnItself = (use: Use, principal: string): boolean =>
  use.deed?.resources.some((one) => sameIdentity(one, principal)) ?? false;

const granted: DeedKind = {
  words: ['gave power', 'give power'],
  of: [...GRANTS, ...REMOVALS],
  only: (use, { principal }) => !isOnItself(use, principal),
  subject: subjectOf,
  weigh,
};

const boundary: DeedKind = {
  words: ['took off or replaced the boundary of what somebody may do', 'take off or replace the boundary of somebody'],
  of: ['boundary-removed', 'boundary-changed'],
  only: (use, { principal }) => !isOnItself(use, principal),
  subject: subjectOf,
  weigh: (deeds) => {
    const isOff = deeds.uses.some(({ doings }) => doings.includes('boundary-removed'));
    const why = isOff
      ? 'newly possible: all that its policies say and the boundary forbade'
      : 'another boundary holds now';
    return byCaller(deeds, why, {
      stranger: isOff ? ['high', 'medium'] : ['medium', 'low'],
      ...(isOff && { person: ['low', 'low'] as const, machine: ['low', 'low'] as const }),
    });
  },
};

/** The permission set of the assignment was made as good as everything in the same session. */
const isOfEverything = ({ file, session, uses }: Deeds): boolean => {
  const assignedSets = new Set(uses.flatMap(({ deed }) => deed?.resources ?? []));
  return [...actsDoing(file, session, 'policy-attached'), ...actsDoing(file, session, 'inline-policy-put')].some(
    ({ deed }) => deed?.resources.some((one) => assignedSets.has(one)) && isStrong(deed.params) === true,
  );
};

const assigned: DeedKind = {
  words: ['gave a user of the directory access to an account', 'give a user of the directory access to an account'],
  of: ['permission-set-assigned'],
  weigh: (deeds) =>
    isOfEverything(deeds)
      ? byCaller(deeds, 'that user can sign in there as an administrator, by a permission set made so just now', {
          stranger: ['high', 'high'],
          person: ['medium', 'low'],
          machine: ['medium', 'medium'],
          deployer: ['low', 'low'],
        })
      : byCaller(deeds, 'that user can sign in there with what the permission set allows', {
          stranger: ['medium', 'medium'],
          machine: ['low', 'low'],
        }),
};

export const privilegeGranted = {
  id: 'privilege-granted',
  title: 'Power was given to an identity',
  severity: 'high',
  attack: ['T1098.003', 'T1098'],
  tactics: ['privilege-escalation', 'persistence'],
  why: 'What an intruder may do next is decided here; the difference tells whether it matters.',
  logic:
    'A principal itself attaches or writes a policy, sets a version of it, adds a user to a group, takes a boundary off or assigns a permission set for another identity. What becomes newly possible is computed from the documents and AWS policies in the log, less what the identity was given before; wildcards are read as the actions that AWS lists for them, by access level, less what `Deny` statements take back; `NotAction` is everything but that. A denial taken off counts as given. ' +
    'High for what is as good as everything, medium for what is sensitive or not in the log, one step less where a condition holds all of it to a network, a second factor, the organization, a Region or a time; by people and machines only everything counts, by deployers it is low; routine is quiet. A permission set assigned right after it was made as good as everything counts as everything.',
  falsePositives: [
    'An administrator who works with a plain key',
    'A bootstrap script that makes the first roles of an account',
  ],
  knownGaps: [
    'Of resources it is weighed only whether they are all; conditions on tags and other keys hold nothing',
    'Denials whose text was written before the log begins',
    "Documents written before the log begins, and AWS's policies beyond the best known",
    'Power through resource policies',
  ],
  needs: ['management events, write'],
  blind: blindWithout('writes'),
  ...tellsDeeds(granted, boundary, assigned),
} as const satisfies Detection;
