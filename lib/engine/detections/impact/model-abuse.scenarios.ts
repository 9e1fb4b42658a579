import type { Actor } from '#scenario/actor.ts';
import { iamUser } from '#scenario/identity.ts';
import { at, every, type Step } from '#scenario/story.ts';
import { daily, daysOfWork, deployer, employee, machine, monday, stranger } from '#scenario/usual-cast.ts';

const alice = at('-1m', employee.begins);
const model = (n = 0) => `vendor.model-${n}-v1:0`;
const called = (by: Actor, times: number, models = 1, more = {}): Step[] =>
  every('2s', times, '+1m', by, 'bedrock:InvokeModel', (n) => ({ request: { modelId: model(n % models) }, ...more }));
const opened = (by: Actor): Step =>
  at('+0m', by, 'bedrock:PutFoundationModelEntitlement', { request: { modelId: model() } });
const regions = (count: number, by: Actor): Step[] =>
  every('10s', count, '+0m', by, 'bedrock:Converse', (n) => ({
    request: { modelId: model() },
    region: ['us-east-1', 'us-west-2', 'eu-central-1'][n]!,
  }));

export const fires = {
  'one record: access to a model is opened': monday(opened(stranger)),
  'access is opened, and the model called': monday(opened(stranger), called(stranger, 1)),
  'five models within an hour': monday(called(stranger, 5, 5)),
  'one model in three regions': monday(regions(3, stranger)),
  'three models refuse': monday(called(stranger, 3, 3, { error: 'AccessDenied' })),
  'three models are asked for nonsense': monday(called(stranger, 3, 3, { error: 'ValidationException' })),
  'a hundred calls by one that never called in a week': monday(daysOfWork(stranger, 8), called(stranger, 100)),
  'on the third day in the log’s middle': monday(
    at('-9d', iamUser('other'), 's3:ListBuckets'),
    daily(3, stranger, 'bedrock:PutFoundationModelEntitlement', { request: { modelId: model() } }),
  ),
};

export const staysLow = {
  'two models refuse': monday(called(stranger, 2, 2, { error: 'AccessDenied' })),
  'a function opens access': monday(at('-1m', machine.begins), opened(machine)),
};

export const staysQuiet = {
  'four models within an hour': monday(called(stranger, 8, 4)),
  'one model in two regions': monday(regions(2, stranger)),
  'an application calls its model all day, from the log’s first day': monday(called(stranger, 300)),
  'ninety-nine calls by one that never called in a week': monday(daysOfWork(stranger, 8), called(stranger, 99)),
  'a person opens access and tries a model': monday(alice, opened(employee), called(employee, 3)),
  'Terraform opens access': monday(opened(deployer)),
  'a gateway opens models every day': monday(
    daily(5, stranger, 'bedrock:PutFoundationModelEntitlement', { request: { modelId: model() } }),
  ),
};
