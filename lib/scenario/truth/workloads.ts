import { ecsTask, instance, lambdaFunction, podIdentity, serviceLinkedRole } from '../issuing-workload.ts';
import { at } from '../story.ts';
import { EXACT, type Names, STRONG, type TruthCase } from './truth-case.ts';

/** Two deliveries in one second with different keys, and a refresh hours later: each key leads to its own record. */
const instanceRefreshed = (names: Names): TruthCase => {
  const roleArn = names.roleArn(names.account('a'), names.name('web'));
  const instanceId = 'i-0a1b2c3d4e5f60718';
  const [morning, noon] = [instance(roleArn, instanceId), instance(roleArn, instanceId)];
  const [first, second] = [at('+0m', morning.begins), at('+5h50m', noon.begins)];
  const early = ['+1m', '+2h', '+6h'].map((offset) => at(offset, morning, 's3:GetObject'));
  const late = ['+5h51m', '+8h'].map((offset) => at(offset, noon, 's3:GetObject'));
  return {
    about: 'an instance and its refreshed credential',
    start: names.start,
    steps: [first, second, ...early, ...late],
    links: [
      { issuance: [first, 1], uses: early, ...EXACT },
      { issuance: [second, 1], uses: late, ...EXACT },
    ],
    sessions: [early, late],
  };
};

/** The issuing records are not ours: nothing to link, yet each session is one. */
const withoutIssuance = (names: Names): TruthCase => {
  const account = names.account('b');
  const host = instance(names.roleArn(account, names.name('hidden-host')), 'i-0ffffffffffffff01');
  const resize = lambdaFunction(names.name('resize'), names.roleArn(account, names.name('resize-role')));
  const lost = [at('+0m', host.begins), at('+0m', resize.begins)];
  const hosts = ['+1m', '+2h'].map((offset) => at(offset, host, 's3:GetObject'));
  const functions = ['+3m', '+1h'].map((offset) => at(offset, resize, 's3:PutObject'));
  return {
    about: 'instance and function whose issuance is not in the log',
    start: names.start,
    steps: [...lost, ...hosts, ...functions],
    lost,
    unlinked: [...hosts, ...functions],
    sessions: [hosts, functions],
  };
};

const containers = (names: Names): TruthCase => {
  const account = names.account('a');
  const task = ecsTask(names.roleArn(account, names.name('task')), names.name('import'));
  const node = instance(names.roleArn(account, names.name('node')), 'i-0123456789abcdef0');
  const pod = podIdentity(node, names.roleArn(account, names.name('pod')), {
    cluster: 'prod',
    namespace: 'shop',
    serviceAccount: 'api',
    name: names.name('api'),
  });
  const [taskBegins, nodeBegins, podBegins] = [at('+0m', task.begins), at('+1m', node.begins), at('+2m', pod.begins)];
  const tasks = ['+5m', '+1h'].map((offset) => at(offset, task, 's3:GetObject'));
  const pods = ['+7m', '+2h'].map((offset) => at(offset, pod, 'dynamodb:GetItem'));
  return {
    about: 'an ECS task and a pod',
    start: names.start,
    steps: [taskBegins, nodeBegins, podBegins, ...tasks, ...pods],
    links: [
      { issuance: taskBegins, uses: tasks, ...EXACT },
      { issuance: [nodeBegins, 1], uses: [[podBegins, 0]], ...EXACT },
      { issuance: [podBegins, 1], uses: pods, ...EXACT },
    ],
    sessions: [tasks, pods],
    tolerated: [{ issuance: [podBegins, 0], uses: [[podBegins, 1], ...pods] }],
  };
};

/** Keyless calls of a service-linked role: one issuance in that second is a strong link, three are none. */
const keyless = (names: Names): TruthCase => {
  const account = names.account('a');
  const slr = () =>
    serviceLinkedRole('inspector2.amazonaws.com', 'AWSServiceRoleForAmazonInspector2', names.name('SLR'), account);
  const [alone, first, second, third] = [slr(), slr(), slr(), slr()] as const;
  const one = at('+0m', alone.begins);
  const several = [first, second, third].map((session) => at('+20m', session.begins));
  const clear = ['+1m', '+2m'].map((offset) => at(offset, alone, 'ec2:DescribeInstances'));
  const unclear = [
    at('+21m', first, 'ec2:DescribeInstances'),
    at('+22m', second, 'ec2:DescribeImages'),
    at('+23m', third, 'ec2:DescribeTags'),
  ];
  return {
    about: 'keyless calls with one and with three candidates',
    start: names.start,
    steps: [one, ...several, ...clear, ...unclear],
    links: [{ issuance: one, uses: clear, ...STRONG }],
    unknown: [{ candidates: several, uses: unclear }],
    sessions: [clear, unclear],
  };
};

export const workloads = [instanceRefreshed, withoutIssuance, containers, keyless];
