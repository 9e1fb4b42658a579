import { type Actor, actorOf, type Draft, type IssuedActor, issuedActor, type Scene } from './actor.ts';
import { callDraft } from './call.ts';
import { REGION, roleSession, service } from './identity.ts';
import { accessKeyId, guid, hexId, sessionToken } from './ids.ts';
import { assumeRole } from './issuing-roles.ts';
import { proseTime } from './times.ts';

const SDK = 'aws-sdk-go-v2/1.32.6 os/linux lang/go#1.23.4 md/GOOS#linux md/GOARCH#amd64';

export interface WorkloadOptions {
  readonly address?: string;
  readonly region?: string;
  readonly roleId?: string;
}

/** A service assumes the workload's role and hands the credential over; the response holds no `assumedRoleUser`. */
const delivery = (
  scene: Scene,
  by: Actor,
  atMs: number,
  roleArn: string,
  sessionName: string,
  key: string,
  hours: number,
): Draft => ({
  ...callDraft(scene, by, atMs, 'sts:AssumeRole', {
    request: { roleArn, roleSessionName: sessionName },
    response: {
      credentials: {
        accessKeyId: key,
        sessionToken: sessionToken(key),
        expiration: proseTime(atMs + hours * 3_600_000),
      },
    },
    resources: [roleArn],
    account: roleArn.split(':')[4]!,
  }),
  sharedEventID: guid(`delivery ${key}`),
});

/**
 * An EC2 instance under its instance profile: `instance('arn:…:role/web', 'i-0abc…')`. Its credential arrives in two
 * records of one second with different keys, one for each metadata service; the instance uses the IMDSv2 one.
 */
export const instance = (roleArn: string, instanceId: string, options: WorkloadOptions = {}): IssuedActor => {
  const { address = '10.0.4.17', region = REGION } = options;
  const holder = roleSession({
    roleArn,
    sessionName: instanceId,
    context: { ec2RoleDelivery: '2.0' },
    ...(options.roleId ? { roleId: options.roleId } : {}),
  });
  const by = service('ec2.amazonaws.com').with({ region });
  return issuedActor(actorOf(holder, { address, userAgent: SDK, region, invokedBy: '' }), (scene, atMs) => {
    const { issuedKey } = scene.life(holder);
    const unused = accessKeyId('ASIA', holder.account, `IMDSv1 beside ${issuedKey}`);
    return [unused, issuedKey].map((key) => delivery(scene, by, atMs, roleArn, instanceId, key, 6));
  });
};

/** A Lambda function: session name = function name, and `inScopeOf` says whose. `begins` shows the service's AssumeRole. */
export const lambdaFunction = (functionName: string, roleArn: string, options: WorkloadOptions = {}): IssuedActor => {
  const { address = '3.68.10.21', region = REGION } = options;
  const account = roleArn.split(':')[4]!;
  const arn = `arn:aws:lambda:${region}:${account}:function:${functionName}`;
  const holder = roleSession({
    roleArn,
    sessionName: functionName,
    extra: { inScopeOf: { issuerType: 'AWS::Lambda::Function', credentialsIssuedTo: arn } },
    ...(options.roleId ? { roleId: options.roleId } : {}),
  });
  const userAgent =
    'Boto3/1.35.36 md/Botocore#1.35.36 ua/2.0 os/linux lang/python#3.12.6 exec-env/AWS_Lambda_python3.12';
  const by = service('lambda.amazonaws.com').with({ region });
  return issuedActor(actorOf(holder, { address, userAgent, region, invokedBy: '' }), (scene, atMs) => {
    const key = accessKeyId('ASIA', account, `lambda's own ${scene.life(holder).issuedKey}`);
    return [delivery(scene, by, atMs, roleArn, `awslambda_111_${Math.floor(atMs / 1000)}`, key, 2)];
  });
};

/** An ECS task; session name = task id. */
export const ecsTask = (roleArn: string, taskName: string, options: WorkloadOptions = {}): IssuedActor => {
  const { address = '10.0.9.31', region = REGION } = options;
  const taskId = hexId(`task ${taskName}`, 32);
  const holder = roleSession({ roleArn, sessionName: taskId, ...(options.roleId ? { roleId: options.roleId } : {}) });
  const by = service('ecs-tasks.amazonaws.com').with({ region });
  return issuedActor(actorOf(holder, { address, userAgent: SDK, region, invokedBy: '' }), (scene, atMs) => [
    delivery(scene, by, atMs, roleArn, taskId, scene.life(holder).issuedKey, 6),
  ]);
};

export interface Pod {
  readonly cluster: string;
  readonly namespace: string;
  readonly serviceAccount: string;
  readonly name: string;
}

/** A pod under EKS Pod Identity: the node asks (`AssumeRoleForPodIdentity`), the service assumes the role with tags. */
export const podIdentity = (node: Actor, roleArn: string, pod: Pod): IssuedActor => {
  const sessionName = `eks-${pod.cluster}-${pod.name.slice(0, 12)}-${guid(`pod ${pod.cluster} ${pod.name}`)}`.slice(
    0,
    64,
  );
  const tags = {
    'eks-cluster-name': pod.cluster,
    'kubernetes-namespace': pod.namespace,
    'kubernetes-service-account': pod.serviceAccount,
    'kubernetes-pod-name': pod.name,
  };
  const assumed = assumeRole(service('pods.eks.amazonaws.com').with({ region: node.region }), roleArn, sessionName, {
    durationSeconds: 21_600,
    tags,
  });
  return issuedActor(actorOf(assumed.holder, { ...node, userAgent: SDK }), (scene, atMs) => [
    callDraft(scene, node, atMs, 'eks-auth:AssumeRoleForPodIdentity', {
      request: { clusterName: pod.cluster, token: 'HIDDEN_DUE_TO_SECURITY_REASONS' },
    }),
    ...assumed.begins.drafts(scene, atMs),
  ]);
};

/**
 * A service at work under its service-linked role: calls without key, `invokedBy` the service.
 * `serviceLinkedRole('inspector2.amazonaws.com', 'AWSServiceRoleForAmazonInspector2', 'SLRManagement', account)`.
 */
export const serviceLinkedRole = (
  principal: string,
  roleName: string,
  sessionName: string,
  account: string,
): IssuedActor => {
  const roleArn = `arn:aws:iam::${account}:role/aws-service-role/${principal}/${roleName}`;
  return assumeRole(service(principal), roleArn, sessionName, {
    keys: 'none',
    durationSeconds: 900,
    extra: { invokedBy: principal },
  });
};
