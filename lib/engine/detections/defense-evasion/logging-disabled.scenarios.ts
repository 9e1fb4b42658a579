import type { Actor, TrailRecord } from '#scenario/actor.ts';
import { HOME, iamUser, REGION, service, webIdentity } from '#scenario/identity.ts';
import { consoleLogin } from '#scenario/issuing-console.ts';
import { assumeRoleWithWebIdentity } from '#scenario/issuing-roles.ts';
import { at, every, type Step, story } from '#scenario/story.ts';

const TERRAFORM = 'APN/1.0 HashiCorp/1.0 Terraform/1.9.2 (+https://www.terraform.io) terraform-provider-aws/5.60.0';
const alice = iamUser('alice');
const page = consoleLogin(alice);
const stranger = iamUser('backup').from('203.0.113.9');
const deployer = iamUser('deployer').with({ userAgent: TERRAFORM });
const github = webIdentity('token.actions.githubusercontent.com', 'repo:acme/shop:ref:refs/heads/main');
const pipeline = assumeRoleWithWebIdentity(github, `arn:aws:iam::${HOME}:role/deploy`, 'run-81').with({
  userAgent: TERRAFORM,
});

const trailArn = `arn:aws:cloudtrail:${REGION}:${HOME}:trail/main`;
const trail = { request: { name: 'main' }, response: null };
const createTrail = (by: Actor, offset: string): Step =>
  at(offset, by, 'cloudtrail:CreateTrail', {
    request: { name: 'main', s3BucketName: 'acme-logs' },
    response: { trailARN: trailArn, s3BucketName: 'acme-logs' },
  });
const selectors = (all: boolean) => ({
  request: {
    trailName: 'main',
    eventSelectors: [{ readWriteType: all ? 'All' : 'WriteOnly', includeManagementEvents: all, dataResources: [] }],
  },
  response: { trailARN: trailArn },
});
const lifecycle = (days: number) => ({
  request: {
    bucketName: 'acme-logs',
    LifecycleConfiguration: {
      Rule: { Status: 'Enabled', Filter: { Prefix: '' }, Expiration: { Days: days }, ID: 'tidy' },
    },
  },
});
/** A stack of a dozen things of four kinds, in half a minute. */
const stack = (by: Actor, from: string, verb: 'Create' | 'Delete'): Step[] => [
  ...every('2s', 4, from, by, `iam:${verb}Role`, (n) => ({ request: { roleName: `app-${n}` } })),
  ...every('2s', 4, from, by, `ssm:${verb === 'Create' ? 'PutParameter' : 'DeleteParameter'}`, (n) => ({
    request: { name: `/app/${n}` },
  })),
  ...every('2s', 4, from, by, `s3:${verb}Bucket`, (n) => ({ request: { bucketName: `app-${n}` } })),
  ...every('2s', 2, from, by, `secretsmanager:${verb}Secret`, (n) => ({
    request: { name: `app-${n}`, secretId: `app-${n}` },
  })),
];
const told = (...parts: readonly (Step | readonly Step[])[]): TrailRecord[] => story('2026-03-02T09:00:00Z', ...parts);
/** The recorder stops each evening; the last evening is the one told of. */
const evenings = (days: number): TrailRecord[] =>
  told(
    every('1d', days, '+0m', iamUser('saver'), 'config:StopConfigurationRecorder', {
      request: { configurationRecorderName: 'default' },
    }),
  );
const alarms = (count: number) =>
  every('5s', count, '+1m', stranger, 'cloudwatch:DeleteAlarms', (n) => ({ request: { alarmNames: [`cpu-${n}`] } }));

