import type { Use } from '../case.ts';
import type { Session } from '../model/session.ts';
import { withOrigin } from '../whereabouts/whereabouts.ts';

/** `user/alice (key AKIA…)`, `role/deploy (session build-481, key ASIA…)`, `root of 111122223333`: who, and through what. */
export const who = (session: Session): string => {
  const { kind, principal, principalId, keys, accountId } = session;
  const name = kind === 'root' ? `root of ${accountId}` : lastWords(principal);
  const sessionName = principal.includes(':role/') ? principalId.slice(principalId.indexOf(':') + 1) : '';
  const through = kind === 'console' ? 'console' : keys.length === 1 ? `key ${keys[0]}` : '';
  const details = [sessionName && `session ${sessionName}`, through].filter((text) => text !== '');
  return details.length > 0 ? `${name} (${details.join(', ')})` : name;
};

/** `from 203.0.113.9 by aws-cli/2`, of the given uses; several places are listed, many are counted. A data set adds `(AS64500 Example Net, DE)`. */
export const whence = (uses: readonly Use[]): string => {
  const clients = distinct(uses.map(({ shape }) => shape.client.name));
  const from = `from ${listed(distinct(uses.map(({ shape }) => withOrigin(shape.address, shape.network.origin))))}`;
  return clients.length > 0 ? `${from} by ${listed(clients)}` : from;
};

/** The resource without partition, region and account: `trail/main`, `user/bob`. */
export const lastWords = (arn: string): string =>
  arn.replace(/^arn:[^:]*:([^:]*):[^:]*:\d*:(?=.)/, (_, service) => (service === 's3' ? 'bucket ' : ''));

const MOST_LISTED = 3;

/** `a, b and 3 more`. */
export const listed = (words: readonly string[], most = MOST_LISTED): string => {
  if (words.length <= 1) return words[0] ?? '';
  const told = words.slice(0, most);
  const left = words.length - told.length;
  return left > 0 ? `${told.join(', ')} and ${left} more` : `${told.slice(0, -1).join(', ')} and ${told.at(-1)}`;
};

/** In order of first sight, empty ones left out. */
export const distinct = (words: Iterable<string>): string[] => [...new Set(words)].filter((word) => word !== '');

/** `iam:CreateUser on user/bob`: calls and what they touched. */
export const calls = (uses: readonly Use[]): string => {
  const touched = distinct(uses.flatMap(({ deed }) => deed?.resources ?? [])).map((arn, place) =>
    place < MOST_LISTED ? lastWords(arn) : arn,
  );
  const names = listed(distinct(uses.map(({ shape }) => shape.action)));
  return touched.length > 0 ? `${names} on ${listed(touched)}` : names;
};

export const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;
