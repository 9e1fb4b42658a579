import { asking, inTurn, on, type Told } from '../in-turn.ts';
import { federatedConsole, identityCenter } from '../issuing-console.ts';
import { assumeRole } from '../issuing-roles.ts';
import { federationToken } from '../issuing-users.ts';
import { dana, mailer, OFFICE, role, STRANGE_CLI, secret } from '../small-company.ts';
import { at } from '../story.ts';
import type { Intrusion } from './intrusion.ts';

const thief = mailer.from('203.0.113.52').with({ userAgent: STRANGE_CLI });
const token = federationToken(thief, 'support', { durationSeconds: 129_600 });
const console = federatedConsole(token);
const ROLE_A = role('reporting');
const first = assumeRole(thief, ROLE_A, 'x1');
const second = assumeRole(first, ROLE_A, 'x2');
const third = assumeRole(second, ROLE_A, 'x3');

/** On call in the evening. */
const responder = identityCenter('dana@harbour.example', 'PlatformAdmin', { address: OFFICE });

const QUARANTINE = 'arn:aws:iam::aws:policy/AWSCompromisedKeyQuarantineV3';
const userName = 'shop-mailer';
const quarantine: Told = asking('iam:AttachUserPolicy', { userName, policyArn: QUARANTINE });
const lifted: Told = asking('iam:DetachUserPolicy', { userName, policyArn: QUARANTINE });

/** Quarantined, the key takes the quarantine off, makes itself a federation token and a console, and keeps a role alive. */
export const containmentEvasion: Intrusion = {
  source: 'https://www.rapid7.com/blog/post/2024/09/20/aws-containment-evasion-federation-tokens-role-juggling/',
  expects: { origin: 'user/shop-mailer' },
  attack: [
    ...inTurn(on(17, '19:02'), '20s', thief, ['sts:GetCallerIdentity', 'iam:ListAttachedUserPolicies']),
    at(on(17, '19:18'), responder.begins),
    ...inTurn(on(17, '19:20'), '20s', responder, [quarantine]),
    ...inTurn(on(17, '19:31'), '30s', thief, [lifted]),
    at(on(17, '19:33'), token.begins),
    at(on(17, '19:35'), console.begins),
    ...inTurn(on(17, '19:36'), '40s', console, [
      's3:ListBuckets',
      'ec2:DescribeInstances',
      'secretsmanager:ListSecrets',
    ]),
    at(on(17, '19:40'), first.begins),
    at(on(17, '20:30'), second.begins),
    at(on(17, '21:20'), third.begins),
    ...inTurn(on(17, '21:25'), '10s', third, ['s3:ListBuckets', secret('shop/database')]),
  ],
  // The platform team quarantines the key after a false alarm of its own, and takes that off an hour later.
  twin: [
    ...inTurn(on(17, '10:20'), '20s', dana[17]!, [quarantine]),
    ...inTurn(on(17, '11:25'), '20s', dana[17]!, [lifted]),
    ...inTurn(on(17, '18:00'), '60s', mailer, [asking('ses:SendEmail', { source: 'shop@harbour.example' })]),
  ],
};
