import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ByteRecordReader } from '#engine/decode/byte-record.ts';
import { decodeRecord } from '#engine/decode/decode-record.ts';
import { rawRecord } from './fixtures/raw-record.ts';
import { tell } from './fixtures/told.ts';

const CALLS = [
  ['s3', 'GetObject'],
  ['s3', 'PutObject'],
  ['s3', 'PutObjectAcl'],
  ['ssm', 'GetParameter'],
  ['secretsmanager', 'GetSecretValue'],
  ['dynamodb', 'PutItem'],
  ['kms', 'Decrypt'],
  ['iam', 'CreateAccessKey'],
] as const;
const REQUESTS = [
  null,
  '{"bucketName":"one","key":"a"}',
  '{"bucketName":"one","key":"b"}',
  '{ "key" : "b", "bucketName" : "one" }',
  '{"bucketName":"one","bucketName":"two","key":"a"}',
  '{"bucketName":["one"],"bucketName":"two","key":"a"}',
  '{"bucket\\u004eame":"two","key":"a"}',
  '{"bucketName":"o\\u006ee","key":"a"}',
  '{"bucketName":"","key":"a"}',
  '{"bucketName":null,"key":"a"}',
  '{"bucketName":7,"key":"a"}',
  '{"bucketName":"öne","key":"a"}',
  '{"key":{"bucketName":"one"}}',
  '{"bucketName":"one","x-amz-server-side-encryption-customer-algorithm":"AES256"}',
  '{"bucketName":"one","x-amz-server-side-encryption-aws-kms-key-id":"AES256"}',
  '{"bucketName":"one","x-amz-acl":"public-read"}',
  '{"name":"/app/flags","secretId":"app/database","tableName":"orders","userName":"ann"}',
  '{"name":"/app/flags","withDecryption":true,"secretId":"app/other","tableName":"carts"}',
  '["bucketName"]',
  '"bucketName"',
  '{}',
];
const RESOURCES = [
  undefined,
  [{ accountId: '111122223333', ARN: 'arn:aws:dynamodb:eu-west-1:111122223333:table/orders' }],
  [{ accountId: '111122223333', ARN: 'arn:aws:dynamodb:eu-west-1:111122223333:table/carts' }],
];
const RESPONSES = [null, null, { aRN: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:app/database-AbCdEf' }];
const ERRORS = [{}, {}, {}, { errorCode: 'AccessDenied', errorMessage: 'not allowed on resource: arn:aws:s3:::one/a' }];
const CALLERS = ['arn:aws:iam::111122223333:user/ann', 'arn:aws-cn:iam::111122223333:user/ann'];

const call = fc.record({
  call: fc.constantFrom(...CALLS),
  request: fc.constantFrom(...REQUESTS),
  resources: fc.constantFrom(...RESOURCES),
  responseElements: fc.constantFrom(...RESPONSES),
  error: fc.constantFrom(...ERRORS),
  arn: fc.constantFrom(...CALLERS),
  awsRegion: fc.constantFrom('eu-west-1', 'us-east-1'),
  recipientAccountId: fc.constantFrom('111122223333', '444455556666'),
});

describe('what equal calls did is remembered', () => {
  it('and never told of a call that differs in anything it hangs on', () => {
    const reader = new ByteRecordReader();
    fc.assert(
      fc.property(fc.array(call, { minLength: 40, maxLength: 80 }), (calls) => {
        const texts = calls.map(({ call: [service, eventName], request, error, arn, ...rest }) => {
          const record = rawRecord({
            ...rest,
            ...error,
            eventSource: `${service}.amazonaws.com`,
            eventName,
            userIdentity: { type: 'IAMUser', userName: 'ann', arn, accountId: '111122223333' },
            requestParameters: 'REQUEST',
          });
          return JSON.stringify(record).replace('"REQUEST"', () => request ?? 'null');
        });
        const expected = texts.map((text) => decodeRecord(JSON.parse(text)));
        expect(tell(`{"Records":[${texts.join()}]}`, undefined, reader).activities).toEqual(expected);
      }),
      { numRuns: 100 },
    );
  });
});
