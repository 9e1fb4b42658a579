import type { AttributeValue, ConsumedCapacity } from '@aws-sdk/client-dynamodb';

/** What a table's use costs, added up. Units are those that AWS bills on demand. */
export interface Consumption {
  requests: number;
  writeUnits: number;
  readUnits: number;
  /** Of keys, names and values, as DynamoDB counts an item's size. */
  bytesRead: number;
}

export const noConsumption = (): Consumption => ({ requests: 0, writeUnits: 0, readUnits: 0, bytesRead: 0 });

/** A read unit is 4 KB; half of one where a write just answered may be missed. */
const READ_UNIT_BYTES = 4096;
const WRITE_UNIT_BYTES = 1024;

type Entry = Readonly<Record<string, AttributeValue>>;

export const countWrite = (consumption: Consumption | undefined, capacity: ConsumedCapacity | undefined): void => {
  if (!consumption) return;
  consumption.requests++;
  consumption.writeUnits += capacity?.CapacityUnits ?? 0;
};

/** A put that met its like: it costs what the entry that stands weighs. */
export const countKnown = (consumption: Consumption | undefined, entry: Entry): void =>
  countWrite(consumption, { CapacityUnits: Math.ceil(sizeOf(entry) / WRITE_UNIT_BYTES) });

/** Of what a query or scan went through, by the size of what came: entries that a filter left out cost as much
 * and are missing here, few beside the facts. */
export const countRead = (
  consumption: Consumption | undefined,
  entries: readonly Entry[],
  consistent: boolean,
): void => {
  if (!consumption) return;
  const bytes = entries.reduce((sum, entry) => sum + sizeOf(entry), 0);
  consumption.requests++;
  consumption.bytesRead += bytes;
  consumption.readUnits += Math.max(1, Math.ceil(bytes / READ_UNIT_BYTES)) * (consistent ? 1 : 0.5);
};

/** Names and values; numbers take about half a byte a digit and one more. */
const sizeOf = (entry: Entry): number =>
  Object.entries(entry).reduce((sum, [name, value]) => sum + name.length + valueBytes(value), 0);

const valueBytes = (value: AttributeValue): number => {
  if (value.S !== undefined) return Buffer.byteLength(value.S);
  if (value.B !== undefined) return value.B.length;
  if (value.N !== undefined) return Math.ceil(value.N.length / 2) + 1;
  return 1;
};
