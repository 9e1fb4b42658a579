import { admin, granted, JIT, morning, works } from '#scenario/approvals.ts';
import { HOME } from '#scenario/identity.ts';
import { assumeRole } from '#scenario/issuing-roles.ts';
import { at } from '#scenario/story.ts';

export const config = { ...JIT, jit: { ...JIT.jit, tailSeconds: 300 } };
export const grants = [
  granted(),
  granted({ id: 'CHG-8', principal: 'dave@example.com', revokedAt: '2026-03-02T09:20:00Z' }),
  granted({ id: 'CHG-9', principal: 'erin@example.com' }),
  granted({ id: 'CHG-10', principal: 'erin@example.com', from: '2026-03-02T10:00:00Z', to: '2026-03-02T11:00:00Z' }),
];

const REPORTS = `arn:aws:iam::${HOME}:role/reports`;
const OTHER_ADMIN = `arn:aws:iam::${HOME}:role/KeyAdmin`;
const alice = admin();
const reports = assumeRole(alice, REPORTS, 'alice');
const further = assumeRole(reports, `arn:aws:iam::${HOME}:role/archive`, 'alice');
const otherAdmin = assumeRole(alice, OTHER_ADMIN, 'alice');

export const fires = {
  'the session works on 25 minutes after its grant': morning(works('+30m', admin(), '+85m')),
  'five minutes and a second are more than five minutes': morning(works('+30m', admin(), '+65m1s')),
  'the grant is taken back, and the session goes on': morning(works('+5m', admin('dave@example.com'), '+40m')),
  'the work goes on in a session that came of it': morning(
    works('+5m', alice),
    at('+50m', reports.begins),
    at('+80m', reports, 's3:PutObject', { request: { bucketName: 'reports', key: 'march' } }),
  ),
  'the work goes on two sessions further': morning(
    works('+5m', alice),
    at('+50m', reports.begins),
    at('+55m', further.begins),
    at('+90m', further, 's3:PutObject', { request: { bucketName: 'archive', key: 'march' } }),
  ),
};

export const staysQuiet = {
  'the last call comes five minutes after the end': morning(works('+30m', admin(), '+65m')),
  'a second grant takes over from the first': morning(works('+30m', admin('erin@example.com'), '+85m')),
  'what comes after the end is refused': morning(
    works('+30m', alice),
    at('+85m', alice, 'rds:DeleteDBInstance', { error: 'AccessDenied' }),
  ),
  'a service finishes what was begun in time': morning(
    works('+30m', alice),
    at('+85m', alice.through('rds.amazonaws.com'), 'kms:CreateGrant'),
  ),
  'a session of a role that needs a grant of its own is judged by that': morning(
    works('+30m', alice),
    at('+50m', otherAdmin.begins),
    at('+85m', otherAdmin, 'kms:DescribeKey'),
  ),
};
