import type { Params } from '../../actions/meaning.ts';
import { type PolicyMeaning, readPolicy } from '../../actions/policy-allows.ts';
import type { Case } from '../../case.ts';
import type { ParamValue } from '../../model/deed.ts';
import { oncePerCase } from '../once-per-case.ts';
import { remembered } from '../remembered.ts';

/** What a policy allows and denies; actions are words where only AWS's name of it is known. Undefined: not in the log. */
export type Power = PolicyMeaning | undefined;

/** What AWS's best known policies come to (AWS managed policy reference); `X…FullAccess` speaks for itself. */
const MANAGED: Readonly<Record<string, readonly string[]>> = {
  AdministratorAccess: ['*'],
  PowerUserAccess: ['everything but iam and organizations'],
  SystemAdministrator: ['everything a system administrator needs'],
  IAMFullAccess: ['iam:*'],
  AmazonEKSClusterAdminPolicy: ['everything in the cluster'],
  AWSOrganizationsFullAccess: ['organizations:*'],
  AmazonS3FullAccess: ['s3:*'],
  AmazonEC2FullAccess: ['ec2:*'],
  AmazonSSMFullAccess: ['ssm:*'],
  AWSLambda_FullAccess: ['lambda:*', 'iam:PassRole'],
  SecretsManagerReadWrite: ['secretsmanager:*'],
  AWSKeyManagementServicePowerUser: ['kms:*'],
  AmazonDynamoDBFullAccess: ['dynamodb:*'],
  AmazonRDSFullAccess: ['rds:*'],
  AmazonBedrockFullAccess: ['bedrock:*'],
  AmazonSESFullAccess: ['ses:*'],
  AWSCloudTrail_FullAccess: ['cloudtrail:*'],
};

/** What attaching, putting or setting a policy gives, as far as this log tells the policy's content up to the moment. */
export const powerOf = (file: Case, params: Params, policy: string | undefined, row: number): Power => {
  if (params['policyDocument'] !== undefined) return readPolicy(params['policyDocument']);
  const arn = policy ?? String(params['policyArn'] ?? '');
  const name = arn.slice(arn.lastIndexOf('/') + 1);
  if (arn.includes('::aws:')) return managed(name);
  const version = params['versionId'];
  return version === undefined
    ? defaultOf(file, arn, row)
    : toldBefore(file, arn, row, (one) => one.version === version);
};

/** What the policy's default version said before the record. */
export const defaultOf = (file: Case, policy: string, row: number): Power =>
  toldBefore(file, policy, row, ({ isDefault }) => isDefault);

const toldBefore = (file: Case, policy: string, row: number, isMeant: (one: Told) => boolean): Power => {
  const told = documentsOf(file)
    .get(policy)
    ?.findLast((one) => file.facts.compare(one.row, row) < 0 && isMeant(one));
  return told ? readPolicy(told.document) : undefined;
};

const managed = (name: string): PolicyMeaning => ({
  allows: (Object.hasOwn(MANAGED, name) ? MANAGED[name]! : [`what ${name} allows`]).map((action) => ({
    action,
    except: [],
    heldTo: [],
    isWide: true,
  })),
  denies: [],
});

interface Told {
  readonly row: number;
  readonly document: ParamValue;
  readonly version: string;
  readonly isDefault: boolean;
}

/** The documents of this log's own policies, by their ARN, in time. One pass over the rows that carry one. */
const documentsOf = oncePerCase((file): ReadonlyMap<string, readonly Told[]> => {
  const { facts } = file;
  const documents = new Map<string, Told[]>();
  const carries = Array.from({ length: facts.shapeCount }, (_, number) => {
    const { meaning, outcome } = file.shape(number);
    return meaning.params?.['policyDocument'] !== undefined && outcome === 'success';
  });
  for (let row = 0; row < facts.size; row++) {
    if (!carries[facts.shapeOf(row)]) continue;
    const { deed, shape } = file.useOf(row);
    const policy = deed?.resources.find((one) => one.includes(':policy/'));
    const document = deed?.params['policyDocument'];
    if (policy === undefined || document === undefined) continue;
    const isNew = shape.meaning.effect === 'create';
    const version = isNew ? 'v1' : String(deed?.params['versionId'] ?? '');
    const isDefault = isNew || String(deed?.params['setAsDefault']) === 'true';
    remembered(documents, policy, (): Told[] => []).push({ row, document, version, isDefault });
  }
  for (const told of documents.values()) told.sort((a, b) => facts.compare(a.row, b.row));
  return documents;
});
