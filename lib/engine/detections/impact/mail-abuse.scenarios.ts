import type { Actor } from '#scenario/actor.ts';
import { iamUser } from '#scenario/identity.ts';
import { at, every, type Step } from '#scenario/story.ts';
import { daily, deployer, employee, machine, monday, stranger } from '#scenario/usual-cast.ts';

const QUESTIONS = ['ses:GetSendQuota', 'ses:ListIdentities', 'ses:GetAccountSendingEnabled'];
const REGIONS = ['us-east-1', 'us-west-2', 'eu-central-1'];
const alice = at('-1m', employee.begins);
const asks = (by: Actor, count: number, more = {}): Step[] =>
  QUESTIONS.slice(0, count).map((action, n) => at(`+${n}s`, by, action, more));
const everywhere = (by: Actor, count: number, more = {}): Step[] =>
  REGIONS.slice(0, count).map((region, n) => at(`+${n}s`, by, 'ses:GetSendQuota', { region, ...more }));
const verified = (by: Actor): Step =>
  at('+1m', by, 'ses:VerifyEmailIdentity', { request: { emailAddress: 'a@b.example' } });
const sandbox = (by: Actor, more = {}): Step =>
  at('+1m', by, 'ses:PutAccountDetails', { request: { mailType: 'MARKETING' }, ...more });
const sent = (by: Actor, count: number): Step[] =>
  every('1s', count, '+2m', by, 'ses:SendEmail', { request: { source: 'a@b.example' } });
const one = { request: { emailAddress: 'a@b.example' } };

export const fires = {
  'one record: a sender is verified': monday(verified(stranger)),
  'one record: the sandbox is left': monday(sandbox(stranger)),
  'three different questions': monday(asks(stranger, 3)),
  'one question in three regions, denied': monday(everywhere(stranger, 3, { error: 'AccessDenied' })),
  'questions, a sender, mail': monday(asks(stranger, 1), verified(stranger), sent(stranger, 2)),
  'a question and a hundred mails': monday(asks(stranger, 1), sent(stranger, 100)),
  'on the third day in the log’s middle': monday(
    at('-9d', iamUser('other'), 's3:ListBuckets'),
    daily(3, stranger, 'ses:VerifyEmailIdentity', one),
  ),
};

export const staysLow = {
  'a function verifies a sender': monday(at('-1m', machine.begins), verified(machine)),
  'it was denied to leave the sandbox': monday(sandbox(stranger, { error: 'AccessDenied' })),
};

export const staysQuiet = {
  'two questions in two regions': monday(asks(stranger, 2), everywhere(stranger, 1)),
  'a shop sends its mail': monday(sent(stranger, 300)),
  'a question and ninety-nine mails': monday(asks(stranger, 1), sent(stranger, 99)),
  'a person sets up a sender': monday(alice, asks(employee, 3), verified(employee)),
  'Terraform sets up a sender': monday(verified(deployer)),
  'a service that verifies senders every day': monday(daily(5, stranger, 'ses:VerifyEmailIdentity', one)),
};
