import type { Actor } from '#scenario/actor.ts';
import { HOME, iamUser, session } from '#scenario/identity.ts';
import { identityCenter } from '#scenario/issuing-console.ts';
import { createdKey } from '#scenario/issuing-users.ts';
import { at, every } from '#scenario/story.ts';
import { monday, stranger } from '#scenario/usual-cast.ts';

const BOTO = 'Boto3/1.40.0 md/Botocore#1.40.0 ua/2.1 os/linux lang/python#3.12.6';
const look = (by: Actor, offset = '+0m') => at(offset, by, 's3:ListBuckets');
const away = stranger.from('192.0.2.77');
/** Somebody else of the account, so that the log is known to have no hole. */
const others = (days: number) =>
  every('1d', days, `-${days}d`, iamUser('other').from('198.51.100.20'), 's3:ListBuckets');
const fresh = createdKey(iamUser('admin'), 'reports');
const alice = identityCenter('alice', 'Developer');
const later = identityCenter('alice', 'Developer', { address: '192.0.2.77' });
const role = `arn:aws:sts::${HOME}:assumed-role/break/job`;

export const fires = {
  'a key works from elsewhere after thirty days': monday(others(40), look(stranger, '-30d'), look(away)),
  'a key works by another program after two months': monday(
    others(70),
    look(stranger, '-60d'),
    look(stranger.with({ userAgent: BOTO })),
  ),
  'a key is used for the first time a month after it was made': monday(
    others(40),
    at('-35d', fresh.begins),
    look(fresh.from('192.0.2.77')),
  ),
  'a role is taken again from elsewhere': monday(
    others(50),
    look(session(role, '198.51.100.9'), '-45d'),
    look(session(role, '192.0.2.77')),
  ),
};

export const staysLow = {
  'somebody of the directory is back from leave': monday(
    others(50),
    at('-45d', alice.begins),
    look(alice, '-45d'),
    at('-1m', later.begins),
    look(later.from('192.0.2.77')),
  ),
};

export const staysQuiet = {
  'after twenty-nine days': monday(others(40), look(stranger, '-29d'), look(away)),
  'from where it always worked, by the same program': monday(others(70), look(stranger, '-60d'), look(stranger)),
  'the log has a hole': monday(others(10), look(stranger, '-60d'), look(away)),
  'used in between': monday(others(70), look(stranger, '-60d'), look(stranger, '-20d'), look(away)),
  'a key made yesterday': monday(others(40), at('-1d', fresh.begins), look(fresh)),
};
