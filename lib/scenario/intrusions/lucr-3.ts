import { BROWSER } from '../identity.ts';
import { asking, inTurn, on, refused } from '../in-turn.ts';
import { identityCenter } from '../issuing-console.ts';
import { createdKey } from '../issuing-users.ts';
import { directoryId, secret } from '../small-company.ts';
import { at } from '../story.ts';
import type { Intrusion } from './intrusion.ts';

/** The engineer's sign-in in somebody else's hands: her phone number was taken over. */
const taken = identityCenter('dana@harbour.example', 'PlatformAdmin', { console: true, address: '203.0.113.140' });
const shell = taken.with({
  userAgent: 'aws-cli/2.27.50 exec-env/CloudShell md/awscrt#0.26.1 ua/2.1 os/linux lang/python#3.13.4',
  address: '3.120.181.40',
});
const key = createdKey(taken, 'shop-mailer');
const back = key.from('203.0.113.141').with({ userAgent: 'S3 Browser/12.2.9 (https://s3browser.com)' });
/** The same engineer at a conference. */
const travelling = identityCenter('dana@harbour.example', 'PlatformAdmin', { address: '198.19.140.21' });

const SECRETS = [
  'shop/database',
  'shop/payment',
  'crm/token',
  'erp/sftp',
  'vpn/psk',
  'git/deploy',
  'okta/api',
  'dns/api',
];

/**
 * A person's sign-in from a strange network: secrets through CloudShell, GuardDuty off, the trail stopped, a key for
 * later, S3 by a browser of its own.
 */
export const lucr3: Intrusion = {
  source: 'https://permiso.io/blog/lucr-3-scattered-spider-getting-saas-y-in-the-cloud',
  expects: { origin: directoryId('dana') },
  attack: [
    at(on(17, '21:05'), taken.begins),
    ...inTurn(on(17, '21:06'), '15s', taken.with({ userAgent: BROWSER }), [
      'iam:ListUsers',
      'organizations:ListAccounts',
      'ec2:DescribeInstances',
      'billingconsole:GetBillingPreferences',
      'ssm:DescribeInstanceInformation',
      'cloudshell:CreateEnvironment',
    ]),
    ...inTurn(on(17, '21:12'), '5s', shell, ['secretsmanager:ListSecrets', ...SECRETS.map(secret)]),
    ...inTurn(on(17, '21:20'), '40s', taken, [
      'guardduty:ListDetectors',
      asking('guardduty:DeleteDetector', { detectorId: '6ab6e6ee780ed494f3b7ca56acdc74df' }),
      asking('cloudtrail:StopLogging', { name: 'main' }),
    ]),
    at(on(17, '21:24'), key.begins),
    ...inTurn(on(17, '22:10'), '30s', back, ['s3:ListBuckets', refused('iam:ListUsers')]),
    ...inTurn(
      on(17, '22:15'),
      '6s',
      back,
      Array.from({ length: 30 }, (_, n) =>
        asking(
          's3:GetObject',
          { bucketName: 'harbour-contracts', key: `2025/${n}.pdf` },
          { resources: [`arn:aws:s3:::harbour-contracts/2025/${n}.pdf`] },
        ),
      ),
    ),
  ],
  twin: [
    at(on(17, '10:05'), travelling.begins),
    ...inTurn(on(17, '10:08'), '50s', travelling, [
      'ec2:DescribeInstances',
      'cloudwatch:DescribeAlarms',
      'guardduty:ListDetectors',
      'secretsmanager:ListSecrets',
      secret('shop/database'),
      asking('ssm:StartSession', { target: 'i-0c3fae21b7d954c10' }, { response: { sessionId: 'dana-0a2' } }),
      'iam:ListRoles',
    ]),
  ],
};
