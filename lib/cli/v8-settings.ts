import { setFlagsFromString } from 'node:v8';

/** Of Node 20, on which these were measured; other versions of V8 have other compilers and are left alone. */
const isMeasured = process.versions.v8.startsWith('11.');

/**
 * Bytes of bytecode that a function runs through before V8 thinks of optimising it; its own 132 KB has hundreds of functions
 * compiled, beside the thread that reads, which hardly run again. A tenth less processor time, and no slower.
 */
const INTERRUPT_BUDGET = 200_000;

export const compileSparingly = (): void => {
  if (isMeasured) setFlagsFromString(`--interrupt-budget=${INTERRUPT_BUDGET}`);
};

/** From here on memory counts for more than the second or two that collecting garbage oftener takes. */
const MANY_RECORDS = 4_000_000;

/**
 * Garbage may make up a fifth of the heap. Left alone, V8 lets one grow to two and a half times what is alive in it before
 * it looks, which ten million records do not need: 1.2 GB where 0.8 are alive.
 */
const GROWING_PERCENT = 25;

/** Told of how many records an answer is made. */
export const keepHeapLean = (records: number): void => {
  if (isMeasured && records >= MANY_RECORDS) setFlagsFromString(`--heap-growing-percent=${GROWING_PERCENT}`);
};
