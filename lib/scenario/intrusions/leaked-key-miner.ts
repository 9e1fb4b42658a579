import { asking, inTurn, on, refused, type Told } from '../in-turn.ts';
import { BOTO, deploys, mailer } from '../small-company.ts';
import type { Intrusion } from './intrusion.ts';

const bot = mailer.from('203.0.113.88').with({ userAgent: BOTO.replace('1.35.36', '1.26.90') });
const REGIONS = ['us-east-1', 'us-west-2', 'eu-west-1', 'ap-southeast-1', 'sa-east-1', 'eu-north-1'];

const machines = (region: string, instanceType: string, count: number): Told =>
  asking(
    'ec2:RunInstances',
    {
      instancesSet: { items: [{ imageId: 'ami-0c1c30571d2dae5c9', minCount: count, maxCount: count, keyName: 'k1' }] },
      instanceType,
    },
    {
      region,
      response: {
        instancesSet: {
          items: Array.from({ length: count }, (_, n) => ({ instanceId: `i-0${region.length}${n}ab12cd34ef567${n}` })),
        },
      },
    },
  );

/** A key found in a public repository: quotas, a key pair, open ports and accelerated machines in every region. */
export const leakedKeyMiner: Intrusion = {
  source: 'https://unit42.paloaltonetworks.com/malicious-operations-of-exposed-iam-keys-cryptojacking/',
  expects: { origin: 'user/shop-mailer' },
  attack: [
    ...inTurn(on(17, '04:20'), '3s', bot, [
      'sts:GetCallerIdentity',
      'ec2:DescribeRegions',
      refused('iam:ListUsers'),
      asking('servicequotas:RequestServiceQuotaIncrease', {
        serviceCode: 'ec2',
        quotaCode: 'L-1216C47A',
        desiredValue: 512,
      }),
    ]),
    ...REGIONS.flatMap((region, n) =>
      inTurn(on(17, '04:25', n * 20), '3s', bot, [
        ['ec2:DescribeInstanceTypes', { region }],
        ['ec2:DescribeSecurityGroups', { region }],
        asking('ec2:CreateKeyPair', { keyName: 'k1' }, { region }),
        asking('ec2:CreateSecurityGroup', { groupName: 'k1', groupDescription: 'k1' }, { region }),
        machines(region, 'g5.12xlarge', 4),
      ]),
    ),
  ],
  // A training run of the data team, through the pipeline, in the company's region.
  twin: inTurn(on(17, '09:40'), '25s', deploys[17]!, [
    'ec2:DescribeInstanceTypes',
    asking('ec2:CreateSecurityGroup', { groupName: 'training', groupDescription: 'training' }),
    machines('eu-central-1', 'g5.12xlarge', 2),
  ]),
};
