import { guid } from '../ids.ts';
import { asking, inTurn, on, type Told } from '../in-turn.ts';
import { identityCenter } from '../issuing-console.ts';
import { dana, PROD } from '../small-company.ts';
import { at } from '../story.ts';
import type { Intrusion } from './intrusion.ts';

const phished = identityCenter('dana@harbour.example', 'PlatformAdmin', { console: true, address: '203.0.113.171' });
const BUCKETS = ['shop-invoices', 'shop-exports'];

/** A key whose material comes from outside AWS, and buckets that are written under it. */
const ownMaterial = (id: string): readonly Told[] => {
  const arn = `arn:aws:kms:eu-central-1:${PROD}:key/${id}`;
  const key = { resources: [arn] };
  return [
    'kms:ListKeys',
    asking(
      'kms:CreateKey',
      { origin: 'EXTERNAL', description: 'storage' },
      { ...key, response: { keyMetadata: { arn, keyId: id } } },
    ),
    asking('kms:GetParametersForImport', { keyId: id, wrappingAlgorithm: 'RSAES_OAEP_SHA_256' }, key),
    asking('kms:ImportKeyMaterial', { keyId: id, expirationModel: 'KEY_MATERIAL_DOES_NOT_EXPIRE' }, key),
    ...BUCKETS.map((bucketName) =>
      asking('s3:PutBucketEncryption', {
        bucketName,
        ServerSideEncryptionConfiguration: {
          Rule: { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: arn } },
        },
      }),
    ),
  ];
};
const ransom = guid('key of a thief');

/** The material of a key is brought along, the company's buckets are put under it, and the material is taken away again. */
export const keyThrownAway: Intrusion = {
  source: 'https://www.elastic.co/guide/en/security/8.19/aws-kms-imported-key-material-deleted.html',
  expects: { origin: guid('user dana@harbour.example') },
  attack: [
    at(on(16, '22:40'), phished.begins),
    ...inTurn(on(16, '22:42'), '40s', phished, [
      's3:ListBuckets',
      ...ownMaterial(ransom),
      asking(
        'kms:DeleteImportedKeyMaterial',
        { keyId: ransom },
        { resources: [`arn:aws:kms:eu-central-1:${PROD}:key/${ransom}`] },
      ),
    ]),
  ],
  // An auditor asks for key material of the company's own, and it stays.
  twin: inTurn(on(17, '11:20'), '60s', dana[17]!, ownMaterial(guid('key of the company'))),
};
