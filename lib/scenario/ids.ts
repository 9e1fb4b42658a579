import { createHash } from 'node:crypto';

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

const digest = (seed: string): Buffer => createHash('sha256').update(seed).digest();

const base32 = (seed: string, length: number): string =>
  Array.from(digest(seed).subarray(0, length), (byte) => BASE32[byte % 32]).join('');

/** A GUID made of nothing but its seed, in the spelling of `eventID`. */
export const guid = (seed: string): string => {
  const hex = digest(seed).toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
};

/** `AKIA…` or `ASIA…`, 20 characters; the first half after the prefix is the account's, as in real keys. */
export const accessKeyId = (prefix: 'AKIA' | 'ASIA', account: string, seed: string): string =>
  prefix + base32(`account ${account}`, 8) + base32(`key ${seed}`, 8);

/** `AROA…`, `AIDA…`: what IAM calls a role or user behind its name; 21 characters. */
export const uniqueId = (prefix: 'AROA' | 'AIDA', seed: string): string => prefix + base32(`${prefix} ${seed}`, 17);

/** As long as real ones (about 700 characters), because they dominate the size of issuing records. */
export const sessionToken = (seed: string): string =>
  `IQoJb3JpZ2luX2VjE${Array.from({ length: 16 }, (_, n) => digest(`token ${seed} ${n}`).toString('base64url')).join('')}`;

export const hexId = (seed: string, length: number): string => digest(seed).toString('hex').slice(0, length);
