import type { Activity } from '../model/activity.ts';
import type { EventId } from '../model/event-id.ts';
import type { IssuedCredential } from '../model/issuance.ts';
import { contentHash } from './content-hash.ts';
import {
  ADDENDUM_FLAG,
  CREDENTIAL,
  type FactBatch,
  HOLDER_FIELDS,
  ISSUED_FIELDS,
  type KeptBatch,
  SHAPE,
} from './fact-batch.ts';
import { FactRows } from './fact-rows.ts';
import { fieldsText } from './fields-text.ts';
import { type Hash64, hash64, mix } from './hash.ts';
import { ROW } from './row-table.ts';

/** Up to here the search for a record's place gets room to spare, beyond it memory counts for more: 4 MB. */
const ROOMY_SLOTS = 1 << 20;
const fullness = (slots: number): number => (slots <= ROOMY_SLOTS ? 0.5 : 0.66);

/** Slots for so many rows and as many more to come: a power of two. */
const roomFor = (rows: number): number => {
  let slots = 1 << 12;
  while (rows >= slots * fullness(slots)) slots *= slots < ROOMY_SLOTS ? 4 : 2;
  return slots;
};

const issuedText = (issued: IssuedCredential | undefined): string | undefined =>
  issued && fieldsText(issued, ISSUED_FIELDS);

/** Four words: a GUID's own, or a 128-bit hash of any other spelling. */
const packEventId = (id: EventId, out: Uint32Array): void => {
  if (typeof id === 'string') {
    const first = hash64(id);
    const second = hash64(`${id}\u0000second`);
    out[0] = first.high;
    out[1] = first.low;
    out[2] = second.high;
    out[3] = second.low;
  } else {
    out[0] = id.a;
    out[1] = id.b;
    out[2] = id.c;
    out[3] = id.d;
  }
};

/**
 * The mergeable state: a set of records, each kept once under its identity (event id, account), in rows whose
 * repeated parts (shape, credential, deed) are stored once. Adding is commutative, associative and idempotent: of two
 * contents under one identity the addendum wins, else the smaller content hash, whatever comes first.
 * About 45 bytes a record besides what is new in the dictionaries.
 */
export class Facts extends FactRows {
  private slots = new Uint32Array(1 << 12);
  private duplicateCount = 0;
  private loserCount = 0;
  private settledRows = 0;
  private readonly changedRows = new Set<number>();
  private readonly idWords = new Uint32Array(4);

  get counts(): { kept: number; duplicates: number; conflicts: number } {
    return { kept: this.size + this.loserCount, duplicates: this.duplicateCount, conflicts: this.losers.size };
  }

  add(activity: Activity): void {
    const { eventId } = activity;
    packEventId(eventId, this.idWords);
    const shape = this.parts.internShape(activity);
    const credential = this.parts.internCredential(activity.identity);
    const deed = activity.deed ? this.parts.internDeed(activity.deed) + 1 : 0;
    this.put(
      activity.atMs,
      credential,
      shape,
      deed,
      activity.issued,
      typeof eventId === 'string' ? eventId : undefined,
    );
  }

  /** Takes what has been added since the last call and forgets the records (dictionaries stay, for the next batch). */
  drain(): FactBatch {
    const batch: FactBatch = {
      ...this.flatRows(),
      spelledIds: [...this.spelled],
      issuing: this.issuingFlat(),
      losers: [...this.losers].flatMap(([row, hashes]) => hashes.map(([high, low]) => [row, high, low] as const)),
      duplicates: this.duplicateCount,
      ...this.parts.takeNew(),
      issued: this.issued,
    };
    this.rows.clear();
    this.issued = [];
    this.issuingOfRow.clear();
    this.spelled.clear();
    this.losers.clear();
    this.slots = new Uint32Array(1 << 12);
    this.duplicateCount = 0;
    this.loserCount = 0;
    return batch;
  }

  private flatRows(): Pick<FactBatch, 'ids' | 'atMs' | 'credential' | 'shape' | 'deed'> {
    const { rows, size } = this;
    const ids = new Uint32Array(size * 4);
    const [credential, shape, deed] = [new Uint32Array(size), new Uint32Array(size), new Uint32Array(size)];
    const atMs = new Float64Array(size);
    for (let row = 0; row < size; row++) {
      for (let word = 0; word < 4; word++) ids[row * 4 + word] = rows.get(row, word);
      atMs[row] = rows.atMs(row);
      credential[row] = rows.get(row, ROW.credential);
      shape[row] = rows.get(row, ROW.shape);
      deed[row] = rows.get(row, ROW.deed);
    }
    return { ids, atMs, credential, shape, deed };
  }

