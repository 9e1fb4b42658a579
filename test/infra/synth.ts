import { readFileSync, rmSync } from 'node:fs';
import { App, Aspects, type Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Code } from 'aws-cdk-lib/aws-lambda';
import type { Hub } from '../../lib/infra/hub.ts';
import { HubStack } from '../../lib/infra/hub-stack.ts';
import { asTheEmulatorTakesIt } from '../../lib/infra/local.ts';
import { MemberStack } from '../../lib/infra/member-stack.ts';
import { isLocal, type Settings, settingsOf } from '../../lib/infra/settings.ts';

/** What a person would deploy with, flags of cdk.json included. */
const flags: Record<string, unknown> = JSON.parse(
  readFileSync(new URL('../../cdk.json', import.meta.url), 'utf8'),
).context;

/** Every setting other than its default. */
export const EVERYTHING = {
  organizationTrail: '1',
  organizationId: 'o-a1b2c3d4e5',
  memberAccounts: '111122223333,444455556666',
  grantApprovers: 'arn:aws:iam::111122223333:role/team-approvals,arn:aws:iam::111122223333:role/break-glass',
  customerKey: '1',
  objectLockDays: '30',
  trailDays: '400',
  trailPrefix: 'central/',
  batchWindowSeconds: '60',
  messageFormat: 'slack',
  securityHub: '1',
  alarmEmail: 'oncall@example.com',
};
/** The organisation's archive stands already. */
export const EXISTING = {
  trailBucketName: 'aws-controltower-logs-111122223333-us-east-1',
  trailKeyArn: 'arn:aws:kms:us-east-1:111122223333:key/0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9',
};

type Context = Readonly<Record<string, string>>;

/** An app whose functions are stand-ins: templates do not depend on what is in the bundles. */
export const hubIn = (context: Context = {}, configFile?: string): Stack => {
  const { app, settings } = appWith(context);
  return new HubStack(app, 'TrailwardenHub', {
    settings: { ...settings, configFile },
    code: (name) => Code.fromInline(`// ${name}`),
  });
};

export const memberIn = (hub: Hub, context: Context = {}): Stack => {
  const { app, settings } = appWith(context);
  return new MemberStack(app, 'TrailwardenMember', { ...settings, hub });
};

const appWith = (context: Context): { app: App; settings: Settings } => {
  const app = new App({ context: { ...flags, 'aws:cdk:bundling-stacks': [], ...context } });
  if (isLocal(app.node)) Aspects.of(app).add(asTheEmulatorTakesIt);
  return { app, settings: settingsOf(app.node) };
};

export interface Resource {
  readonly Type: string;
  // A template is untyped JSON; tests ask it for what they name.
  // biome-ignore lint/suspicious/noExplicitAny: see above
  readonly Properties: any;
  readonly DeletionPolicy?: string;
}
export type Resources = Readonly<Record<string, Resource>>;

/** The template as it would be deployed; nothing is left on the disk. */
export const templateOf = (stack: Stack): { readonly Resources: Resources; readonly Outputs: object } => {
  try {
    return Template.fromStack(stack).toJSON() as ReturnType<typeof templateOf>;
  } finally {
    rmSync((stack.node.root as App).outdir, { recursive: true, force: true });
  }
};

export const resourcesOf = (stack: Stack): Resources => templateOf(stack).Resources;

export const ofType = (resources: Resources, type: string): [string, Resource][] =>
  Object.entries(resources).filter(([, { Type }]) => Type === type);

export interface Statement {
  readonly Effect: string;
  readonly Action: string | string[];
  readonly Resource?: unknown;
  readonly Principal?: unknown;
  readonly Condition?: unknown;
}

/** All statements of all identity policies, with the policy's logical id. */
export const statementsIn = (resources: Resources): [string, Statement][] =>
  ofType(resources, 'AWS::IAM::Policy').flatMap(([id, { Properties }]) =>
    (Properties.PolicyDocument.Statement as Statement[]).map((statement): [string, Statement] => [id, statement]),
  );

export const listed = <One>(oneOrMore: One | readonly One[]): readonly One[] =>
  Array.isArray(oneOrMore) ? oneOrMore : [oneOrMore as One];
