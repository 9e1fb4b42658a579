import { hexId } from '../ids.ts';
import type { Random } from '../random.ts';
import { DEPLOY, FUNCTION, generateDataKey, SCALING, SERVER, STACK } from './calls.ts';
import { issuing, type RoleCredential, type RoleMarks, roleCredential } from './credential.ts';
import { byService, caller, forwarded, host, inTurn, REGION, SDK, SECOND_MS, some, type Worker } from './worker.ts';
import { type Call, quickGuid, quickKey, type WrittenRecord, written } from './written-record.ts';

const HOUR_MS = 3_600_000;
const CI_CLIENT =
  'aws-sdk-js/3.901.0 ua/2.1 os/linux#6.8.0 lang/js md/nodejs#20.19.5 api/sts#3.901.0 configure-aws-credentials-for-github-actions';

/** A pipeline: GitHub's token for the deploy role, then a stack that creates and deletes roles, functions, buckets. */
export const pipeline = (n: number, account: string): Worker => {
  const subject = `repo:acme/service-${n}:ref:refs/heads/main`;
  const provider = `arn:aws:iam::${account}:oidc-provider/token.actions.githubusercontent.com`;
  const identity = `{"type":"WebIdentityUser","principalId":"${provider}:sts.amazonaws.com:${subject}","userName":"${subject}","identityProvider":"${provider}"}`;
  const context = `,"webIdFederationData":{"federatedProvider":"${provider}","attributes":{}}`;
  return {
    turnsPerWeek: 40,
    recordsPerTurn: 1 + DEPLOY.length + STACK.length + 2,
    act: (atMs, random) => {
      const session = roleCredential(`arn:aws:iam::${account}:role/deploy-${n}`, 'GitHubActions', atMs, random, {
        context,
      });
      const runner = host('192.0.2', random.below(250)); // hosted runners are somewhere else every time
      const response = `,"subjectFromWebIdentityToken":"${subject}","provider":"${provider}","audience":"sts.amazonaws.com"`;
      const issued = issuing('AssumeRoleWithWebIdentity', session, atMs, random, { response });
      return [
        written({ account, region: REGION, identity, address: runner, userAgent: CI_CLIENT }, issued, atMs, random),
        ...inTurn(caller(session, runner, CI_CLIENT), DEPLOY, atMs, 40, random),
        ...inTurn(
          forwarded(session, 'cloudformation.amazonaws.com', random),
          STACK,
          atMs + 200 * SECOND_MS,
          15,
          random,
        ),
        ...inTurn(forwarded(session, 's3.amazonaws.com', random), [generateDataKey, generateDataKey], atMs, 60, random),
      ];
    },
  };
};

interface Workload {
  readonly service: string;
  readonly roleArn: string;
  readonly sessionName: string;
  readonly issuedName: (atMs: number) => string;
  readonly address: string;
  readonly userAgent: string;
  readonly marks?: RoleMarks;
  /** Records of one delivery: instances get one for each metadata service. */
  readonly deliveries: number;
  readonly lifeMs: number;
  readonly calls: readonly Call[];
}

/** A busy workload's sessions hold dozens of records, not a handful. */
const CALLS_PER_TURN = 20;
/** A turn that begins at the end of a credential's life still ends within it. */
const LAST_TURN_MS = 35 * 60 * SECOND_MS;

/** A workload that a service keeps in credentials: a new one when the old one ends, calls in between. */
const workload = (of: Workload, turnsPerWeek: number): Worker => {
  let current: RoleCredential | undefined;
  let endsMs = 0;
  const deliver = (atMs: number, random: Random): WrittenRecord[] => {
    current = roleCredential(of.roleArn, of.sessionName, atMs, random, of.marks);
    endsMs = atMs + of.lifeMs;
    const service = byService(current.account, of.service);
    const named = { ...current, sessionName: of.issuedName(atMs) };
    return Array.from({ length: of.deliveries }, (_, n) => {
      const key = n === 0 ? named.key : quickKey('ASIA', random);
      const call = issuing('AssumeRole', { ...named, key }, atMs, random, {
        named: false,
        lifeMs: of.lifeMs + LAST_TURN_MS,
        more: `,"sharedEventID":"${quickGuid(random)}"`,
      });
      return written(service, call, atMs, random);
    });
  };
  return {
    turnsPerWeek,
    recordsPerTurn: CALLS_PER_TURN,
    act: (atMs, random) => {
      const delivered = current && atMs < endsMs ? [] : deliver(atMs, random);
      return [
        ...delivered,
        ...inTurn(caller(current!, of.address, of.userAgent), some(of.calls, CALLS_PER_TURN, random), atMs, 20, random),
      ];
    },
  };
};

export const server = (n: number, account: string): Worker => {
  const instanceId = `i-0${hexId(`server ${n}`, 16)}`;
  const roleArn = `arn:aws:iam::${account}:role/web-${n % 12}`;
  const marks = { context: ',"ec2RoleDelivery":"2.0"' };
  const place = {
    sessionName: instanceId,
    issuedName: () => instanceId,
    address: host('198.51.100', n),
    userAgent: SDK,
  };
  return workload(
    { service: 'ec2.amazonaws.com', roleArn, ...place, marks, deliveries: 2, lifeMs: 6 * HOUR_MS, calls: SERVER },
    600,
  );
};

export const lambda = (n: number, account: string): Worker => {
  const name = `function-${n}`;
  const arn = `arn:aws:lambda:${REGION}:${account}:function:${name}`;
  const marks = { extra: `,"inScopeOf":{"issuerType":"AWS::Lambda::Function","credentialsIssuedTo":"${arn}"}` };
  const userAgent =
    'Boto3/1.35.36 md/Botocore#1.35.36 ua/2.0 os/linux lang/python#3.12.6 exec-env/AWS_Lambda_python3.12';
  const issuedName = (atMs: number): string => `awslambda_${n}_${Math.floor(atMs / SECOND_MS)}`;
  const roleArn = `arn:aws:iam::${account}:role/service-role/${name}`;
  const place = { sessionName: name, issuedName, address: host('203.0.113', n), userAgent };
  return workload(
    { service: 'lambda.amazonaws.com', roleArn, ...place, marks, deliveries: 1, lifeMs: 2 * HOUR_MS, calls: FUNCTION },
    500,
  );
};

export const container = (n: number, account: string): Worker => {
  const taskId = hexId(`task ${n}`, 32);
  const roleArn = `arn:aws:iam::${account}:role/task-${n % 20}`;
  const place = { sessionName: taskId, issuedName: () => taskId, address: host('10.4.9', n), userAgent: SDK };
  return workload(
    { service: 'ecs-tasks.amazonaws.com', roleArn, ...place, deliveries: 1, lifeMs: 6 * HOUR_MS, calls: FUNCTION },
    400,
  );
};

/** Auto scaling under its service-linked role: a session of its own each time, calls without key. */
export const autoScaling = (account: string): Worker => ({
  turnsPerWeek: 168,
  recordsPerTurn: 3,
  act: (atMs, random) => {
    const service = 'autoscaling.amazonaws.com';
    const roleArn = `arn:aws:iam::${account}:role/aws-service-role/${service}/AWSServiceRoleForAutoScaling`;
    const session = roleCredential(roleArn, 'AutoScaling', atMs, random, {
      keyless: true,
      extra: `,"invokedBy":"${service}"`,
    });
    return [
      written(byService(account, service), issuing('AssumeRole', session, atMs, random), atMs, random),
      ...inTurn(byService(account, service, session.identity), SCALING, atMs, 4, random),
    ];
  },
});
