import { describe, readsOf } from '../actions/describe.ts';
import type { ActionMeaning } from '../actions/meaning.ts';
import { accountOf, partitionIn } from '../actions/record-path.ts';
import type { Deed } from '../model/deed.ts';
import type { ByteRecordBodies } from './byte-bodies.ts';
import type { KnownDeed } from './known-body.ts';
import { type KeyPattern, keyPattern } from './top-level-texts.ts';

/** The same request in several accounts and regions; beyond this many its answers are forgotten. */
const MOST_PLACES = 8;
/** Requests told apart by few texts (buckets), per action. */
const MOST_TEXTS = 1000;

interface Row {
  /** Answers hang on nothing but request, response, resources and place. */
  readonly remembers: boolean;
  readonly response: boolean;
  readonly resources: boolean;
  /** The request's keys that are read, if that is all that is read of it. */
  readonly keys: readonly KeyPattern[] | undefined;
  readonly byTexts: Map<string, KnownDeed[]>;
}

const rowOf = (meaning: ActionMeaning): Row => {
  const { caller, otherBodies, response, resources, requestKeys } = readsOf(meaning);
  const keys = requestKeys?.map(keyPattern);
  return { remembers: !caller && !otherBodies, response, resources, keys, byTexts: new Map() };
};

/** Where the answers to such a request are; undefined if it is not worth remembering. */
const knownDeeds = (row: Row, record: ByteRecordBodies): KnownDeed[] | undefined => {
  const request = record.knownRequest;
  if (request === null) return undefined;
  const texts = request.deeds === undefined && row.keys ? record.requestTexts(row.keys) : undefined;
  if (texts === undefined) {
    if (request.isKept) request.deeds ??= [];
    return request.deeds;
  }
  let deeds = row.byTexts.get(texts);
  if (deeds === undefined) {
    if (row.byTexts.size >= MOST_TEXTS) row.byTexts.clear();
    deeds = [];
    row.byTexts.set(texts, deeds);
  }
  return deeds;
};

/**
 * What calls did, remembered: the same secret is read and the same bucket written to a thousand times, and `describe`
 * says the same of it. Equal deeds are mostly one object, which the facts know by reference.
 */
export class DeedMemory {
  readonly #rows = new Map<ActionMeaning, Row>();

  /** What `describe` says. */
  deed(meaning: ActionMeaning, record: ByteRecordBodies): Deed | undefined {
    const row = this.#row(meaning);
    // What was denied is told by the message; responses hardly recur.
    const isPlain = row.remembers && record.errorCode === '' && !(row.response && record.hasResponse);
    const resources = isPlain && row.resources ? record.knownResources : null;
    const known = isPlain && resources?.isKept !== false ? knownDeeds(row, record) : undefined;
    if (known === undefined) return describe(meaning, record);
    const { region } = record;
    const account = accountOf(record);
    const partition = partitionIn(record);
    for (const one of known) {
      const isSame = one.meaning === meaning && one.resources === resources && one.account === account;
      if (isSame && one.region === region && one.partition === partition) return one.deed;
    }
    const deed = describe(meaning, record);
    if (known.length >= MOST_PLACES) known.length = 0;
    known.push({ meaning, resources, region, account, partition, deed });
    return deed;
  }

  #row(meaning: ActionMeaning): Row {
    let row = this.#rows.get(meaning);
    if (row === undefined) {
      row = rowOf(meaning);
      this.#rows.set(meaning, row);
    }
    return row;
  }
}
