import type { Deed } from '../model/deed.ts';
import { CREDENTIAL, HOLDER_FIELDS, type Holder, SHAPE } from './fact-batch.ts';
import { ByteWriter } from './fact-item-bytes.ts';
import { ID_BYTES, ITEM_FORMAT, KIND } from './fact-item-layout.ts';
import { squeeze } from './fact-item-squeeze.ts';
import type { Facts } from './facts.ts';

/** Distinct values in the order they are first met, which is their number. */
const numbering = <Value>() => {
  const numbers = new Map<Value, number>();
  return {
    values: () => [...numbers.keys()],
    of(value: Value): number {
      const known = numbers.get(value);
      if (known !== undefined) return known;
      numbers.set(value, numbers.size);
      return numbers.size - 1;
    },
  };
};

/**
 * The records of some rows, complete in themselves: format, squeezed tables and columns, then the ids, which nothing can
 * squeeze. The same records in the same order make the same bytes.
 */
export const packRows = (facts: Facts, rows: readonly number[]): Uint8Array => {
  const { numbers, texts } = tablesOf(facts, rows);
  const content = new ByteWriter(1024);
  const isPlain = texts.every((text) => Buffer.from(text, 'utf8').toString('utf8') === text);
  const encoded = texts.map((text) => Buffer.from(text, isPlain ? 'utf8' : 'utf16le'));
  content.byte(isPlain ? 0 : 1);
  content.number(encoded.length);
  for (const { length } of encoded) content.number(length);
  content.bytes(numbers);
  for (const bytes of encoded) content.bytes(bytes);

  const body = new ByteWriter(content.written().length + rows.length * ID_BYTES);
  body.number(ITEM_FORMAT);
  body.number(rows.length);
  body.bytes(squeeze(content.written()));
  const words = new Uint32Array(4);
  const id = Buffer.allocUnsafe(ID_BYTES);
  for (const row of rows) {
    facts.copyId(row, words);
    for (const [i, word] of words.entries()) id.writeUInt32BE(word, i * 4);
    body.bytes(id);
  }
  return Uint8Array.from(body.written()); // no longer than it is: many wait to be stored at once
};

const tablesOf = (facts: Facts, rows: readonly number[]): { numbers: Uint8Array; texts: readonly string[] } => {
  const texts = numbering<string>();
  const holders = numbering<Holder>();
  const credentials = numbering<number>();
  const shapes = numbering<number>();
  const deeds = numbering<Deed>();
  const kinds = numbering<string>();
  texts.of('');
  const kindOf = rows.map((row) => {
    const deed = facts.deedOf(row);
    const credential = credentials.of(facts.credentialOf(row));
    return kinds.of(`${credential},${shapes.of(facts.shapeOf(row))},${deed ? deeds.of(deed) + 1 : 0}`);
  });

  const numbers = new ByteWriter(256);
  /** Column by column: what hardly changes from entry to entry squeezes to nothing. */
  const table = (entries: readonly (readonly number[])[], width: number): void => {
    numbers.number(entries.length);
    for (let place = 0; place < width; place++) for (const entry of entries) numbers.number(entry[place]!);
  };
  const credentialRows = credentials
    .values()
    .map((number) => [
      holders.of(facts.holderOf(number)),
      texts.of(facts.keyOf(number)),
      (facts.bornMs(number) ?? 0) / 1000,
    ]);
  const textOf = (value: string | boolean): number => texts.of(value === true ? '1' : value === false ? '' : value);
  numbers.number(HOLDER_FIELDS.length);
  table(
    holders.values().map((holder) => HOLDER_FIELDS.map((field) => textOf(holder[field]))),
    HOLDER_FIELDS.length,
  );
  table(credentialRows, CREDENTIAL.width);
  table(
    shapes.values().map((shape) => shapeWords(facts, shape, texts.of)),
    SHAPE.width,
  );
  table(
    deeds.values().map((deed) => [texts.of(JSON.stringify(deed))]),
    1,
  );
  table(
    kinds.values().map((kind) => kind.split(',').map(Number)),
    KIND.width,
  );
  for (const kind of kindOf) numbers.number(kind);
  writeTimes(
    numbers,
    rows.map((row) => facts.atMs(row)),
  );
  writeRare(facts, rows, numbers, texts.of);
  return { numbers: numbers.written(), texts: texts.values() };
};

const shapeWords = (facts: Facts, shape: number, textNumber: (text: string) => number): number[] =>
  Array.from({ length: SHAPE.width }, (_, place) =>
    place === SHAPE.flags ? facts.flagsOf(shape) : textNumber(facts.shapeText(shape, place)),
  );

/** In order of time, as distances, in seconds where no record says more. */
const writeTimes = (numbers: ByteWriter, times: readonly number[]): void => {
  const unitMs = times.every((atMs) => atMs % 1000 === 0) ? 1000 : 1;
  numbers.number(unitMs);
  let before = 0;
  for (const atMs of times) {
    numbers.signed((atMs - before) / unitMs);
    before = atMs;
  }
};

/** What few records have: something issued, an id of unusual spelling, another content. Each with the record's place. */
const writeRare = (
  facts: Facts,
  rows: readonly number[],
  numbers: ByteWriter,
  textNumber: (text: string) => number,
): void => {
  const places = rows.map((row, place) => ({ row, place }));
  const issuing = places.filter(({ row }) => facts.issuedBy(row));
  numbers.number(issuing.length);
  for (const { row, place } of issuing) {
    numbers.number(place);
    numbers.number(textNumber(JSON.stringify(facts.issuedBy(row))));
  }
  const spelled = places.filter(({ row }) => facts.spelledId(row) !== undefined);
  numbers.number(spelled.length);
  for (const { row, place } of spelled) {
    numbers.number(place);
    numbers.number(textNumber(facts.spelledId(row)!));
  }
  const losers = places.flatMap(({ row, place }) => facts.losersOf(row).map(([high, low]) => ({ place, high, low })));
  numbers.number(losers.length);
  for (const { place, high, low } of losers) {
    numbers.number(place);
    numbers.number(high);
    numbers.number(low);
  }
};
