import type { Identity } from '../model/identity.ts';
import type { Json } from '../model/json.ts';

/**
 * The parts of a record that are opened only when its action's meaning hangs on them. Bodies are as parsed; a body
 * that is absent is null. Nothing in here is kept with the activity, and no response, where session tokens are, outlives
 * the decoding of its record.
 */
export interface OpenedRecord {
  readonly action: string;
  readonly identity: Identity;
  readonly recipientAccountId: string;
  readonly region: string;
  readonly errorCode: string;
  readonly errorMessage: string;
  readonly requestParameters: Json;
  readonly responseElements: Json;
  readonly additionalEventData: Json;
  readonly serviceEventDetails: Json;
  readonly resources: Json;
  readonly sharedEventId: string;
}
