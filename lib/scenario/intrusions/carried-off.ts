import { guid } from '../ids.ts';
import { asking, inTurn, on, type Told } from '../in-turn.ts';
import { DATA, dana, PROD } from '../small-company.ts';
import type { Intrusion } from './intrusion.ts';

/** Images, disks and a repository are opened to an account. */
const opening = (account: string): readonly Told[] => [
  'ec2:DescribeImages',
  ...['ami-0f11aa22bb33cc44d', 'ami-0a55bb66cc77dd88e'].map((imageId) =>
    asking('ec2:ModifyImageAttribute', {
      imageId,
      attributeType: 'launchPermission',
      launchPermission: { add: { items: [{ userId: account }] } },
    }),
  ),
  asking('ec2:ModifySnapshotAttribute', {
    snapshotId: 'snap-0d41b7e29ac05f638',
    attributeType: 'CREATE_VOLUME_PERMISSION',
    createVolumePermission: { add: { items: [{ userId: account }] } },
  }),
];

/** Somebody about to leave opens what was built here to an account of their own: from the office, in working hours. */
export const carriedOff: Intrusion = {
  source: 'https://attack.mitre.org/techniques/T1578/001/',
  expects: { origin: guid('user dana@harbour.example') },
  attack: [
    ...inTurn(on(16, '10:30'), '90s', dana[16]!, opening('666677778888')),
    ...inTurn(on(16, '10:50'), '90s', dana[16]!, [
      asking('dynamodb:ExportTableToPointInTime', {
        tableArn: `arn:aws:dynamodb:eu-central-1:${PROD}:table/orders`,
        s3Bucket: 'dk-archive',
        s3BucketOwner: '666677778888',
      }),
    ]),
  ],
  // The data account gets the same, and the export stays at home.
  twin: [
    ...inTurn(on(16, '10:30'), '90s', dana[16]!, opening(DATA)),
    ...inTurn(on(16, '10:50'), '90s', dana[16]!, [
      asking('dynamodb:ExportTableToPointInTime', {
        tableArn: `arn:aws:dynamodb:eu-central-1:${PROD}:table/orders`,
        s3Bucket: 'harbour-archive',
      }),
    ]),
  ],
};
