import type { Json } from '../model/json.ts';
import { decodeRecord, isRefusal } from './decode-record.ts';
import type { PlaceKeeper } from './place-keeper.ts';
import { type Findings, type Gunzip, unwrap } from './unwrap.ts';

/**
 * Tells what a whole object is or holds, the plain way. If `unproven` (it was found in damage and may be a part of
 * something) only what is of use is told; false if there was anything else.
 */
export const tellObject = (value: Json, keeper: PlaceKeeper, unproven: boolean, gunzip?: Gunzip): boolean => {
  let doubtful = 0;
  const found: Findings = {
    record(record) {
      const decoded = decodeRecord(record);
      if (!isRefusal(decoded)) keeper.activity(decoded);
      else if (unproven) doubtful++;
      else keeper.setAside(decoded.reason);
    },
    other: (kind) => keeper.other(kind),
    notice: (bucket, key) => keeper.notice(bucket, key),
    damaged(reason) {
      if (unproven) doubtful++;
      else keeper.setAside(reason);
    },
    stranger(reason) {
      if (unproven) doubtful++;
      else keeper.stranger(reason);
    },
  };
  unwrap(value, found, gunzip);
  return doubtful === 0;
};
