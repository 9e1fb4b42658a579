import type { Actor } from '#scenario/actor.ts';
import { HOME, iamUser, session } from '#scenario/identity.ts';
import { createdKey } from '#scenario/issuing-users.ts';
import { at } from '#scenario/story.ts';
import { daysOfWork, deployer, employee, machine, monday, pipeline, stranger } from '#scenario/usual-cast.ts';

const BOTO = 'Boto3/1.40.0 md/Botocore#1.40.0 ua/2.1 os/linux lang/python#3.12.6';
const job = session(`arn:aws:sts::${HOME}:assumed-role/job/nightly`).with({ userAgent: BOTO });
const elsewhere = stranger.from('192.0.2.77').with({ userAgent: BOTO });
const secret = (by: Actor, offset = '+0m') =>
  at(offset, by, 'secretsmanager:GetSecretValue', { request: { secretId: 'prod/db' } });
const stop = (by: Actor, offset = '+0m') => at(offset, by, 'cloudtrail:StopLogging', { request: { name: 'main' } });
const peers = (count: number) => ['ann', 'ben', 'cat', 'dan'].slice(0, count).map((name) => iamUser(name));
const admin = iamUser('admin').from('198.51.100.20');
/** It makes keys as a matter of course. */
const adminsWork = (days: number) => [at(`-${days}d`, createdKey(admin, 'first').begins), ...daysOfWork(admin, days)];
/** A key for a user whom nothing is on record of. */
const fresh = createdKey(admin, 'reports');
const heir = createdKey(fresh, 'archive');
const team = (count: number) => ['ann', 'ben', 'cat', 'dan', 'eve', 'fay'].slice(0, count).map((name) => iamUser(name));
const teamwork = (count: number) => team(count).flatMap((one) => daysOfWork(one, 8));
const release = (by: Actor, offset: string) =>
  at(offset, by, 'iam:PutRolePolicy', {
    request: {
      roleName: 'job',
      policyName: 'read-secrets',
      policyDocument: '{"Statement":[{"Effect":"Allow","Action":"secretsmanager:GetSecretValue","Resource":"*"}]}',
    },
  });

export const fires = {
  'a key that lists buckets reads a secret': monday(daysOfWork(stranger, 7), secret(stranger)),
  'a key that lists buckets stops the trail': monday(daysOfWork(stranger, 7), stop(stranger)),
  'a nightly job makes a user': monday(
    daysOfWork(job, 20),
    at('+0m', job, 'iam:CreateUser', { request: { userName: 'support' } }),
  ),
  'a key reads a secret from elsewhere with another program': monday(daysOfWork(stranger, 7), secret(elsewhere)),
  'it did so long ago': monday(secret(stranger, '-100d'), daysOfWork(stranger, 7), secret(stranger)),
  'one of four peers does': monday(
    peers(4).flatMap((peer) => daysOfWork(peer, 8)),
    daysOfWork(stranger, 8),
    secret(stranger),
  ),
  'a key made yesterday does what its maker never did': monday(adminsWork(8), at('-1d', fresh.begins), secret(fresh)),
  'a key made by a key made yesterday': monday(
    adminsWork(8),
    at('-2d', fresh.begins),
    at('-1d', heir.begins),
    secret(heir),
  ),
  'a stranger gave the role the power': monday(daysOfWork(job, 8), release(stranger, '-1h'), secret(job)),
};

export const staysLow = {
  'somebody new stops the trail, which none of five peers does': monday(teamwork(5), stop(iamUser('gus'))),
  'a deployer meets new work on a new network': monday(daysOfWork(deployer, 8), stop(deployer.from('192.0.2.77'))),
  'the peers of its kind do': monday(
    peers(3).flatMap((peer) => [...daysOfWork(peer, 8), secret(peer, '-2d')]),
    daysOfWork(stranger, 8),
    secret(stranger),
  ),
  'a release gave the role the power an hour before': monday(
    at('-2h', pipeline.begins),
    daysOfWork(job, 8),
    release(pipeline, '-1h'),
    secret(job),
  ),
  'a signed-in person does something for the first time': monday(
    at('-9d', employee.begins),
    daysOfWork(employee, 8),
    secret(employee),
  ),
  'sensitive, but no door to anything': monday(
    daysOfWork(stranger, 8),
    at('+0m', stranger, 's3:PutBucketVersioning', { request: { bucketName: 'b' } }),
  ),
};

export const staysQuiet = {
  'a deployer meets new work': monday(daysOfWork(deployer, 8), stop(deployer)),
  'it read secrets by another call': monday(
    at('-3d', stranger, 'ssm:GetParametersByPath', { request: { path: '/prod', withDecryption: true } }),
    daysOfWork(stranger, 8),
    secret(stranger),
  ),
  'six days at work are too few': monday(daysOfWork(stranger, 6), secret(stranger)),
  'it does so now and then': monday(secret(stranger, '-30d'), daysOfWork(stranger, 7), secret(stranger)),
  'it was denied': monday(
    daysOfWork(stranger, 7),
    at('+0m', stranger, 'secretsmanager:GetSecretValue', { request: { secretId: 'prod/db' }, error: 'AccessDenied' }),
  ),
  'its maker read secrets before': monday(adminsWork(8), secret(admin, '-3d'), at('-1d', fresh.begins), secret(fresh)),
  'its maker has not worked for long either': monday(adminsWork(6), at('-1d', fresh.begins), secret(fresh)),
  'a peer of the new key read secrets': monday(
    adminsWork(8),
    teamwork(1),
    secret(team(1)[0]!, '-3d'),
    at('-1d', fresh.begins),
    secret(fresh),
  ),
  'four peers are too few to judge somebody new by': monday(teamwork(4), stop(iamUser('gus'))),
  'somebody new, where the log has just begun': monday(teamwork(5), stop(iamUser('gus'), '-6d')),
  'a question about something else': monday(daysOfWork(stranger, 7), at('+0m', stranger, 'ec2:DescribeInstances')),
  'a function reads its secret for the first time on its second day': monday(
    at('-1d', machine.begins),
    daysOfWork(machine, 1),
    secret(machine),
  ),
  'a rotated key of a user who does so': monday(
    daysOfWork(stranger, 8),
    secret(stranger, '-20d'),
    secret(iamUser('backup', { key: 'AKIAIOSFODNN7ROTATED' }).from('203.0.113.9')),
  ),
};
