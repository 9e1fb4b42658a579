// A process that begins a transaction on the store in argv[2] and never ends it: to be killed.
import { writeSync } from 'node:fs';
import { lmdbStore } from '#adapters/local/lmdb-store.ts';
import type { FactItem } from '#engine/facts/fact-item.ts';

const store = await lmdbStore(process.argv[2]!, 'add');
const whole: FactItem[] = [{ group: 'first@1', id: 'kept', body: new Uint8Array([1, 2, 3]) }];
await store.put(whole);

let reads = 0;
const torn: FactItem = {
  group: 'second@1',
  id: 'torn',
  // Read once to plan the transaction, then again inside it.
  get body() {
    if (++reads === 2) {
      writeSync(1, 'in the transaction\n');
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
    }
    return new Uint8Array([4, 5, 6]);
  },
};
await store.put([{ group: 'second@1', id: 'before it', body: new Uint8Array([7]) }, torn]);
