import type { Activity, Outcome } from '../model/activity.ts';
import { type Deed, NO_PARAMS } from '../model/deed.ts';
import type { Identity } from '../model/identity.ts';
import type { IssuedCredential } from '../model/issuance.ts';
import { TimeColumn, wordColumn } from './columns.ts';
import { contentHash } from './content-hash.ts';
import { Dictionary } from './dictionary.ts';
import { packEventId, printGuid } from './event-id.ts';
import {
  ADDENDUM_FLAG,
  CREDENTIAL,
  type FactBatch,
  HOLDER_FIELDS,
  type Holder,
  ISSUED_FIELDS,
  type KeptBatch,
  OUTCOMES,
  SHAPE,
} from './fact-batch.ts';
import { type Hash64, mix } from './hash.ts';
import { TupleTable } from './tuple-table.ts';

/** Shared references remembered before the table is started anew: decoders remember about half as many. */
const MAX_KNOWN_REFERENCES = 1 << 15;

/** Up to here the search for a record's place gets room to spare, beyond it memory counts for more: 4 MB. */
const ROOMY_SLOTS = 1 << 20;
const fullness = (slots: number): number => (slots <= ROOMY_SLOTS ? 0.5 : 0.66);

/** Slots for so many rows and as many more to come: a power of two. */
const roomFor = (rows: number): number => {
  let slots = 1 << 12;
  while (rows >= slots * fullness(slots)) slots *= slots < ROOMY_SLOTS ? 4 : 2;
  return slots;
};

/** The fields as one text. */
const fieldsText = <Name extends string>(of: Readonly<Record<Name, unknown>>, names: readonly Name[]): string => {
  let text = '';
  for (const name of names) text += `${of[name]}\u0001`;
  return text;
};

const issuedText = (issued: IssuedCredential | undefined): string | undefined =>
  issued && fieldsText(issued, ISSUED_FIELDS);

const holderOf = ({ accessKeyId: _key, creationMs: _born, ...holder }: Identity): Holder => holder;

/** Equal for equal deeds, different for different ones. Most are one resource, which is its own text: cheaper than JSON. */
const deedText = ({ resources, params }: Deed): string => {
  const only = resources.length === 1 ? resources[0]! : '';
  if (params !== NO_PARAMS && Object.keys(params).length > 0) return `\0${JSON.stringify([resources, params])}`;
  return only === '' || only.includes('\0') ? `\0${JSON.stringify(resources)}` : only;
};

/**
 * The mergeable state: a set of records, each kept once under its identity (event id, account), in columns whose
 * repeated parts (shape, credential, deed) are stored once. Adding is commutative, associative and idempotent: of two
 * contents under one identity the addendum wins, else the smaller content hash, whatever comes first.
 * About 45 bytes a record besides what is new in the dictionaries.
 */
export class Facts {
  private readonly ids = wordColumn();
  private readonly times = new TimeColumn();
  private readonly credentialOfRow = wordColumn();
  private readonly shapeOfRow = wordColumn();
  private readonly deedOfRow = wordColumn();
  /** Of the few rows that issue something: what, as a place in `issued`. */
  private readonly issuingOfRow = new Map<number, number>();
  private readonly spelled = new Map<number, string>();
  private readonly losers = new Map<number, [number, number][]>();
  private slots = new Uint32Array(1 << 12);

  readonly strings = new Dictionary();
  private readonly holderTexts = new Dictionary();
  private readonly holders: Holder[] = [];
  private readonly credentials = new TupleTable(CREDENTIAL.width);
  private readonly shapes = new TupleTable(SHAPE.width);
  private readonly deedTexts = new Dictionary();
  private readonly deeds: Deed[] = [];
  private issued: IssuedCredential[] = [];
  private credentialByReference = new Map<Identity, number>();
  private deedByReference = new Map<Deed, number>();

  private duplicateCount = 0;
  private loserCount = 0;
  private settledRows = 0;
  private readonly changedRows = new Set<number>();
  private sent = { strings: 0, holders: 0, credentials: 0, shapes: 0, deeds: 0 };

  private readonly lastTexts: (string | undefined)[] = new Array(SHAPE.flags).fill(undefined);
  private readonly lastNumbers: number[] = new Array(SHAPE.flags).fill(0);
  private readonly idWords = new Uint32Array(4);
  private readonly shapeWords = new Uint32Array(SHAPE.width);
  private readonly credentialWords = new Uint32Array(CREDENTIAL.width);

  /** Records, each identity once. Rows are numbered by arrival: nothing that is printed may depend on the number. */
  get size(): number {
    return this.times.length;
  }