export const fires = {
  'one record: a trail is stopped': told(at('+0m', stranger, 'cloudtrail:StopLogging', trail)),
  'a bucket of logs is set to expire, and its versions are suspended: nothing is set right': told(
    at('+0m', stranger, 's3:PutBucketLifecycle', lifecycle(1)),
    at('+30s', stranger, 's3:PutBucketVersioning', {
      request: { bucketName: 'acme-logs', VersioningConfiguration: { Status: 'Suspended' } },
    }),
  ),
  'a detector is told to archive all, then deleted': told(
    at('+0m', stranger, 'guardduty:CreateFilter', {
      request: { detectorId: 'd1', name: 'f', action: 'ARCHIVE' },
    }),
    at('+5m', stranger, 'guardduty:DeleteDetector', { request: { detectorId: 'd1' } }),
  ),
  'a trail made by its deployer is narrowed by the same key in another program': told(
    createTrail(deployer, '+0m'),
    stack(deployer, '+1m', 'Create'),
    at(
      '+9m',
      deployer.with({ userAgent: 'aws-sdk-go-v2/1.32.6 os/linux lang/go#1.23.4' }),
      'cloudtrail:PutEventSelectors',
      selectors(false),
    ),
  ),
  'a trail is narrowed and widened again three minutes later': told(
    at('+0m', stranger, 'cloudtrail:PutEventSelectors', selectors(false)),
    at('+2m1s', stranger, 'cloudtrail:PutEventSelectors', selectors(true)),
  ),
  'the log bucket empties itself after a day': told(
    createTrail(alice, '+0m'),
    at('+3h', stranger, 's3:PutBucketLifecycle', lifecycle(1)),
  ),
  'logs are deleted from the bucket that CloudTrail writes to': told(
    at('+0m', service('cloudtrail.amazonaws.com'), 's3:PutObject', {
      request: { bucketName: 'acme-logs', key: 'AWSLogs/1' },
      resources: ['arn:aws:s3:::acme-logs'],
    }),
    at('+1h', stranger, 's3:DeleteObjects', { request: { bucketName: 'acme-logs' } }),
  ),
  'detector, recorder and flow logs go in one minute': told(
    at('+0m', stranger, 'guardduty:UpdateDetector', { request: { detectorId: 'd1', enable: false } }),
    at('+20s', stranger, 'config:StopConfigurationRecorder', { request: { configurationRecorderName: 'default' } }),
    at('+40s', stranger, 'ec2:DeleteFlowLogs', {
      request: { DeleteFlowLogsRequest: { FlowLogId: { tag: 1, content: 'fl-1' } } },
    }),
  ),
  'three alarms go at once': told(alarms(3)),
  'three log groups go': told(
    every('5s', 3, '+1m', stranger, 'logs:DeleteLogGroup', (n) => ({ request: { logGroupName: `/app/${n}` } })),
  ),
  'the recorder stops on the third evening': evenings(3),
};

export const staysLow = {
  'a signed-in person tidies up two log groups': told(
    at('+0m', page.begins),
    every('5s', 2, '+1m', page, 'logs:DeleteLogGroup', (n) => ({ request: { logGroupName: `/app/${n}` } })),
  ),
  'the trail is not there': told(
    at('+0m', stranger, 'cloudtrail:StopLogging', { ...trail, error: 'TrailNotFoundException' }),
  ),
  'it is denied': told(at('+0m', stranger, 'cloudtrail:StopLogging', { error: 'AccessDenied', on: trailArn })),
  'a slip, set right within two minutes': told(
    at('+0m', alice, 'cloudtrail:PutEventSelectors', selectors(false)),
    at('+1m59s', alice, 'cloudtrail:PutEventSelectors', selectors(true)),
  ),
  'a person deletes the trail that she made to try it out': told(
    createTrail(alice, '+0m'),
    at('+20m', alice, 'cloudtrail:DeleteTrail', trail),
  ),
  'a person at work mutes a kind of finding': told(
    at('+0m', page.begins),
    at('+1m', page, 'guardduty:UpdateFilter', { request: { detectorId: 'd1', filterName: 'dev', action: 'ARCHIVE' } }),
  ),
  'two alarms go': told(alarms(2)),
  'a pipeline removes log groups with what wrote them': told(
    at('+0m', pipeline, 'logs:DeleteLogGroup', { request: { logGroupName: '/aws/lambda/resize' } }),
  ),
};

export const staysQuiet = {
  'a deployer takes its whole stack down, trail and all': told(
    createTrail(deployer, '+0m'),
    stack(deployer, '+1m', 'Create'),
    stack(deployer, '+3h', 'Delete'),
    at('+3h1m', deployer, 'cloudtrail:DeleteTrail', trail),
  ),
  'auto scaling removes its alarms': told(
    at('+0m', alice.through('autoscaling.amazonaws.com'), 'cloudwatch:DeleteAlarms', {
      request: { alarmNames: ['TargetTracking-1'] },
    }),
    at('+1m', service('application-autoscaling.amazonaws.com'), 'cloudwatch:DeleteAlarms', {
      request: { alarmNames: ['TargetTracking-2'] },
    }),
  ),
  'a trail comes to life': told(
    createTrail(alice, '+0m'),
    at('+1m', alice, 'cloudtrail:StartLogging', trail),
    at('+2m', alice, 'cloudtrail:PutEventSelectors', selectors(true)),
  ),
  'logs are kept for a month': told(
    createTrail(alice, '+0m'),
    at('+1h', alice, 's3:PutBucketLifecycle', lifecycle(30)),
  ),
  'a deployer changes its rules': told(
    stack(deployer, '+0m', 'Create'),
    every('10s', 5, '+1m', deployer, 'events:RemoveTargets', (n) => ({ request: { rule: `r-${n}`, ids: ['1'] } })),
  ),
};
