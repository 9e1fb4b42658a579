import { HOME, iamUser, root, rootIdentity, service } from '#scenario/identity.ts';
import { consoleLogin } from '#scenario/issuing-console.ts';
import { assumeRoot } from '#scenario/issuing-users.ts';
import { at, every, type Step, story } from '#scenario/story.ts';

const owner = root();
const signedIn = consoleLogin(owner);
const withoutMfa = consoleLogin(owner, { mfa: false });
const task = assumeRoot(iamUser('security', { account: '999988887777' }), HOME);
const told = (...steps: readonly (Step | readonly Step[])[]) => story('2026-03-02T09:00:00Z', ...steps);
const failed = (times: number) =>
  every('20s', times, '+0m', owner, 'signin:ConsoleLogin', {
    message: 'Failed authentication',
    response: { ConsoleLogin: 'Failure' },
    fields: { eventType: 'AwsConsoleSignIn', userIdentity: rootIdentity(HOME) },
  });

export const fires = {
  'one record: root makes itself an access key': told(
    at('+0m', signedIn, 'iam:CreateAccessKey', {
      request: null,
      response: { accessKey: { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', status: 'Active' } },
    }),
  ),
  'a root key asks who it is': told(at('+0m', owner.from('203.0.113.9'), 'sts:GetCallerIdentity')),
  'root signs in and opens a bucket': told(
    at('+0m', signedIn.begins),
    at('+1m', signedIn, 's3:PutBucketPolicy', { request: { bucketName: 'acme', bucketPolicy: { Statement: [] } } }),
  ),
  'root takes a second factor off': told(
    at('+0m', signedIn.begins),
    at('+1m', signedIn, 'iam:DeactivateMFADevice', { request: { serialNumber: 'arn:aws:iam::111122223333:mfa/root' } }),
  ),
  'root signs in without a second factor': told(at('+0m', withoutMfa.begins)),
  'root of a member account is assumed for a task': told(
    at('+0m', task.begins),
    at('+1m', task, 'iam:DeleteLoginProfile'),
  ),
  'somebody guesses at the root password five times': told(failed(5)),
};

export const staysLow = {
  'a person mistypes the root password': told(failed(4)),
  'root signs in with a second factor and reads the bill': told(
    at('+0m', signedIn.begins),
    at('+1m', signedIn, 'ce:GetCostAndUsage'),
    at('+2m', signedIn, 'billing:GetBillingData'),
    at('+3m', signedIn, 'account:GetContactInformation'),
  ),
};

export const staysQuiet = {
  'a service acts for root': told(at('+0m', owner.through('support.amazonaws.com'), 's3:ListBuckets')),
  'an administrator acts': told(at('+0m', iamUser('root'), 'iam:CreateAccessKey', { request: { userName: 'root' } })),
  'a service acts in its own name': told(
    at('+0m', service('ec2.amazonaws.com'), 'sts:AssumeRole', {
      request: { roleArn: `arn:aws:iam::${HOME}:role/web`, roleSessionName: 'i-1' },
    }),
  ),
};