  get counts(): { kept: number; duplicates: number; conflicts: number } {
    return { kept: this.size + this.loserCount, duplicates: this.duplicateCount, conflicts: this.losers.size };
  }

  add(activity: Activity): void {
    const printable = packEventId(activity.eventId, this.idWords);
    const shape = this.internShape(activity);
    const credential = this.internCredential(activity.identity);
    const deed = activity.deed ? this.internDeed(activity.deed) + 1 : 0;
    this.put(activity.atMs, credential, shape, deed, activity.issued, printable ? undefined : activity.eventId);
  }

  /** Takes what has been added since the last call and forgets the records (dictionaries stay, for the next batch). */
  drain(): FactBatch {
    const batch: FactBatch = {
      ids: this.ids.flat() as Uint32Array<ArrayBuffer>,
      spelledIds: [...this.spelled],
      atMs: this.times.flat(),
      credential: this.credentialOfRow.flat() as Uint32Array<ArrayBuffer>,
      shape: this.shapeOfRow.flat() as Uint32Array<ArrayBuffer>,
      deed: this.deedOfRow.flat() as Uint32Array<ArrayBuffer>,
      issuing: this.issuingFlat(),
      losers: [...this.losers].flatMap(([row, hashes]) => hashes.map(([high, low]) => [row, high, low] as const)),
      duplicates: this.duplicateCount,
      strings: this.strings.since(this.sent.strings),
      holders: this.holders.slice(this.sent.holders),
      credentials: this.credentials.since(this.sent.credentials) as Uint32Array<ArrayBuffer>,
      shapes: this.shapes.since(this.sent.shapes) as Uint32Array<ArrayBuffer>,
      deeds: this.deeds.slice(this.sent.deeds),
      issued: this.issued,
    };
    this.sent = {
      strings: this.strings.size,
      holders: this.holders.length,
      credentials: this.credentials.size,
      shapes: this.shapes.size,
      deeds: this.deeds.length,
    };
    for (const column of [this.ids, this.times, this.credentialOfRow, this.shapeOfRow, this.deedOfRow]) column.clear();
    this.issued = [];
    this.issuingOfRow.clear();
    this.spelled.clear();
    this.losers.clear();
    this.slots = new Uint32Array(1 << 12);
    this.duplicateCount = 0;
    this.loserCount = 0;
    return batch;
  }

  /** A receiver for the batches of one sender, in the sender's order; batches of several senders may interleave. */
  inlet(): (batch: FactBatch | KeptBatch) => void {
    const strings: number[] = [];
    const holders: number[] = [];
    const credentials: number[] = [];
    const shapes: number[] = [];
    const deeds: number[] = [];
    return (batch) => {
      for (const value of batch.strings) strings.push(this.strings.intern(value));
      for (const holder of batch.holders) holders.push(this.internHolder(holder));
      for (let i = 0; i < batch.credentials.length; i += CREDENTIAL.width)
        credentials.push(
          this.credentialNumber(
            holders[batch.credentials[i]!]!,
            strings[batch.credentials[i + 1]!]!,
            batch.credentials[i + 2]!,
          ),
        );
      for (let i = 0; i < batch.shapes.length; i += SHAPE.width) {
        for (let place = 0; place < SHAPE.flags; place++) this.shapeWords[place] = strings[batch.shapes[i + place]!]!;
        this.shapeWords[SHAPE.flags] = batch.shapes[i + SHAPE.flags]!;
        shapes.push(this.shapeNumber());
      }
      for (const deed of batch.deeds) deeds.push(this.internDeed(deed));
      this.putAll(batch, credentials, shapes, deeds);
    };
  }

