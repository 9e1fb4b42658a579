import type { Deed } from './deed.ts';
import type { EventId } from './event-id.ts';
import type { Identity } from './identity.ts';
import type { IssuedCredential } from './issuance.ts';

/** `denied` is intent without effect; `failed` is any other error. Dry runs count as failed: they changed nothing. */
export type Outcome = 'success' | 'denied' | 'failed';

/** One CloudTrail record, normalised: only what the engine uses, no secret, no raw body. */
export interface Activity {
  /** `eventID`. Together with `recipientAccountId` it is the record's identity. */
  readonly eventId: EventId;
  /** Account that received the record; the caller's where the record names none; may be empty. */
  readonly recipientAccountId: string;
  readonly atMs: number;
  /** `iam:CreateUser`: first label of `eventSource`, then `eventName` without its API version suffix. */
  readonly action: string;
  readonly region: string;
  /** Client address, service DNS name or `AWS Internal`; as written. */
  readonly sourceAddress: string;
  readonly userAgent: string;
  readonly errorCode: string;
  readonly outcome: Outcome;
  /** `AwsApiCall`, `AwsServiceEvent`, `AwsConsoleSignIn`…; as written. */
  readonly eventType: string;
  readonly vpcEndpointId: string;
  readonly identity: Identity;
  /** The record replaces an earlier delivery (`addendum`). */
  readonly addendum: boolean;
  /** What it touched and the parameters that decide, for actions the catalogue knows how to read. */
  readonly deed: Deed | undefined;
  /** The credential or sign-in this record gave to somebody, or tried to. */
  readonly issued: IssuedCredential | undefined;
}
