import type { Grant } from '#engine/grants/grant.ts';
import { parseGrant } from '#engine/grants/parse-grant.ts';
import { type Config, DEFAULT_CONFIG } from '#engine/model/config.ts';
import type { JsonObject } from '#engine/model/json.ts';
import type { IssuedActor, TrailRecord } from './actor.ts';
import { HOME } from './identity.ts';
import { identityCenter } from './issuing-console.ts';
import { at, type Step, story } from './story.ts';

/** Roles for administration need a grant; nothing else is said. */
export const JIT: Config = { ...DEFAULT_CONFIG, jit: { roles: ['arn:aws:iam::*:role/*Admin*'], tailSeconds: 0 } };

/** A role outside the directory that needs a grant. */
export const DATABASE_ADMIN = `arn:aws:iam::${HOME}:role/DatabaseAdmin`;

/** Alice may be ProdAdmin from nine to ten, as Carol said; any of it may be told otherwise. Throws where it is no grant. */
export const granted = (change: JsonObject = {}): Grant => {
  const read = parseGrant({
    id: 'CHG-7',
    principal: 'alice@example.com',
    role: 'ProdAdmin',
    accountId: HOME,
    from: '2026-03-02T09:00:00Z',
    to: '2026-03-02T10:00:00Z',
    requestedBy: 'alice@example.com',
    approvedBy: 'carol@example.com',
    status: 'approved',
    ...change,
  });
  if ('fault' in read) throw new Error(`${read.fault.field}: ${read.fault.reason}`);
  return read.grant;
};

/** Somebody of the directory under a permission set, on the command line. */
export const admin = (user = 'alice@example.com', account: string = HOME): IssuedActor =>
  identityCenter(user, 'ProdAdmin', { account });

/** A morning on which the grant of nine to ten begins at `+0m`. */
export const morning = (...parts: readonly (Step | readonly Step[])[]): TrailRecord[] =>
  story('2026-03-02T09:00:00Z', ...parts);

/** A session begins and, a minute later, restarts a database. */
export const works = (begins: string, by: IssuedActor, ...later: readonly string[]): Step[] => [
  at(begins, by.begins),
  ...[minuteAfter(begins), ...later].map((offset) =>
    at(offset, by, 'rds:RebootDBInstance', { request: { dBInstanceIdentifier: 'orders' } }),
  ),
];

const minuteAfter = (offset: string): string => {
  const minutes = /^([+-]\d+)m$/.exec(offset)?.[1];
  if (minutes === undefined) throw new Error(`${offset}: expected minutes, such as +5m`);
  const after = Number(minutes) + 1;
  return `${after < 0 ? '' : '+'}${after}m`;
};
