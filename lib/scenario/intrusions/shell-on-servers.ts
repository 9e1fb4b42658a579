import { asking, inTurn, on, type Told } from '../in-turn.ts';
import { identityCenter } from '../issuing-console.ts';
import { dana, directoryId, PROD, STRANGE_CLI, secret } from '../small-company.ts';
import { at } from '../story.ts';
import type { Intrusion } from './intrusion.ts';

/** A developer's access by the command line, after a call to the help desk in his name. */
const taken = identityCenter('eli@harbour.example', 'Developer', { address: '203.0.113.77' });
const cli = taken.with({ userAgent: STRANGE_CLI });
const command = (instanceId: string): Told =>
  asking(
    'ssm:SendCommand',
    {
      documentName: 'AWS-RunShellScript',
      instanceIds: [instanceId],
      parameters: 'HIDDEN_DUE_TO_SECURITY_REASONS',
      interactive: false,
    },
    { response: { command: { commandId: 'c0ffee00-0000-4000-a000-00000000c0de', status: 'Pending' } } },
  );
const servers = Array.from({ length: 6 }, (_, n) => `i-0f00dbeef00dbeef${n}`);

/** From a person's session into the servers: commands on all of them, a disk copied and mounted, a machine of their own. */
export const shellOnServers: Intrusion = {
  source: 'https://cloud.google.com/blog/topics/threat-intelligence/unc3944-targets-saas-applications',
  expects: { origin: directoryId('eli') },
  attack: [
    at(on(17, '22:05'), taken.begins),
    ...inTurn(on(17, '22:06'), '12s', cli, [
      'sts:GetCallerIdentity',
      'ec2:DescribeInstances',
      'ec2:DescribeVolumes',
      'ssm:DescribeInstanceInformation',
      'iam:ListUsers',
      'iam:ListRoles',
      'secretsmanager:ListSecrets',
      'rds:DescribeDBInstances',
      's3:ListBuckets',
      'organizations:ListAccounts',
      'guardduty:ListDetectors',
      'eks:ListClusters',
      'kms:ListKeys',
    ]),
    ...inTurn(on(17, '22:15'), '30s', cli, [
      ...servers.map(command),
      asking('ec2:ModifyInstanceAttribute', {
        instanceId: servers[0]!,
        userData: '<sensitiveDataRemoved>',
      }),
      asking('guardduty:UpdateDetector', { detectorId: '6ab6e6ee780ed494f3b7ca56acdc74df', enable: false }),
      ...['shop/database', 'shop/payment', 'crm/token', 'erp/sftp', 'vpn/psk', 'git/deploy'].map(secret),
      asking(
        'iam:CreateUser',
        { userName: 'svc-ssm' },
        { response: { user: { userName: 'svc-ssm', arn: `arn:aws:iam::${PROD}:user/svc-ssm` } } },
      ),
      asking('iam:AttachUserPolicy', { userName: 'svc-ssm', policyArn: 'arn:aws:iam::aws:policy/AdministratorAccess' }),
    ]),
  ],
  // The platform engineer patches two servers.
  twin: inTurn(on(17, '10:10'), '60s', dana[17]!, [
    'ssm:DescribeInstanceInformation',
    ...servers.slice(0, 2).map(command),
    'ssm:ListCommandInvocations',
  ]),
};
