import { describe } from '../actions/describe.ts';
import type { Activity } from '../model/activity.ts';
import { eventIdOf } from '../model/event-id.ts';
import { isJsonObject, type Json, type JsonObject } from '../model/json.ts';
import { parseEventTime } from './event-time.ts';
import { identityOf, isTrue } from './identity-of.ts';
import { issuedCredential } from './issued-credential.ts';
import { keptText } from './kept-text.ts';
import { knownAction } from './known-action.ts';
import type { OpenedRecord } from './opened-record.ts';
import { outcomeOf, responseTells } from './outcome.ts';

/** Why a record cannot be used. */
export interface Refusal {
  readonly reason: string;
}

export const isRefusal = (decoded: Activity | Refusal): decoded is Refusal => 'reason' in decoded;

/** Without these there is no identity, no moment and no deed; everything else may be missing. */
const REQUIRED = ['eventID', 'eventTime', 'eventSource', 'eventName'] as const;

const flawOf = (record: JsonObject, field: string): string | undefined => {
  const value = record[field];
  if (value === undefined || value === null || value === '') return `${field} missing`;
  return typeof value === 'string' ? undefined : `${field} is not a string`;
};

const body = (value: Json | undefined): Json => value ?? null;

/** One parsed CloudTrail record, decoded. Fields of a wrong type count as absent; nothing is thrown. */
export const decodeRecord = (record: unknown): Activity | Refusal => {
  if (!isJsonObject(record)) return { reason: 'not an object' };
  for (const field of REQUIRED) {
    const flaw = flawOf(record, field);
    if (flaw) return { reason: flaw };
  }
  const atMs = parseEventTime(record.eventTime as string);
  if (atMs === undefined) return { reason: 'eventTime is not a time' };

  const { action, meaning, opened } = knownAction(keptText(record.eventSource), keptText(record.eventName));
  const identity = identityOf(record.userIdentity, isTrue(record.sessionCredentialFromConsole));
  const recipientAccountId = keptText(record.recipientAccountId) || identity.accountId;
  const region = keptText(record.awsRegion);
  const errorCode = keptText(record.errorCode);
  const errorMessage = keptText(record.errorMessage);
  const inside: OpenedRecord | undefined = opened
    ? {
        action,
        identity,
        recipientAccountId,
        region,
        errorCode,
        errorMessage,
        requestParameters: body(record.requestParameters),
        responseElements: body(record.responseElements),
        additionalEventData: body(record.additionalEventData),
        serviceEventDetails: body(record.serviceEventDetails),
        resources: body(record.resources),
        sharedEventId: keptText(record.sharedEventID),
      }
    : undefined;
  return {
    eventId: eventIdOf(keptText(record.eventID)),
    recipientAccountId,
    atMs,
    action,
    region,
    sourceAddress: keptText(record.sourceIPAddress),
    userAgent: keptText(record.userAgent),
    errorCode,
    outcome: outcomeOf(
      action,
      errorCode,
      errorMessage,
      inside && responseTells(action) ? inside.responseElements : null,
    ),
    eventType: keptText(record.eventType),
    vpcEndpointId: keptText(record.vpcEndpointId),
    identity,
    addendum: isJsonObject(record.addendum),
    deed: inside && describe(meaning, inside),
    issued: inside && meaning.issues && issuedCredential(meaning.issues, inside),
  };
};
