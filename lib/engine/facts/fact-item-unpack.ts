import type { Deed } from '../model/deed.ts';
import type { IssuedCredential } from '../model/issuance.ts';
import { CREDENTIAL, HOLDER_FIELDS, type Holder, type KeptBatch, SHAPE } from './fact-batch.ts';
import { ByteReader, Damaged } from './fact-item-bytes.ts';
import { ID_BYTES, ITEM_FORMAT, KIND } from './fact-item-layout.ts';
import { unsqueeze } from './fact-item-squeeze.ts';

/** Far above what any version knows of a holder. */
const MOST_FIELDS = 256;
const BOOLEANS: ReadonlySet<keyof Holder> = new Set<keyof Holder>(['mfa', 'assumedRoot', 'fromConsole']);

/** The records of a packed body. Throws Damaged for bytes that were not packed by this or an earlier format. */
export const unpackBody = (body: Uint8Array): KeptBatch => {
  const outer = new ByteReader(body);
  const format = outer.number();
  if (format !== ITEM_FORMAT) throw new Damaged(`is of format ${format}, and only ${ITEM_FORMAT} is known here`);
  const rows = outer.count(ID_BYTES);
  const content = new ByteReader(unsqueeze(outer));
  const idBytes = outer.bytes(rows * ID_BYTES);
  const ids = new Uint32Array(rows * 4);
  for (let i = 0; i < ids.length; i++) ids[i] = idBytes.readUInt32BE(i * 4);

  const encoding = content.below(2) === 0 ? 'utf8' : 'utf16le';
  const lengths = Array.from({ length: content.count() }, () => content.number());
  let textAt = content.size - lengths.reduce((sum, length) => sum + length, 0);
  if (textAt < content.size - content.rest) throw new Damaged('holds longer texts than it is');
  const strings = lengths.map((length) => {
    textAt += length;
    return content.text(textAt - length, textAt, encoding);
  });
  return { ids, strings, ...readTables(content, strings, rows) };
};

const readTables = (
  reader: ByteReader,
  strings: readonly string[],
  rows: number,
): Omit<KeptBatch, 'ids' | 'strings'> => {
  const text = () => reader.below(strings.length);
  /** One value after the other of each entry, as `Facts` takes them; `read` reads one value of a column. */
  const table = (width: number, read: (place: number) => number): Uint32Array<ArrayBuffer> => {
    const entries = reader.count(width);
    const words = new Uint32Array(entries * width);
    for (let place = 0; place < width; place++)
      for (let entry = 0; entry < entries; entry++) words[entry * width + place] = read(place);
    return words;
  };
  const fields = reader.below(MOST_FIELDS);
  const holders = holdersOf(table(fields, text), fields, strings);
  const credentials = table(CREDENTIAL.width, (place) =>
    place === CREDENTIAL.holder
      ? reader.below(holders.length)
      : place === CREDENTIAL.key
        ? text()
        : reader.below(2 ** 32),
  );
  const shapes = table(SHAPE.width, (place) => (place === SHAPE.flags ? reader.below(8) : text()));
  const deeds = Array.from(table(1, text), (number) => jsonOf<Deed>(strings[number]!));
  const counts = [credentials.length / CREDENTIAL.width, shapes.length / SHAPE.width, deeds.length + 1];
  const kinds = table(KIND.width, (place) => reader.below(counts[place]!));
  const credential = new Uint32Array(rows);
  const shape = new Uint32Array(rows);
  const deed = new Uint32Array(rows);
  for (let i = 0; i < rows; i++) {
    const kind = reader.below(kinds.length / KIND.width) * KIND.width;
    credential[i] = kinds[kind + KIND.credential]!;
    shape[i] = kinds[kind + KIND.shape]!;
    deed[i] = kinds[kind + KIND.deed]!;
  }
  const atMs = readTimes(reader, rows);
  const each = <Entry>(read: (place: number) => Entry): Entry[] =>
    Array.from({ length: reader.count() }, () => read(reader.below(rows)));
  const issuing = new Uint32Array(rows);
  const issued = each((place) => {
    const one = jsonOf<IssuedCredential>(strings[text()]!);
    return { place, one };
  });
  issued.forEach(({ place }, i) => {
    issuing[place] = i + 1;
  });
  return {
    holders,
    credentials,
    shapes,
    deeds,
    credential,
    shape,
    deed,
    atMs,
    issuing,
    issued: issued.map(({ one }) => one),
    spelledIds: each((place) => [place, strings[text()]!] as const),
    losers: each((place) => [place, reader.below(2 ** 32), reader.below(2 ** 32)] as const),
  };
};

/** Fields that a later version added are absent in what an earlier one packed. */
const holdersOf = (words: Uint32Array, fields: number, strings: readonly string[]): Holder[] =>
  Array.from({ length: words.length / Math.max(1, fields) }, (_, holder) => {
    const entries = HOLDER_FIELDS.map((field, place) => {
      const value = place < fields ? strings[words[holder * fields + place]!]! : '';
      return [field, BOOLEANS.has(field) ? value !== '' : value];
    });
    return Object.fromEntries(entries) as unknown as Holder;
  });

const readTimes = (reader: ByteReader, rows: number): Float64Array<ArrayBuffer> => {
  const unitMs = reader.number();
  const atMs = new Float64Array(rows);
  let before = 0;
  for (let i = 0; i < rows; i++) {
    before += reader.signed() * unitMs;
    atMs[i] = before;
  }
  return atMs;
};

const jsonOf = <Value>(text: string): Value => {
  try {
    return JSON.parse(text) as Value;
  } catch {
    throw new Damaged('holds a text that is no JSON');
  }
};
