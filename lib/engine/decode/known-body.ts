import type { ActionMeaning } from '../actions/meaning.ts';
import type { Deed } from '../model/deed.ts';
import type { Json } from '../model/json.ts';

/** What a body has been taken for; one object for equal bodies that recur. */
export interface KnownBody {
  /** It is remembered; else it goes with its record. */
  isKept: boolean;
  /** As parsed, if somebody asked. */
  json?: Json;
  /** What calls with this request did. */
  deeds?: KnownDeed[];
}

/** One answer of `describe`, with all it hangs on besides the request. */
export interface KnownDeed {
  readonly meaning: ActionMeaning;
  readonly resources: KnownBody | null;
  readonly region: string;
  readonly account: string;
  readonly partition: string;
  readonly deed: Deed | undefined;
}