  /** A receiver for the batches of one sender, in the sender's order; batches of several senders may interleave. */
  inlet(): (batch: FactBatch | KeptBatch) => void {
    const translate = this.parts.translator();
    return (batch) => {
      const { credentials, shapes, deeds } = translate(batch);
      this.putAll(batch, credentials, shapes, deeds);
    };
  }

  /** Lets go of what only adding needs, as memory counts most when all is read; who adds again waits for it once. */
  rest(): void {
    this.slots = new Uint32Array(0);
    this.parts.rest();
  }

  /** Takes what a store kept. Meeting a record that is here already is no second delivery of it. */
  restore(batch: KeptBatch): void {
    const { duplicateCount } = this;
    this.inlet()(batch);
    this.duplicateCount = duplicateCount;
  }

  /** From here on `unsettledRows` tells what is new: call it when all that a store holds is here. */
  settle(): void {
    this.settledRows = this.size;
    this.changedRows.clear();
  }

  /** Records that came since `settle`, and earlier ones whose content changed or met another one. */
  *unsettledRows(): Generator<number> {
    yield* this.changedRows;
    for (let row = this.settledRows; row < this.size; row++) yield row;
  }

  private putAll(
    batch: FactBatch | KeptBatch,
    credentials: readonly number[],
    shapes: readonly number[],
    deeds: readonly number[],
  ): void {
    const spelled = new Map(batch.spelledIds);
    const rows = batch.atMs.length;
    const rowOf = batch.losers.length > 0 ? new Uint32Array(rows) : undefined;
    for (let i = 0; i < rows; i++) {
      for (let word = 0; word < 4; word++) this.idWords[word] = batch.ids[i * 4 + word]!;
      const atMs = batch.atMs[i]!;
      const credential = credentials[batch.credential[i]!]!;
      const shape = shapes[batch.shape[i]!]!;
      const deed = batch.deed[i] === 0 ? 0 : deeds[batch.deed[i]! - 1]! + 1;
      const issued = batch.issuing[i] === 0 ? undefined : batch.issued[batch.issuing[i]! - 1];
      const row = this.put(atMs, credential, shape, deed, issued, spelled.get(i));
      if (rowOf) rowOf[i] = row;
    }
    for (const [i, high, low] of batch.losers) this.addLoser(rowOf![i]!, high, low);
    if ('duplicates' in batch) this.duplicateCount += batch.duplicates;
  }

  /** Puts the record whose id is in `idWords`; returns its row. */
  private put(
    atMs: number,
    credential: number,
    shape: number,
    deed: number,
    issued: IssuedCredential | undefined,
    spelled: string | undefined,
  ): number {
    const account = this.parts.shapes.word(shape, SHAPE.account);
    if (this.slots.length === 0) this.placeRows(roomFor(this.size));
    const slot = this.slotOf(account);
    const found = this.slots[slot]!;
    if (found !== 0) return this.meet(found - 1, atMs, credential, shape, deed, issued);
    const row = this.rows.add();
    for (let word = 0; word < 4; word++) this.rows.set(row, word, this.idWords[word]!);
    this.setContent(row, atMs, credential, shape, deed);
    if (issued) this.setIssued(row, issued);
    if (spelled !== undefined) this.spelled.set(row, spelled);
    this.slots[slot] = row + 1;
    if (this.size >= this.slots.length * fullness(this.slots.length)) this.placeRows(roomFor(this.size));
    return row;
  }

  private setContent(row: number, atMs: number, credential: number, shape: number, deed: number): void {
    this.rows.setMs(row, atMs);
    this.rows.set(row, ROW.credential, credential);
    this.rows.set(row, ROW.shape, shape);
    this.rows.set(row, ROW.deed, deed);
  }

  private setIssued(row: number, issued: IssuedCredential | undefined): void {
    if (issued) this.issuingOfRow.set(row, this.issued.push(this.parts.sharing(issued)) - 1);
    else this.issuingOfRow.delete(row);
  }

  private issuingFlat(): Uint32Array<ArrayBuffer> {
    const flat = new Uint32Array(this.size);
    for (const [row, place] of this.issuingOfRow) flat[row] = place + 1;
    return flat;
  }

