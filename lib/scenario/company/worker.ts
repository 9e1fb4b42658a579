import type { Random } from '../random.ts';
import { type RoleCredential, underKey } from './credential.ts';
import { type Call, type Caller, quickKey, type WrittenRecord, written } from './written-record.ts';

/** Somebody with a rhythm. `act` is one turn: all it does from this moment on, minutes of it at most. */
export interface Worker {
  /** Turns in a week, which the schedule stretches to the number of events asked for. */
  readonly turnsPerWeek: number;
  /** Records of one turn, on average. */
  readonly recordsPerTurn: number;
  readonly officeHours?: boolean;
  act(atMs: number, random: Random): WrittenRecord[];
}

export const MANAGEMENT = '999988887777';
export const REGION = 'eu-central-1';
export const SECOND_MS = 1000;

export const SDK = 'aws-sdk-go-v2/1.32.6 os/linux lang/go#1.23.4 md/GOOS#linux md/GOARCH#amd64';

export const caller = (credential: RoleCredential, address: string, userAgent: string): Caller => ({
  account: credential.account,
  region: REGION,
  identity: credential.identity,
  address,
  userAgent,
});

export const byService = (
  account: string,
  service: string,
  identity = `{"type":"AWSService","invokedBy":"${service}"}`,
): Caller => ({
  account,
  region: REGION,
  identity,
  address: service,
  userAgent: service,
});

/** A service on a session's behalf, under a key that nobody issued. */
export const forwarded = (credential: RoleCredential, service: string, random: Random): Caller =>
  byService(credential.account, service, underKey(credential, quickKey('ASIA', random), service));

/** Calls one after another, up to `gapSeconds` apart. */
export const inTurn = (
  who: Caller,
  calls: readonly Call[],
  fromMs: number,
  gapSeconds: number,
  random: Random,
): WrittenRecord[] => {
  let atMs = fromMs;
  return calls.map((call) => {
    atMs += (1 + random.below(gapSeconds)) * SECOND_MS;
    return written(who, call, atMs, random);
  });
};

export const some = <T>(from: readonly T[], count: number, random: Random): T[] =>
  Array.from({ length: count }, () => random.pick(from));

export const host = (network: string, n: number): string => `${network}.${1 + (n % 250)}`;
