import type { Params } from '../../actions/meaning.ts';
import { statementsOf } from '../../actions/policy-document.ts';
import type { Case } from '../../case.ts';
import type { ParamValue } from '../../model/deed.ts';
import { oncePerCase } from '../once-per-case.ts';
import { remembered } from '../remembered.ts';

/** What a policy allows: IAM's own patterns, or words where only AWS's name of the policy is known. Undefined: not in the log. */
export type Power = readonly string[] | undefined;

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

const listOf = (value: unknown): readonly string[] =>
  (Array.isArray(value) ? value : [value]).filter((one) => typeof one === 'string');

/** Actions that a document allows, denials left out of account; undefined where it is no document or was cut off. */
const powerOfDocument = (document: ParamValue | undefined): Power => {
  const statements = statementsOf(document);
  if (statements === undefined) return undefined;
  return statements
    .filter(({ Effect }) => Effect === 'Allow')
    .flatMap(({ Action, NotAction }) =>
      NotAction === undefined ? listOf(Action) : [`everything but ${listOf(NotAction).join(', ')}`],
    );
};

/** What attaching, putting or setting a policy gives, as far as this log tells the policy's content up to the moment. */
export const powerOf = (file: Case, params: Params, policy: string | undefined, row: number): Power => {
  if (params['policyDocument'] !== undefined) return powerOfDocument(params['policyDocument']);
  const arn = policy ?? String(params['policyArn'] ?? '');
  const name = arn.slice(arn.lastIndexOf('/') + 1);
  if (arn.includes('::aws:')) return managed(name);
  const version = params['versionId'];
  const told = documentsOf(file)
    .get(arn)
    ?.filter(
      (one) =>
        file.facts.compare(one.row, row) < 0 && (version === undefined ? one.isDefault : one.version === version),
    )
    .at(-1);
  return told ? powerOfDocument(told.document) : undefined;
};

const managed = (name: string): Power => (Object.hasOwn(MANAGED, name) ? MANAGED[name] : [`what ${name} allows`]);

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
