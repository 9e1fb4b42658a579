import type { ActionMeaning } from '../meaning.ts';
import { compute } from './compute.ts';
import { containers } from './containers.ts';
import { databases } from './databases.ts';
import { iam } from './iam.ts';
import { logging } from './logging.ts';
import { messagingAndMail } from './messaging-and-mail.ts';
import { models } from './models.ts';
import { network } from './network.ts';
import { operations } from './operations.ts';
import { organizations } from './organizations.ts';
import { secretsAndKeys } from './secrets-and-keys.ts';
import { serverless } from './serverless.ts';
import { storage } from './storage.ts';
import { stsAndSignIn } from './sts-and-sign-in.ts';

/**
 * Every action the product knows by name. Names of calls and their fields are CloudTrail's; which calls intruders use
 * follows TrailDiscover, Stratus Red Team and hackingthe.cloud. Parameter names mean the same in every row:
 * `policyDocument` (identity policy), `trustDocument` (who may assume), `resourcePolicy` (on a resource), `roleArn` (a
 * role the call hands to something), `principals`, `accounts`, `groups` (let in), `ownAccount` (the record's),
 * `cidrs`, `fromPorts`, `toPorts`, `bucket` and `destination` (where data goes), `exportKey` (what it is encrypted
 * under there), `bootScript` and `newPassword` (true: given, not read).
 */
export const catalogue: readonly ActionMeaning[] = [
  ...iam,
  ...stsAndSignIn,
  ...organizations,
  ...logging,
  ...secretsAndKeys,
  ...storage,
  ...databases,
  ...compute,
  ...network,
  ...containers,
  ...serverless,
  ...operations,
  ...messagingAndMail,
  ...models,
];
