import type { Node } from 'constructs';
import * as z from 'zod';
import { deployment } from '#engine/config/deployment.ts';

/** Where the hub is, and who of it may read here. */
export interface Hub {
  readonly account: string;
  /** Undefined: the member's own. */
  readonly region?: string;
  /** Shared with whoever reads: asked of them, so that no third party can make the hub read for it. */
  readonly externalId?: string;
  /** Only principals of this organisation. */
  readonly organizationId?: string;
}

const hubContext = z.object({
  hubAccount: z
    .string()
    .regex(/^\d{12}$/, 'hubAccount: expected an account id of 12 digits')
    .optional(),
  hubRegion: z
    .string()
    .regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'hubRegion: expected a region such as us-east-1')
    .optional(),
  // IAM's own rule for it.
  externalId: z
    .string()
    .regex(/^[\w+=,.@:/-]{2,1224}$/, 'externalId: expected 2 to 1224 of A-Z a-z 0-9 +=,.@:/-')
    .optional(),
  organizationId: deployment.shape.organizationId,
});

/** The hub that this account is a member of, from context alone: `-c hubAccount=…`. Undefined: this is the hub. */
export const hubOf = (node: Node): Hub | undefined => {
  const { hubAccount, ...rest } = hubContext.parse(
    Object.fromEntries(Object.keys(hubContext.shape).map((key) => [key, node.tryGetContext(key)])),
  );
  if (hubAccount === undefined) return undefined;
  const { hubRegion, externalId, organizationId } = rest;
  return { account: hubAccount, region: hubRegion, externalId, organizationId };
};
