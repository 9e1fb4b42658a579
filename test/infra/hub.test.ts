import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { carriedBy } from '#pipeline/delivery.ts';
import { ASKED_LOCALLY, REFUSED_LOCALLY } from '../../lib/infra/local.ts';
import {
  EVERYTHING,
  EXISTING,
  hubIn,
  listed,
  memberIn,
  ofType,
  type Resource,
  type Resources,
  resourcesOf,
  statementsIn,
  templateOf,
} from './synth.ts';

/** Where CDK puts what a stack brings along. */
const ASSETS = 'cdk-hnb659fds-assets';
const HUB = { account: '111122223333', externalId: 'trailwarden-1' };
const hub = resourcesOf(hubIn());
const all: Readonly<Record<string, Resources>> = {
  'the hub': hub,
  'the hub with every setting': resourcesOf(hubIn(EVERYTHING)),
  'the hub beside an existing trail': resourcesOf(hubIn(EXISTING)),
  'a member': resourcesOf(memberIn(HUB)),
};

describe.each(Object.entries(all))('%s', (_name, resources) => {
  const types = (type: string) => ofType(resources, type);

  test('no role may delete, and none has a wildcard for actions', () => {
    const actions = statementsIn(resources).flatMap(([, { Action }]) => listed(Action));
    expect(actions.length).toBeGreaterThan(5);
    expect(actions.filter((action) => action.includes('*'))).toEqual([]);
    // A queue's message is deleted when it has been read; a log delivery is not a log.
    const harmless = new Set(['sqs:DeleteMessage', 'logs:DeleteLogDelivery']);
    expect(
      actions.filter((action) => /Delete|Purge|BatchWrite|Lifecycle|Bypass/.test(action) && !harmless.has(action)),
    ).toEqual([]);
    expect(actions.filter((action) => /^iam:(?!Get|List)|^sts:/.test(action))).toEqual([]);
  });

  test('no policy is AWS’s, none belongs to nobody', () => {
    for (const [, { Properties }] of types('AWS::IAM::Role')) expect(Properties.ManagedPolicyArns).toBeUndefined();
  });

  test('everything kept is encrypted', () => {
    for (const [, { Properties }] of types('AWS::S3::Bucket')) expect(Properties.BucketEncryption).toBeDefined();
    for (const [, { Properties }] of types('AWS::SQS::Queue')) expect(Properties.SqsManagedSseEnabled).toBe(true);
    const bare = types('AWS::SNS::Topic').filter(([, { Properties }]) => Properties?.KmsMasterKeyId === undefined);
    // CloudWatch cannot use the key that AWS manages for topics.
    expect(bare.map(([id]) => id.replace(/[0-9A-F]{8}$/, ''))).toEqual(
      resources === all['a member']
        ? ['Alarms']
        : resources === all['the hub with every setting']
          ? []
          : ['NoticesAlarms'],
    );
  });

  test('nothing is public', () => {
    for (const [, { Properties }] of types('AWS::S3::Bucket')) {
      expect(Object.values(Properties.PublicAccessBlockConfiguration)).toEqual([true, true, true, true]);
      expect(Properties.AccessControl).toBeUndefined();
    }
    for (const [, { Properties }] of types('AWS::Lambda::Url')) expect(Properties.AuthType).toBe('AWS_IAM');
    for (const [, { Properties }] of types('AWS::Lambda::Permission')) expect(Properties.SourceArn).toBeDefined();
    const policies = [
      'AWS::S3::BucketPolicy',
      'AWS::SQS::QueuePolicy',
      'AWS::SNS::TopicPolicy',
      'AWS::Events::EventBusPolicy',
    ];
    for (const [id, { Properties }] of policies.flatMap(types)) {
      const document = Properties.PolicyDocument ?? { Statement: [Properties.Statement] };
      for (const { Effect, Principal, Condition } of document.Statement) {
        if (Effect === 'Deny') continue;
        if (Principal === '*' || Principal.AWS === '*') expect(Condition, id).toBeDefined();
        if (Principal.Service) expect(JSON.stringify(Condition), id).toMatch(/aws:Source(Arn|Account)/i);
      }
    }
  });

  test('only TLS reaches buckets, queues and topics', () => {
    const denials = ['AWS::S3::BucketPolicy', 'AWS::SQS::QueuePolicy', 'AWS::SNS::TopicPolicy']
      .flatMap(types)
      .filter(([, { Properties }]) =>
        JSON.stringify(Properties.PolicyDocument).includes('{"aws:SecureTransport":"false"}'),
      );
    const guarded = ['AWS::S3::Bucket', 'AWS::SQS::Queue', 'AWS::SNS::Topic'].flatMap(types);
    expect(denials).toHaveLength(guarded.length);
  });

  test('whatever happens by itself has a place for its failures', () => {
    for (const [id, { Properties }] of types('AWS::Events::Rule'))
      for (const target of Properties.Targets) expect(target.DeadLetterConfig?.Arn, id).toBeDefined();
    for (const [id, { Properties }] of types('AWS::Lambda::EventSourceMapping')) {
      const queueFails = types('AWS::SQS::Queue').some(([, queue]) => queue.Properties.RedrivePolicy);
      expect(Properties.DestinationConfig?.OnFailure ?? (Properties.Queues || queueFails), id).toBeTruthy();
      expect(Properties.FunctionResponseTypes, id).toEqual(['ReportBatchItemFailures']);
    }
    const scheduled = types('AWS::Lambda::Permission').length;
    const answered = types('AWS::Lambda::EventInvokeConfig').filter(
      ([, { Properties }]) => Properties.DestinationConfig.OnFailure.Destination,
    );
    expect(answered).toHaveLength(scheduled);
  });

  test('an alarm watches each queue of failures, and each function', () => {
    const alarms = types('AWS::CloudWatch::Alarm').map(([, { Properties }]) => JSON.stringify(Properties));
    const redriven = JSON.stringify(types('AWS::SQS::Queue').map(([, { Properties }]) => Properties.RedrivePolicy));
    const failures = types('AWS::SQS::Queue').filter(
      ([id, { Properties }]) => Properties.RedrivePolicy === undefined || redriven.includes(id),
    );
    for (const [id] of failures) expect(alarms.some((alarm) => alarm.includes(id))).toBe(true);
    for (const [id] of types('AWS::Lambda::Function'))
      for (const metric of ['Errors', 'Throttles'])
        expect(alarms.some((alarm) => alarm.includes(id) && alarm.includes(`"MetricName":"${metric}"`))).toBe(true);
  });

  test('every alarm has its section in the runbook', () => {
    const runbook = readFileSync(new URL('../../docs/runbook.md', import.meta.url), 'utf8');
    const sections = new Set([...runbook.matchAll(/^## (\S+)$/gm)].map(([, name]) => name));
    const named = types('AWS::CloudWatch::Alarm').map(
      ([, { Properties }]) => /runbook\.md#(\S+)$/.exec(Properties.AlarmDescription)?.[1],
    );
    expect(named.length).toBeGreaterThan(0);
    expect(named.filter((name) => !sections.has(name))).toEqual([]);
  });
});

describe('the hub', () => {
  const one = (type: string, part = '', resources = hub): Resource => {
    const found = ofType(resources, type).filter(([id]) => id.startsWith(part));
    expect(found).toHaveLength(1);
    return found[0]![1];
  };

  test('evidence outlives the stack and is not overwritten', () => {
    const table = one('AWS::DynamoDB::Table');
    expect(table.DeletionPolicy).toBe('Retain');
    expect(table.Properties).toMatchObject({
      BillingMode: 'PAY_PER_REQUEST',
      DeletionProtectionEnabled: true,
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
      StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
    });
    for (const [, bucket] of ofType(hub, 'AWS::S3::Bucket')) {
      expect(bucket.DeletionPolicy).toBe('Retain');
      expect(bucket.Properties.VersioningConfiguration).toEqual({ Status: 'Enabled' });
    }
    const trail = one('AWS::S3::Bucket', 'Trail', all['the hub with every setting']);
    expect(trail.Properties.ObjectLockConfiguration.Rule.DefaultRetention).toEqual({ Mode: 'GOVERNANCE', Days: 30 });
  });

  test('delivered objects do not expire unless it is asked for', () => {
    const rules = (resources: Resources) =>
      one('AWS::S3::Bucket', 'Trail', resources).Properties.LifecycleConfiguration.Rules;
    expect(JSON.stringify(rules(hub))).not.toContain('Expiration');
    expect(rules(all['the hub with every setting']!)).toContainEqual(
      expect.objectContaining({ ExpirationInDays: 400 }),
    );
  });

  test('the trail it makes covers all regions, validates its files, and has the organisation in it where asked', () => {
    const trail = { IsMultiRegionTrail: true, EnableLogFileValidation: true, IncludeGlobalServiceEvents: true };
    expect(one('AWS::CloudTrail::Trail').Properties).toMatchObject(trail);
    const ofAll = one('AWS::CloudTrail::Trail', '', all['the hub with every setting']);
    expect(ofAll.Properties).toMatchObject({ ...trail, IsOrganizationTrail: true });
    const beside = all['the hub beside an existing trail']!;
    expect(ofType(beside, 'AWS::CloudTrail::Trail')).toEqual([]);
    expect(ofType(beside, 'AWS::S3::Bucket').map(([id]) => id.slice(0, 10))).toEqual(['Quarantine']);
  });

  test('who reads the trail reads nothing else, with the key where there is one', () => {
    const reads = statementsIn(all['the hub beside an existing trail']!).filter(([, { Action }]) =>
      listed(Action).some((action) => action === 's3:GetObject' || action === 'kms:Decrypt'),
    );
    expect(new Set(reads.map(([id]) => id.replace(/Worker.*/, '')))).toEqual(new Set(['Ingest', 'Backfill']));
    for (const [, { Resource }] of reads)
      expect(JSON.stringify(Resource)).toMatch(/:s3:::aws-controltower-logs-|:key\//);
  });

  test('only those that judge may write to the table, only one may tell', () => {
    const who = (action: string) =>
      statementsIn(hub)
        .filter(([, { Action }]) => listed(Action).includes(action))
        .map(([id]) => id.replace(/Worker.*/, ''));
    expect(who('dynamodb:PutItem').sort()).toEqual(['Backfill', 'Ingest', 'Sweep']);
    expect(who('dynamodb:Scan').sort()).toEqual(['Investigate', 'Sweep']);
    expect(who('sns:Publish')).toEqual(['Publish']);
    expect(who('events:PutEvents')).toEqual(['Publish']);
    expect(who('securityhub:BatchImportFindings')).toEqual([]);
  });

  test.each([
    ['by default', {}, 750],
    ['with a longer window', { batchWindowSeconds: '300' }, 1020],
    ['with none', { batchWindowSeconds: '0' }, 720],
  ])('a delivery comes back no sooner than its worker must be done, %s', (_, context, seconds) => {
    const resources = resourcesOf(hubIn(context));
    const { Timeout } = one('AWS::Lambda::Function', 'Ingest', resources).Properties;
    const mapping = one('AWS::Lambda::EventSourceMapping', 'Ingest', resources).Properties;
    const { VisibilityTimeout, RedrivePolicy } = one('AWS::SQS::Queue', 'DeliveriesQueue', resources).Properties;
    expect(VisibilityTimeout).toBe(seconds);
    expect(VisibilityTimeout).toBeGreaterThanOrEqual(6 * Timeout + mapping.MaximumBatchingWindowInSeconds);
    // Lambda refuses larger batches without a window.
    if (mapping.MaximumBatchingWindowInSeconds === 0) expect(mapping.BatchSize).toBeLessThanOrEqual(10);
    expect(RedrivePolicy.maxReceiveCount).toBeGreaterThanOrEqual(5);
  });

  test('how much runs at once is bounded', () => {
    const mapping = one('AWS::Lambda::EventSourceMapping', 'Ingest').Properties;
    expect(mapping.ScalingConfig).toEqual({ MaximumConcurrency: 10 });
    expect(JSON.stringify(definition(hub))).toContain('"MaxConcurrency":10');
    const every = one('AWS::Events::Rule', 'SweepSchedule').Properties.ScheduleExpression;
    expect(every).toBe('rate(1 hour)');
    expect(one('AWS::Lambda::Function', 'Sweep').Properties.Timeout).toBeLessThanOrEqual(15 * 60);
  });

  test('the stream carries findings and incidents alone, and a bad record does not stop it for ever', () => {
    const mapping = one('AWS::Lambda::EventSourceMapping', 'Publish').Properties;
    const filters = mapping.FilterCriteria.Filters.map(({ Pattern }: { Pattern: string }) => JSON.parse(Pattern));
    expect(filters.map((filter: { dynamodb: unknown }) => filter.dynamodb)).toEqual(
      ['FINDING#', 'INCIDENT#'].map((prefix) => ({ Keys: { pk: { S: [{ prefix }] } } })),
    );
    expect(mapping).toMatchObject({ BisectBatchOnFunctionError: true, MaximumRecordAgeInSeconds: 7200 });
  });

  test('functions run on what AWS supports for long, and keep their logs for a while', () => {
    const functions = ofType(hub, 'AWS::Lambda::Function');
    expect(functions).toHaveLength(5);
    for (const [, { Properties }] of functions)
      expect(Properties).toMatchObject({ Runtime: 'nodejs24.x', Architectures: ['arm64'] });
    for (const [, { Properties }] of ofType(hub, 'AWS::Logs::LogGroup')) expect(Properties.RetentionInDays).toBe(90);
  });

  test('a function has what it cannot do without, and the configuration where there is one', () => {
    const configured = resourcesOf(hubIn({}, new URL('../../cdk.json', import.meta.url).pathname));
    const names = (resources: Resources, part: string) =>
      Object.keys(one('AWS::Lambda::Function', part, resources).Properties.Environment.Variables).sort();
    for (const part of ['Ingest', 'Backfill', 'Sweep', 'Investigate']) {
      expect(names(hub, part)).toEqual(['CASE_TABLE', 'FACT_DAYS', 'QUARANTINE_BUCKET']);
      expect(names(configured, part)).toEqual([
        ...['CASE_TABLE', 'CONFIG_BUCKET', 'CONFIG_KEY', 'FACT_DAYS', 'QUARANTINE_BUCKET'],
      ]);
    }
    const told = ['CASE_TABLE', 'EVENT_BUS_NAME', 'FINDINGS_TOPIC_ARN', 'INCIDENTS_TOPIC_ARN', 'MESSAGE_FORMAT'];
    expect(names(hub, 'Publish')).toEqual(told);
    expect(names(all['the hub with every setting']!, 'Publish')).toEqual([...told, 'SECURITY_HUB']);
    const reads = statementsIn(configured).filter(([, { Resource }]) => JSON.stringify(Resource).includes(ASSETS));
    expect(new Set(reads.map(([id]) => id.replace(/Worker.*/, '')))).toEqual(
      new Set(['Ingest', 'Backfill', 'Sweep', 'Investigate']),
    );
    for (const [, { Action, Resource }] of reads) {
      expect(Action).toBe('s3:GetObject');
      const assets = listed(Resource)
        .map((one) => JSON.stringify(one))
        .filter((one) => one.includes(ASSETS));
      expect(assets.filter((one) => one.includes('*'))).toEqual([]);
    }
  });

  test('its outputs have the names that people script against', () => {
    const outputs = Object.keys(templateOf(hubIn()).Outputs);
    expect(outputs).toEqual(
      expect.arrayContaining([
        ...['TrailBucketName', 'DeliveryQueueUrl', 'DeadLetterQueueUrl', 'CaseTableName', 'FindingsTopicArn'],
        ...['IncidentsTopicArn', 'BackfillStateMachineArn', 'InvestigateUrl'],
      ]),
    );
  });

  test.each([{}, EVERYTHING])(
    'tried locally, exactly what the emulator refuses is left out, and the rest is the same (%#)',
    (context) => {
      const whole = resourcesOf(hubIn(context));
      const local = resourcesOf(hubIn({ ...context, local: '1' }));
      const left = Object.keys(whole).filter((id) => !(id in local));
      expect(left.map((id) => whole[id]!.Type).filter((type) => !REFUSED_LOCALLY.has(type))).toEqual([]);
      expect(Object.values(local).filter(({ Type }) => REFUSED_LOCALLY.has(Type))).toEqual([]);
      expect(new Set(left.map((id) => whole[id]!.Type))).toEqual(
        new Set(context === EVERYTHING ? REFUSED_LOCALLY : ['AWS::CloudTrail::Trail']),
      );
      const same = (resource: unknown) =>
        JSON.stringify(resource).replace(`["sns:Publish","${ASKED_LOCALLY}"]`, '"sns:Publish"');
      expect(JSON.stringify(local)).toContain(ASKED_LOCALLY);
      for (const id of Object.keys(local)) expect(same(local[id]), id).toBe(same(whole[id]));
    },
  );

  test('members may put on their own bus alone, and it is read like the account’s own', () => {
    const withMembers = all['the hub with every setting']!;
    const statements = ofType(withMembers, 'AWS::Events::EventBusPolicy')
      .filter(([id]) => id.startsWith('MembersBus'))
      .map(([, { Properties }]) => Properties.Statement);
    expect(statements).toEqual([
      expect.objectContaining({ Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' } } }),
      expect.objectContaining({ Principal: { AWS: ['111122223333', '444455556666'] } }),
    ]);
    const patterns = (id: string) =>
      ofType(withMembers, 'AWS::Events::Rule')
        .filter(([name]) => name.startsWith(id))
        .map(([, { Properties }]) => Properties.EventPattern);
    expect(patterns('DeliveriesMembers')).toEqual(patterns('DeliveriesOwn'));
    expect(ofType(hub, 'AWS::Events::EventBus')).toEqual([]);
  });

  test('approvers alone may put on the bus for grants, which carries nothing else', () => {
    const withGrants = all['the hub with every setting']!;
    const approvers = ['arn:aws:iam::111122223333:role/team-approvals', 'arn:aws:iam::111122223333:role/break-glass'];
    const named = (type: string, part: string) => ofType(withGrants, type).filter(([id]) => id.startsWith(part));
    const [[bus]] = named('AWS::Events::EventBus', 'GrantsBus') as [[string, Resource]];
    const statements = named('AWS::Events::EventBusPolicy', 'GrantsBus').map(
      ([, { Properties }]) => Properties.Statement,
    );
    expect(statements).toEqual([
      expect.objectContaining({ Effect: 'Allow', Principal: { AWS: approvers } }),
      expect.objectContaining({
        Effect: 'Deny',
        Principal: '*',
        Condition: { ArnNotEquals: { 'aws:PrincipalArn': approvers } },
      }),
    ]);
    for (const { Action, Resource: on } of statements)
      expect([Action, on]).toEqual(['events:PutEvents', { 'Fn::GetAtt': [bus, 'Arn'] }]);
    const rules = ofType(withGrants, 'AWS::Events::Rule').map(([, { Properties }]) => Properties);
    const ofGrants = rules.filter(({ EventPattern }) => EventPattern?.source?.includes('trailwarden.grants'));
    expect(ofGrants).toHaveLength(1);
    expect(ofGrants[0]).toMatchObject({
      EventBusName: { Ref: bus },
      EventPattern: { source: ['trailwarden.grants'] },
      Targets: [{ Arn: { 'Fn::GetAtt': [expect.stringMatching(/^DeliveriesQueue/), 'Arn'] } }],
    });
    expect(rules.filter(({ EventBusName }) => EventBusName?.Ref === bus)).toEqual(ofGrants);
    expect(JSON.stringify(hub)).not.toContain('trailwarden.grants');
  });
});

describe('a member', () => {
  test('forwards to the hub’s bus, in the hub’s region', () => {
    const resources = resourcesOf(memberIn({ ...HUB, region: 'eu-central-1' }, { trailBucketName: 'log-archive' }));
    const rules = ofType(resources, 'AWS::Events::Rule');
    const bus = ':events:eu-central-1:111122223333:event-bus/trailwarden-members';
    for (const [, { Properties }] of rules) expect(JSON.stringify(Properties.Targets[0].Arn)).toContain(bus);
    expect(JSON.stringify(rules)).toContain('"Object Created"');
  });

  test('tells of what it could not forward', () => {
    const resources = resourcesOf(memberIn(HUB, { alarmEmail: 'oncall@example.com' }));
    const [[name]] = ofType(resources, 'AWS::SNS::Topic') as [[string, unknown]];
    const [[, { Properties: alarm }]] = ofType(resources, 'AWS::CloudWatch::Alarm') as [[string, Resource]];
    expect([alarm.AlarmActions, alarm.OKActions]).toEqual([[{ Ref: name }], [{ Ref: name }]]);
    const [[, { Properties: mailed }]] = ofType(resources, 'AWS::SNS::Subscription') as [[string, Resource]];
    expect(mailed).toMatchObject({ TopicArn: { Ref: name }, Endpoint: 'oncall@example.com' });
  });

  test('lets the hub read, asking who it is', () => {
    const trusts = (resources: Resources) =>
      ofType(resources, 'AWS::IAM::Role')
        .map(([, { Properties }]) => Properties.AssumeRolePolicyDocument.Statement[0])
        .find(({ Principal }) => Principal.AWS);
    expect(trusts(all['a member']!).Condition).toEqual({ StringEquals: { 'sts:ExternalId': 'trailwarden-1' } });
    const inOrganisation = resourcesOf(memberIn({ account: '111122223333', organizationId: 'o-a1b2c3d4e5' }));
    expect(trusts(inOrganisation).Condition).toEqual({ StringEquals: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' } });
    expect(() => memberIn({ account: '111122223333' })).toThrow('externalId');
    const reading = statementsIn(all['a member']!)
      .flatMap(([, { Action }]) => listed(Action))
      .filter((action) => action !== 'events:PutEvents');
    expect(reading.filter((action) => !/^\w+:(Get|List|Describe|Lookup)/.test(action))).toEqual([]);
  });
});

describe('the back-fill', () => {
  const machine = definition(hub);
  const objects = machine.States.Prefixes.ItemProcessor.States.Objects;

  test('lists the bucket and prefixes that it is given, one prefix after the other', () => {
    expect(machine.States.Prefixes).toMatchObject({ ItemsPath: '$.prefixes', MaxConcurrency: 1 });
    expect(objects.ItemReader.Parameters).toEqual({ 'Bucket.$': '$.bucket', 'Prefix.$': '$.prefix' });
  });

  test('a batch that cannot be read lies with the dead letters, as it would have been delivered', () => {
    const { Read, SetAside, NotRead } = objects.ItemProcessor.States;
    expect(Read.Catch[0]).toMatchObject({ ErrorEquals: ['States.ALL'], Next: 'SetAside' });
    expect(SetAside.Next).toBe('NotRead');
    expect(NotRead.Type).toBe('Fail');
    const letter = JSON.stringify(SetAside.ItemProcessor.States.DeadLetter.Parameters.MessageBody)
      .replace('"name.$":"$.Bucket"', '"name":"trail"')
      .replace('"key.$":"$.Key"', '"key":"AWSLogs/a b.json.gz"');
    expect(carriedBy(letter)).toMatchObject({
      objects: [{ bucket: 'trail', key: 'AWSLogs/a b.json.gz' }],
      strange: [],
    });
  });

  test('its role starts nothing but itself', () => {
    const starts = statementsIn(hub).filter(([, { Action }]) => listed(Action).includes('states:StartExecution'));
    const [[id]] = ofType(hub, 'AWS::StepFunctions::StateMachine') as [[string, Resource]];
    expect(starts.map(([, { Resource }]) => Resource)).toEqual([{ Ref: id }]);
  });
});

/** The state machine's definition, references left in. */
function definition(resources: Resources) {
  const [[, machine]] = ofType(resources, 'AWS::StepFunctions::StateMachine') as [[string, Resource]];
  const parts: unknown[] = machine.Properties.DefinitionString['Fn::Join'][1];
  return JSON.parse(parts.map((part) => (typeof part === 'string' ? part : 'ref')).join(''));
}
