import { rmSync } from 'node:fs';
import { type App, type Stack, Validations } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { AwsSolutionsChecks } from 'cdk-nag';
import { expect, test } from 'vitest';
import { EVERYTHING, EXISTING, hubIn, memberIn } from './synth.ts';

/** Throws with the findings that no construct gives a reason for. */
const check = (stack: Stack): void => {
  const app = stack.node.root as App;
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  try {
    app.synth();
  } finally {
    rmSync(app.outdir, { recursive: true, force: true });
  }
};

/** The rules take seconds, on a busy machine half a minute. */
const TIMEOUT_MS = 180_000;

const stacks: Readonly<Record<string, () => Stack>> = {
  'the hub': () => hubIn(),
  'the hub with every setting': () => hubIn(EVERYTHING),
  'the hub beside an existing trail': () => hubIn(EXISTING),
  'a member': () => memberIn({ account: '111122223333', externalId: 'trailwarden-1' }),
};

test.each(Object.entries(stacks))(
  '%s keeps the rules of AWS Solutions, or says why not',
  (_, make) => {
    expect(() => check(make())).not.toThrow();
  },
  TIMEOUT_MS,
);

test(
  'one more wildcard would be seen',
  () => {
    const stack = hubIn();
    const role = new Role(stack, 'Stranger', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    role.addToPolicy(new PolicyStatement({ actions: ['dynamodb:*'], resources: ['*'] }));
    expect(() => check(stack)).toThrow();
  },
  TIMEOUT_MS,
);
