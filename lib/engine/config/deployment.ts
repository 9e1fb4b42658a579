import * as z from 'zod';

/*
 * How trailwarden stands in an AWS account: what `deploy` in trailwarden.yaml may say, and CDK context under the same
 * names. Only the stacks read it; an answer never depends on it.
 */

const accountId = z.string().regex(/^\d{12}$/, 'expected an account id of 12 digits, in quotes');
const bucketName = z.string().regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'expected the name of a bucket');

export const deployment = z.strictObject({
  trailBucketName: bucketName
    .optional()
    .describe('The bucket that a trail delivers to already; without it, a trail and its bucket are made.'),
  trailPrefix: z.string().min(1).max(900).optional().describe('Only objects below this key prefix are read.'),
  trailKeyArn: z
    .string()
    .regex(/^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/[\w-]+$/, 'expected the ARN of a KMS key')
    .optional()
    .describe("The key that the existing bucket's objects are encrypted with."),
  organizationTrail: z
    .boolean()
    .default(false)
    .describe('The trail that is made covers all accounts of `organizationId`; needs the management account.'),
  organizationId: z
    .string()
    .regex(/^o-[a-z0-9]{10,32}$/, 'expected an organisation id such as o-a1b2c3d4e5')
    .optional()
    .describe('Accounts of this organisation may forward their sensitive calls to the hub.'),
  memberAccounts: z.array(accountId).max(50).default([]).describe('Accounts that may forward, one by one.'),
  grantApprovers: z
    .array(
      z.string().regex(/^arn:aws[a-z-]*:iam::\d{12}:(role|user)\/[\w+=,.@/-]+$/, 'expected the ARN of a role or user'),
    )
    .max(20)
    .default([])
    .describe('Who may put grants as events on the bus `trailwarden-grants`; without any there is no such bus.'),
  fastWay: z
    .boolean()
    .default(true)
    .describe('Sensitive calls are taken from EventBridge within seconds, minutes before their object comes.'),
  customerKey: z.boolean().default(false).describe('One KMS key of your own for the table, quarantine and topics.'),
  objectLockDays: z.int().min(1).max(3650).optional().describe('Delivered objects cannot be deleted for so long.'),
  trailDays: z.int().min(30).max(3650).optional().describe('Delivered objects expire then; without it, never.'),
  factDays: z.int().min(7).max(3650).default(90).describe('How long facts of a record are kept in the table.'),
  batchWindowSeconds: z.int().min(0).max(300).default(30).describe('How long deliveries are gathered before they run.'),
  ingestConcurrency: z.int().min(2).max(1000).default(10).describe('Most copies of `ingest` at once.'),
  backfillConcurrency: z.int().min(1).max(1000).default(10).describe('Most copies of `backfill` at once.'),
  sweepEveryMinutes: z.int().min(15).max(1440).default(60).describe('How often everything kept is judged anew.'),
  messageFormat: z.enum(['json', 'slack']).default('json').describe('Body of what the topics carry.'),
  securityHub: z.boolean().default(false).describe('Findings go to Security Hub too.'),
  alarmEmail: z.email().max(320).optional().describe('Who is told when trailwarden itself is not well.'),
});

/** Settings of the stacks, with defaults. */
export type Deployment = z.output<typeof deployment>;