  /** The identity is known: a duplicate, or another content of which one wins. */
  private meet(
    row: number,
    atMs: number,
    credential: number,
    shape: number,
    deed: number,
    issued: IssuedCredential | undefined,
  ): number {
    if (this.isSame(row, atMs, credential, shape, deed, issued)) {
      this.duplicateCount++;
      return row;
    }
    const { high, low } = this.hashOf(atMs, credential, shape, deed, issued);
    const old = this.hashOfRow(row);
    const newer = this.isAddendum(shape);
    const older = this.isAddendum(this.rows.get(row, ROW.shape));
    if (newer === older ? high < old.high || (high === old.high && low < old.low) : newer) {
      if (row < this.settledRows) this.changedRows.add(row);
      const seenBefore = this.removeLoser(row, high, low);
      this.setContent(row, atMs, credential, shape, deed);
      this.setIssued(row, issued);
      this.addLoser(row, old.high, old.low);
      if (seenBefore) this.duplicateCount++;
    } else {
      this.addLoser(row, high, low);
    }
    return row;
  }

  /** Equal contents have equal numbers here: each distinct part was given one. */
  private isSame(
    row: number,
    atMs: number,
    credential: number,
    shape: number,
    deed: number,
    issued: IssuedCredential | undefined,
  ): boolean {
    if (this.rows.atMs(row) !== atMs || this.rows.get(row, ROW.credential) !== credential) return false;
    if (this.rows.get(row, ROW.shape) !== shape || this.rows.get(row, ROW.deed) !== deed) return false;
    return issuedText(this.issuedBy(row)) === issuedText(issued);
  }

  private addLoser(row: number, high: number, low: number): void {
    const losers = this.losers.get(row);
    const same = (hash: readonly [number, number]) => hash[0] === high && hash[1] === low;
    const kept = this.hashOfRow(row);
    if (same([kept.high, kept.low]) || losers?.some(same)) {
      this.duplicateCount++;
      return;
    }
    this.loserCount++;
    if (row < this.settledRows) this.changedRows.add(row);
    if (losers) losers.push([high, low]);
    else this.losers.set(row, [[high, low]]);
  }

  private removeLoser(row: number, high: number, low: number): boolean {
    const losers = this.losers.get(row);
    const at = losers?.findIndex((hash) => hash[0] === high && hash[1] === low) ?? -1;
    if (at < 0) return false;
    losers!.splice(at, 1);
    this.loserCount--;
    return true;
  }

  private isAddendum(shape: number): boolean {
    return (this.parts.shapes.word(shape, SHAPE.flags) & ADDENDUM_FLAG) !== 0;
  }

  private slotOf(account: number): number {
    const words = this.idWords;
    const mask = this.slots.length - 1;
    let slot = mix(mix(words[0]! ^ words[2]!, words[1]! ^ words[3]!), 0) & mask;
    for (; ; slot = (slot + 1) & mask) {
      const found = this.slots[slot]!;
      if (found === 0 || this.isIdentity(found - 1, account)) return slot;
    }
  }

  private isIdentity(row: number, account: number): boolean {
    const words = this.idWords;
    const { rows } = this;
    return (
      rows.get(row, 0) === words[0] &&
      rows.get(row, 1) === words[1] &&
      rows.get(row, 2) === words[2] &&
      rows.get(row, 3) === words[3] &&
      this.parts.shapes.word(this.rows.get(row, ROW.shape), SHAPE.account) === account
    );
  }

  private placeRows(slots: number): void {
    const kept = this.idWords.slice();
    this.slots = new Uint32Array(slots);
    for (let row = 0; row < this.size; row++) {
      this.copyId(row, this.idWords);
      this.slots[this.slotOf(this.parts.shapes.word(this.rows.get(row, ROW.shape), SHAPE.account))] = row + 1;
    }
    this.idWords.set(kept);
  }

  private hashOf(
    atMs: number,
    credential: number,
    shape: number,
    deed: number,
    issuing: IssuedCredential | undefined,
  ): Hash64 {
    return contentHash({
      atMs,
      shapeTexts: Array.from({ length: SHAPE.flags }, (_, place) => this.shapeText(shape, place)),
      flags: this.flagsOf(shape),
      holderText: fieldsText(this.holderOf(credential), HOLDER_FIELDS),
      key: this.keyOf(credential),
      bornSeconds: this.parts.credentials.word(credential, CREDENTIAL.bornSeconds),
      deedText: deed === 0 ? undefined : this.parts.deedText(deed - 1),
      issuedText: issuedText(issuing),
    });
  }

  private hashOfRow(row: number): Hash64 {
    return this.hashOf(
      this.rows.atMs(row),
      this.rows.get(row, ROW.credential),
      this.rows.get(row, ROW.shape),
      this.rows.get(row, ROW.deed),
      this.issuedBy(row),
    );
  }

  // What follows reads one record, by row.
}