  /** Lets go of what only adding needs, as memory counts most when all is read; who adds again waits for it once. */
  rest(): void {
    this.slots = new Uint32Array(0);
    this.credentialByReference = new Map();
    this.deedByReference = new Map();
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

  private putAll(batch: FactBatch | KeptBatch, credentials: number[], shapes: number[], deeds: number[]): void {
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
    const account = this.shapes.word(shape, SHAPE.account);
    if (this.slots.length === 0) this.placeRows(roomFor(this.size));
    const slot = this.slotOf(account);
    const found = this.slots[slot]!;
    if (found !== 0) return this.meet(found - 1, atMs, credential, shape, deed, issued);
    const row = this.times.length;
    for (let word = 0; word < 4; word++) this.ids.push(this.idWords[word]!);
    this.times.push(atMs);
    this.credentialOfRow.push(credential);
    this.shapeOfRow.push(shape);
    this.deedOfRow.push(deed);
    this.setIssued(row, issued);
    if (spelled !== undefined) this.spelled.set(row, spelled);
    this.slots[slot] = row + 1;
    if (this.size >= this.slots.length * fullness(this.slots.length)) this.placeRows(roomFor(this.size));
    return row;
  }

  private setIssued(row: number, issued: IssuedCredential | undefined): void {
    if (issued) this.issuingOfRow.set(row, this.issued.push(issued) - 1);
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
    const older = this.isAddendum(this.shapeOfRow.get(row));
    if (newer === older ? high < old.high || (high === old.high && low < old.low) : newer) {
      if (row < this.settledRows) this.changedRows.add(row);
      const seenBefore = this.removeLoser(row, high, low);
      this.times.set(row, atMs);
      this.credentialOfRow.set(row, credential);
      this.shapeOfRow.set(row, shape);
      this.deedOfRow.set(row, deed);
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
    if (this.times.get(row) !== atMs || this.credentialOfRow.get(row) !== credential) return false;
    if (this.shapeOfRow.get(row) !== shape || this.deedOfRow.get(row) !== deed) return false;
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
    return (this.shapes.word(shape, SHAPE.flags) & ADDENDUM_FLAG) !== 0;
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
    const start = row * 4;
    return (
      this.ids.get(start) === words[0] &&
      this.ids.get(start + 1) === words[1] &&
      this.ids.get(start + 2) === words[2] &&
      this.ids.get(start + 3) === words[3] &&
      this.shapes.word(this.shapeOfRow.get(row), SHAPE.account) === account
    );
  }

  private placeRows(slots: number): void {
    const kept = this.idWords.slice();
    this.slots = new Uint32Array(slots);
    for (let row = 0; row < this.size; row++) {
      this.copyId(row, this.idWords);
      this.slots[this.slotOf(this.shapes.word(this.shapeOfRow.get(row), SHAPE.account))] = row + 1;
    }
    this.idWords.set(kept);
  }

  private internShape(activity: Activity): number {
    const words = this.shapeWords;
    words[SHAPE.action] = this.textNumber(SHAPE.action, activity.action);
    words[SHAPE.region] = this.textNumber(SHAPE.region, activity.region);
    words[SHAPE.sourceAddress] = this.textNumber(SHAPE.sourceAddress, activity.sourceAddress);
    words[SHAPE.userAgent] = this.textNumber(SHAPE.userAgent, activity.userAgent);
    words[SHAPE.errorCode] = this.textNumber(SHAPE.errorCode, activity.errorCode);
    words[SHAPE.eventType] = this.textNumber(SHAPE.eventType, activity.eventType);
    words[SHAPE.vpcEndpointId] = this.textNumber(SHAPE.vpcEndpointId, activity.vpcEndpointId);
    words[SHAPE.account] = this.textNumber(SHAPE.account, activity.recipientAccountId);
    words[SHAPE.flags] = OUTCOMES.indexOf(activity.outcome) | (activity.addendum ? ADDENDUM_FLAG : 0);
    return this.shapeNumber();
  }

  /** Neighbouring records mostly share region, account, client: the last text of each place is tried before the dictionary. */
  private textNumber(place: number, text: string): number {
    if (this.lastTexts[place] === text) return this.lastNumbers[place]!;
    const number = this.strings.intern(text);
    this.lastTexts[place] = text;
    this.lastNumbers[place] = number;
    return number;
  }

  private shapeNumber(): number {
    return this.shapes.intern(this.shapeWords);
  }

  private internCredential(identity: Identity): number {
    const known = this.credentialByReference.get(identity);
    if (known !== undefined) return known;
    const { accessKeyId, creationMs } = identity;
    const credential = this.credentialNumber(
      this.internHolder(identity),
      this.strings.intern(accessKeyId),
      creationMs === undefined ? 0 : Math.floor(creationMs / 1000) >>> 0,
    );
    if (this.credentialByReference.size >= MAX_KNOWN_REFERENCES) this.credentialByReference = new Map();
    this.credentialByReference.set(identity, credential);
    return credential;
  }

  private credentialNumber(holder: number, key: number, bornSeconds: number): number {
    this.credentialWords[CREDENTIAL.holder] = holder;
    this.credentialWords[CREDENTIAL.key] = key;
    this.credentialWords[CREDENTIAL.bornSeconds] = bornSeconds;
    return this.credentials.intern(this.credentialWords);
  }

  private internHolder(of: Holder | Identity): number {
    const known = this.holderTexts.intern(fieldsText(of, HOLDER_FIELDS));
    if (known === this.holders.length) this.holders.push('accessKeyId' in of ? holderOf(of) : of);
    return known;
  }

  private internDeed(deed: Deed): number {
    const known = this.deedByReference.get(deed);
    if (known !== undefined) return known;
    const number = this.deedTexts.intern(deedText(deed));
    if (number === this.deeds.length) this.deeds.push(deed);
    if (this.deedByReference.size >= MAX_KNOWN_REFERENCES) this.deedByReference = new Map();
    this.deedByReference.set(deed, number);
    return number;
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
      bornSeconds: this.credentials.word(credential, CREDENTIAL.bornSeconds),
      deedText: deed === 0 ? undefined : this.deedTexts.get(deed - 1),
      issuedText: issuedText(issuing),
    });
  }

