import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { JsonObject } from '#engine/model/json.ts';
import { analyseRecords } from '#pipeline/analyse-records.ts';
import type { TrailRecord } from '#scenario/actor.ts';
import { companyTrail } from '#scenario/company.ts';
import { iamUser } from '#scenario/identity.ts';
import { consoleLogin, federatedConsole } from '#scenario/issuing-console.ts';
import { federationToken } from '#scenario/issuing-users.ts';
import { at, story } from '#scenario/story.ts';
import { alarming, grave } from './alarming.ts';
import { realData } from './real-data.ts';

const WEEKS = 2;
const ELSEWHERE = '100.24.7.9';
const TOOL = 'Boto3/1.40.0 md/Botocore#1.40.0 ua/2.1 os/linux lang/python#3.12.6';

const life = (seed: number): TrailRecord[] => [
  ...companyTrail({ seed, events: 30_000, days: WEEKS * 7, principals: 120 }),
];

describe('two weeks in the life of a company wake nobody', () => {
  test.each([701, 702])('seed %d', (seed) => {
    const { analysis } = analyseRecords(life(seed));
    expect(analysis.faults).toEqual([]);
    expect(analysis.findings.filter(grave)).toEqual([]);
    expect(analysis.findings.filter(alarming).length).toBeLessThanOrEqual(WEEKS);
  });
});

const after = (record: TrailRecord, seconds: number): string =>
  `${new Date(Date.parse(record.eventTime) + seconds * 1000).toISOString().slice(0, 19)}Z`;

let planted = 0;
/** The same credential calls something else, later. */
const then = (
  record: TrailRecord,
  seconds: number,
  action: string,
  change: { readonly elsewhere?: boolean; readonly request?: JsonObject; readonly response?: JsonObject } = {},
): TrailRecord => {
  const [service, name] = action.split(':') as [string, string];
  return {
    ...record,
    eventID: `00000000-0000-4000-8000-${String(++planted).padStart(12, '0')}`,
    eventTime: after(record, seconds),
    eventSource: `${service}.amazonaws.com`,
    eventName: name,
    readOnly: /^(Get|List|Describe)/.test(name),
    eventCategory: 'Management',
    managementEvent: true,
    requestParameters: change.request ?? null,
    responseElements: change.response ?? null,
    resources: [],
    ...(change.elsewhere ? { sourceIPAddress: ELSEWHERE, userAgent: TOOL } : {}),
  };
};

