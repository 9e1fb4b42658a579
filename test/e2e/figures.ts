/** What some work cost, by what AWS bills. */
export interface Usage {
  readonly records: number;
  readonly objects: number;
  readonly batches: number;
  readonly writeUnits: number;
  readonly readUnits: number;
  readonly tableRequests: number;
}

/** US dollars, list prices of us-east-1. */
const PRICES = {
  writeUnit: 0.625e-6,
  readUnit: 0.125e-6,
  gigabyteSecond: 1.33334e-5,
  call: 0.2e-6,
  getObject: 0.4e-6,
  queueRequest: 0.4e-6,
  event: 1e-6,
};

/** Of `ingest`, as deployed. */
const GIGABYTES = 1769 / 1024;
/**
 * A function is billed while it waits, too: for an object (some 20 ms), then for seven calls to the table one after the
 * other (some 5 ms each), whatever goes on beside them. An estimate, for here nothing is far.
 */
const WAITING_MS = 55;
/** Messages that one request receives or deletes. */
const MOST_MESSAGES = 10;

/** What a million records cost, by parts. `cpuMs` is what the function computed. */
const costPerMillion = (usage: Usage, cpuMs: number): Readonly<Record<string, number>> => {
  const perMillion = 1_000_000 / usage.records;
  const seconds = (ms: number) => (ms / 1000) * GIGABYTES * PRICES.gigabyteSecond;
  // Each message is sent by itself, and received and deleted with the others of its batch.
  const taking = 2 * Math.max(usage.batches, usage.objects / MOST_MESSAGES);
  const parts = {
    write: usage.writeUnits * PRICES.writeUnit,
    read: usage.readUnits * PRICES.readUnit,
    function: seconds(cpuMs) + usage.batches * PRICES.call,
    waiting: seconds(usage.batches * WAITING_MS),
    objects: usage.objects * PRICES.getObject,
    queue: (usage.objects + taking) * PRICES.queueRequest,
    events: usage.objects * PRICES.event,
  };
  return Object.fromEntries(Object.entries(parts).map(([name, dollars]) => [name, dollars * perMillion]));
};

/** The same for people. */
export const perMillion = (usage: Usage, cpuMs: number): string => {
  const { records, objects, batches, writeUnits, readUnits, tableRequests } = usage;
  const each = (value: number) => (value / records).toFixed(4);
  const cost = costPerMillion(usage, cpuMs);
  const total = Object.values(cost).reduce((sum, part) => sum + part, 0);
  const parts = Object.entries(cost).map(([name, dollars]) => `${name} ${dollars.toFixed(3)}`);
  return [
    `${records} records in ${objects} objects, ${batches} batches of ${(objects / batches).toFixed(1)} objects`,
    `per record: ${each(writeUnits)} write units, ${each(readUnits)} read units, ${each(tableRequests)} requests, ${(cpuMs / records).toFixed(3)} ms of a processor`,
    `US$ per million records: ${total.toFixed(3)} (${parts.join(', ')})`,
  ].join('\n');
};
