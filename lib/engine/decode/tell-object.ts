import type { Json } from '../model/json.ts';
import { decodeRecord, isRefusal } from './decode-record.ts';
import type { PlaceKeeper } from './place-keeper.ts';
import { unwrap } from './unwrap.ts';

/**
 * Tells what a whole object is or holds, the plain way. If `unproven` (it was found in damage and may be a part of
 * something) only what is of use is told; false if there was anything else.
 */
export const tellObject = (value: Json, keeper: PlaceKeeper, unproven: boolean): boolean => {
  let doubtful = 0;
  unwrap(value, {
    record(record) {
      const decoded = decodeRecord(record);
      if (!isRefusal(decoded)) keeper.activity(decoded);
      else if (unproven) doubtful++;
      else keeper.setAside(decoded.reason);
    },
    other: (kind) => keeper.other(kind),
    notice: (bucket, key) => keeper.notice(bucket, key),
    stranger(reason) {
      if (unproven) doubtful++;
      else keeper.stranger(reason);
    },
  });
  return doubtful === 0;
};
