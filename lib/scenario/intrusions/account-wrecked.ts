import { iamUser } from '../identity.ts';
import { asking, inTurn, on, type Told } from '../in-turn.ts';
import { consoleLogin } from '../issuing-console.ts';
import { createdKey } from '../issuing-users.ts';
import { deploys, PROD, STRANGE_CLI } from '../small-company.ts';
import { at } from '../story.ts';
import type { Intrusion } from './intrusion.ts';

/** An old administrator of the console, without a second factor. */
const console = consoleLogin(iamUser('admin').from('203.0.113.210'), { mfa: false });
const backdoor = createdKey(console, 'admin-2');
const cli = backdoor.with({ userAgent: STRANGE_CLI });

const many = (action: string, name: string, prefix: string, count: number): readonly Told[] =>
  Array.from({ length: count }, (_, n) => asking(action, { [name]: `${prefix}${n}` }));
const instances = (action: string, count: number): Told =>
  asking(action, {
    instancesSet: { items: Array.from({ length: count }, (_, n) => ({ instanceId: `i-0dead00000000000${n}` })) },
  });

/** Paid or not: the panel in strange hands makes itself further users, then snapshots, machines and buckets go. */
export const accountWrecked: Intrusion = {
  source: 'https://threatpost.com/hacker-puts-hosting-service-code-spaces-out-of-business/106761/',
  expects: { origin: 'user/admin' },
  attack: [
    at(on(17, '20:00'), console.begins),
    ...inTurn(on(17, '20:04'), '20s', console, [
      asking(
        'iam:CreateUser',
        { userName: 'admin-2' },
        { response: { user: { userName: 'admin-2', arn: `arn:aws:iam::${PROD}:user/admin-2` } } },
      ),
      asking('iam:AttachUserPolicy', { userName: 'admin-2', policyArn: 'arn:aws:iam::aws:policy/AdministratorAccess' }),
    ]),
    at(on(17, '20:05'), backdoor.begins),
    ...inTurn(on(17, '21:00'), '5s', cli, [
      ...many('ec2:DeleteSnapshot', 'snapshotId', 'snap-0dead000000000', 12),
      ...many('ec2:DeregisterImage', 'imageId', 'ami-0dead000000000', 4),
      ...many('rds:DeleteDBSnapshot', 'dBSnapshotIdentifier', 'weekly-', 3),
      asking('rds:DeleteDBInstance', { dBInstanceIdentifier: 'shop-db', skipFinalSnapshot: true }),
      instances('ec2:TerminateInstances', 6),
      ...many('s3:DeleteBucket', 'bucketName', 'harbour-b', 5),
    ]),
  ],
  // The pipeline takes down a preview of weeks ago, database and buckets and all.
  twin: inTurn(on(17, '09:40'), '5s', deploys[17]!, [
    instances('ec2:TerminateInstances', 2),
    asking('rds:DeleteDBInstance', { dBInstanceIdentifier: 'preview-db', skipFinalSnapshot: true }),
    ...many('s3:DeleteBucket', 'bucketName', 'harbour-old-preview-', 3),
    ...many('ec2:DeleteSnapshot', 'snapshotId', 'snap-0aaaa000000000', 3),
  ]),
};