  private hashOfRow(row: number): Hash64 {
    return this.hashOf(
      this.times.get(row),
      this.credentialOfRow.get(row),
      this.shapeOfRow.get(row),
      this.deedOfRow.get(row),
      this.issuedBy(row),
    );
  }

  // What follows reads one record, by row.

  atMs(row: number): number {
    return this.times.get(row);
  }

  eventId(row: number): string {
    const i = row * 4;
    return (
      this.spelled.get(row) ?? printGuid(this.ids.get(i), this.ids.get(i + 1), this.ids.get(i + 2), this.ids.get(i + 3))
    );
  }

  /** The four words of a record's id; see `packEventId`. */
  copyId(row: number, out: Uint32Array): void {
    for (let word = 0; word < 4; word++) out[word] = this.ids.get(row * 4 + word);
  }

  /** The id as text where it is no lower-case GUID. */
  spelledId(row: number): string | undefined {
    return this.spelled.get(row);
  }

  /** Hashes of other contents seen under the record's identity, smallest first; see the class. */
  losersOf(row: number): readonly (readonly [high: number, low: number])[] {
    return [...(this.losers.get(row) ?? [])].sort(([a, b], [c, d]) => a - c || b - d);
  }

  /** Order by time, then id, as texts would compare. */
  compare(a: number, b: number): number {
    return this.times.get(a) - this.times.get(b) || this.compareIds(a, b);
  }

  private compareIds(a: number, b: number): number {
    if (this.spelled.size === 0 || !(this.spelled.has(a) || this.spelled.has(b))) {
      for (let word = 0; word < 4; word++) {
        const difference = this.ids.get(a * 4 + word) - this.ids.get(b * 4 + word);
        if (difference !== 0) return difference;
      }
      return this.compareAccounts(a, b);
    }
    const first = this.eventId(a);
    const second = this.eventId(b);
    if (first === second) return this.compareAccounts(a, b);
    return first < second ? -1 : 1;
  }

  private compareAccounts(a: number, b: number): number {
    const first = this.shapeText(this.shapeOf(a), SHAPE.account);
    const second = this.shapeText(this.shapeOf(b), SHAPE.account);
    if (first === second) return 0;
    return first < second ? -1 : 1;
  }

  shapeOf(row: number): number {
    return this.shapeOfRow.get(row);
  }

  credentialOf(row: number): number {
    return this.credentialOfRow.get(row);
  }

  deedOf(row: number): Deed | undefined {
    const deed = this.deedOfRow.get(row);
    return deed === 0 ? undefined : this.deeds[deed - 1];
  }

  issuedBy(row: number): IssuedCredential | undefined {
    const issuing = this.issuingOfRow.get(row);
    return issuing === undefined ? undefined : this.issued[issuing];
  }

  get shapeCount(): number {
    return this.shapes.size;
  }

  get credentialCount(): number {
    return this.credentials.size;
  }

  /** One of a shape's texts, by its place in `SHAPE`. */
  shapeText(shape: number, place: number): string {
    return this.strings.get(this.shapes.word(shape, place));
  }

  flagsOf(shape: number): number {
    return this.shapes.word(shape, SHAPE.flags);
  }

  outcomeOf(shape: number): Outcome {
    return OUTCOMES[(this.shapes.word(shape, SHAPE.flags) & 3) as 0 | 1 | 2];
  }

  holderOf(credential: number): Holder {
    return this.holders[this.credentials.word(credential, CREDENTIAL.holder)]!;
  }

  keyOf(credential: number): string {
    return this.strings.get(this.credentials.word(credential, CREDENTIAL.key));
  }

  /** Birth of the credential in milliseconds since the epoch; undefined where no record says. */
  bornMs(credential: number): number | undefined {
    const seconds = this.credentials.word(credential, CREDENTIAL.bornSeconds);
    return seconds === 0 ? undefined : seconds * 1000;
  }
}