describe('what is planted into it is found', () => {
  const ordinary = life(703);
  const middle = ordinary.slice(15_000);
  const text = (record: TrailRecord, name: string): string => String(record[name] ?? '');
  const first = (fits: (record: TrailRecord) => boolean): TrailRecord => {
    const found = middle.find(fits);
    if (!found) throw new Error('the company has nobody like that');
    return found;
  };
  const arnOf = (record: TrailRecord): string => String(record.userIdentity.arn ?? '');
  const person = first(
    (record) =>
      arnOf(record).includes('AWSReservedSSO_') && text(record, 'userAgent').startsWith('aws-cli') && !record.errorCode,
  );
  const server = first(
    (record) => /\/i-0[0-9a-f]+$/.test(arnOf(record)) && text(record, 'userAgent').startsWith('aws-sdk'),
  );
  const dataCentre = first((record) => record.userIdentity.type === 'IAMUser');
  const ops = iamUser('ops');
  const helper = federationToken(ops, 'helper');
  const opened = federatedConsole(helper);

  const plants: Readonly<Record<string, readonly [detection: string, records: readonly TrailRecord[]]>> = {
    'a person’s session is used elsewhere at the same time': [
      'session-on-two-networks',
      ['iam:ListUsers', 's3:ListBuckets', 'iam:ListRoles'].flatMap((action, n) => [
        then(person, 20 + n * 120, action, { elsewhere: true }),
        then(person, 60 + n * 120, 'ec2:DescribeInstances'),
      ]),
    ],
    'a server’s credential leaves its server': [
      'workload-credential-outside',
      ['sts:GetCallerIdentity', 's3:ListBuckets', 'iam:ListUsers', 'iam:ListRoles'].map((action, n) =>
        then(server, 30 + n * 20, action, { elsewhere: true }),
      ),
    ],
    'a server stops the trail': [
      'logging-disabled',
      [then(server, 30, 'cloudtrail:StopLogging', { request: { name: 'main' } })],
    ],
    'the data centre makes a key for another user': [
      'self-escalation',
      [
        then(dataCentre, 30, 'iam:CreateAccessKey', {
          request: { userName: 'administrator' },
          response: { accessKey: { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', userName: 'administrator', status: 'Active' } },
        }),
      ],
    ],
    'the data centre’s key is tried out elsewhere': [
      'key-tested',
      [then(dataCentre, 30, 'sts:GetCallerIdentity', { elsewhere: true })],
    ],
    'a key nobody knew opens the console': [
      'console-from-key',
      story('2026-03-11T10:00:00Z', at('+0m', helper.begins), at('+1m', opened.begins)),
    ],
    'a user signs in without a second factor': [
      'sign-in-anomaly',
      story('2026-03-11T10:00:00Z', at('+0m', consoleLogin(ops, { mfa: false }).begins)),
    ],
  };

  test.each(Object.entries(plants))('%s', (_, [detection, records]) => {
    const ids = new Set(records.map(({ eventID }) => eventID));
    const { findings } = analyseRecords([...ordinary, ...records]).analysis;
    const found = findings.filter((one) => one.detection === detection && one.evidence.some((id) => ids.has(id)));
    expect(found.filter(alarming)).not.toEqual([]);
  });
});

/** The same records on many days, by a role that is taken anew each day for nothing else. */
const daily = (records: readonly TrailRecord[], days: number): TrailRecord[] =>
  Array.from({ length: days }, (_, day) =>
    records.map((record, n): TrailRecord => {
      const eventTime = after(record, day * 86_400);
      const born = after(
        records.reduce((a, b) => (a.eventTime < b.eventTime ? a : b)),
        day * 86_400 - 60,
      );
      const accountId = String(record.recipientAccountId);
      const role = {
        type: 'Role',
        principalId: 'AROAEXAMPLEOPERATOR1',
        arn: `arn:aws:iam::${accountId}:role/operator`,
        accountId,
        userName: 'operator',
      };
      const userIdentity: JsonObject =
        record.eventName === 'ConsoleLogin'
          ? record.userIdentity
          : {
              type: 'AssumedRole',
              principalId: `${role.principalId}:daily`,
              arn: `arn:aws:sts::${accountId}:assumed-role/operator/daily`,
              accountId,
              accessKeyId: `ASIAEXAMPLEDAY${String(day).padStart(6, '0')}`,
              sessionContext: { sessionIssuer: role, attributes: { creationDate: born, mfaAuthenticated: 'false' } },
            };
      return {
        ...record,
        userIdentity,
        eventTime,
        eventID: `00000000-0000-4000-9000-${String(day * 1000 + n).padStart(12, '0')}`,
      };
    }),
  ).flat();

describe.skipIf(!realData)('who does it every day is not told of as if it were the first', () => {
  const file = (name: string): TrailRecord[] =>
    (
      JSON.parse(gunzipSync(readFileSync(join(realData!, 'stratus', `${name}.json.gz`))).toString('utf8')) as {
        Records: TrailRecord[];
      }
    ).Records;
  const DAYS = 10;
  test.each([
    'aws.credential-access.ec2-get-password-data',
    'aws.credential-access.secretsmanager-retrieve-secrets',
    'aws.defense-evasion.cloudtrail-stop',
    'aws.defense-evasion.dns-delete-logs',
    'aws.defense-evasion.vpc-remove-flow-logs',
    'aws.discovery.ec2-download-user-data',
    'aws.execution.ec2-user-data',
    'aws.execution.ssm-start-session',
    'aws.exfiltration.ec2-security-group-open-port-22-ingress',
    'aws.exfiltration.ec2-share-ebs-snapshot',
    'aws.impact.bedrock-invoke-model',
    'aws.initial-access.console-login-without-mfa',
    'aws.lateral-movement.ec2-instance-connect',
    'aws.persistence.iam-backdoor-user',
    'aws.persistence.iam-create-backdoor-role',
    'aws.persistence.lambda-backdoor-function',
    'aws.persistence.lambda-layer-extension',
    'aws.privilege-escalation.iam-update-user-login-profile',
  ])('%s', (name) => {
    const records = daily(file(name), DAYS);
    const lastDay = after(records[0]!, (DAYS - 1) * 86_400 - 3600);
    const { findings } = analyseRecords(records).analysis;
    expect(
      findings
        .filter((one) => alarming(one) && one.firstAt >= lastDay)
        .map(({ severity, detection, summary }) => `${severity} ${detection}: ${summary}`),
    ).toEqual([]);
  });
});
