import type { Deed } from '../model/deed.ts';
import type { Identity } from '../model/identity.ts';
import type { IssuedCredential } from '../model/issuance.ts';

/** Who holds a credential: everything `userIdentity` says but the key and its birth, which change by the minute. */
export type Holder = Omit<Identity, 'accessKeyId' | 'creationMs'>;

/** In a fixed order, so that equal holders make equal texts, here and in a store: a new field goes to the end. */
export const HOLDER_FIELDS = Object.keys({
  type: 0,
  principalId: 0,
  arn: 0,
  accountId: 0,
  userName: 0,
  invokedBy: 0,
  mfa: 0,
  issuerType: 0,
  issuerArn: 0,
  issuerPrincipalId: 0,
  issuerAccountId: 0,
  sourceIdentity: 0,
  ec2RoleDelivery: 0,
  assumedRoot: 0,
  signInSessionArn: 0,
  federatedProvider: 0,
  identityProvider: 0,
  inScopeOfType: 0,
  inScopeOfArn: 0,
  onBehalfOf: 0,
  credentialId: 0,
  fromConsole: 0,
} satisfies Record<keyof Holder, 0>) as readonly (keyof Holder)[];

/** In a fixed order, for the hash of a record's content. */
export const ISSUED_FIELDS = Object.keys({
  kind: 0,
  outcome: 0,
  accessKeyId: 0,
  sessionArn: 0,
  principalId: 0,
  expiresMs: 0,
  targetArn: 0,
  sessionName: 0,
  externalId: 0,
  sourceIdentity: 0,
  sharedEventId: 0,
  signInSessionArn: 0,
  provider: 0,
  subject: 0,
  narrowed: 0,
  onBehalfOf: 0,
  mfaUsed: 0,
} satisfies Record<keyof IssuedCredential, 0>) as readonly (keyof IssuedCredential)[];

/** Words of one credential tuple: who, key id, birth in seconds since the epoch (0: not said). */
export const CREDENTIAL = { holder: 0, key: 1, bornSeconds: 2, width: 3 } as const;

/** Words of one shape: everything of a record that recurs. All but the last are strings' numbers. */
export const SHAPE = {
  action: 0,
  region: 1,
  sourceAddress: 2,
  userAgent: 3,
  errorCode: 4,
  eventType: 5,
  vpcEndpointId: 6,
  account: 7,
  flags: 8,
  width: 9,
} as const;

export const OUTCOMES = ['success', 'denied', 'failed'] as const;
export const ADDENDUM_FLAG = 4;

/**
 * Facts as they travel: from a thread to the one that merges, and into a store. Columns are one entry a record;
 * dictionaries hold only what is new since the sender's last batch, so a receiver translates numbers in order.
 */
export interface FactBatch {
  /** Four words a record. */
  readonly ids: Uint32Array<ArrayBuffer>;
  /** Ids that are no lower-case GUID, by record. */
  readonly spelledIds: readonly (readonly [number, string])[];
  readonly atMs: Float64Array<ArrayBuffer>;
  readonly credential: Uint32Array<ArrayBuffer>;
  readonly shape: Uint32Array<ArrayBuffer>;
  /** Deed number plus one; 0 is none. */
  readonly deed: Uint32Array<ArrayBuffer>;
  /** Place in `issued` plus one; 0 is none. */
  readonly issuing: Uint32Array<ArrayBuffer>;
  /** Other contents seen under a record's id that did not win: record, high, low. */
  readonly losers: readonly (readonly [number, number, number])[];
  readonly duplicates: number;
  readonly strings: readonly string[];
  readonly holders: readonly Holder[];
  readonly credentials: Uint32Array<ArrayBuffer>;
  readonly shapes: Uint32Array<ArrayBuffer>;
  readonly deeds: readonly Deed[];
  /** What this batch's records issued; as good as unique each, so no dictionary. */
  readonly issued: readonly IssuedCredential[];
}

/** A batch as a store keeps it: nothing of it was delivered twice. */
export type KeptBatch = Omit<FactBatch, 'duplicates'>;

/** Buffers a batch can hand over to another thread without copying. */
export const buffersOf = (batch: FactBatch): ArrayBuffer[] =>
  [batch.ids, batch.atMs, batch.credential, batch.shape, batch.deed, batch.issuing].map(({ buffer }) => buffer);
