import type { Use } from '../../case.ts';

/** Accelerators, very much memory or very many processors: what miners and model crackers want (EC2 instance types). */
const ACCELERATED = /^(ml\.)?(p\d|g\d|gr\d|inf\d|trn\d|dl\d|vt\d|f\d|hpc\d|u-|u\d|x\d)[a-z0-9-]*\./;
const HUGE = /\.((8|9|1\d|2\d|3\d|4\d|5\d|6\d|9\d|1\d\d)xlarge|metal(-\w+)?)$/;

const numberOf = (value: unknown): number => {
  const count = Math.trunc(Number(value));
  return Number.isFinite(count) && count > 0 ? count : 0;
};

/** `p3.16xlarge`, `ml.g5.xlarge`; empty: the record does not say. */
export const machineType = ({ deed }: Use): string => String(deed?.params['instanceType'] ?? '');

export const isLarge = (use: Use): boolean => ACCELERATED.test(machineType(use)) || HUGE.test(machineType(use));

/** How many the call asks for; one where it does not say. */
export const machineCount = ({ deed }: Use): number => {
  const { maxCounts, instanceCount, desiredCapacity, maxSize } = deed?.params ?? {};
  const listed = (typeof maxCounts === 'object' ? maxCounts : [maxCounts]).map(numberOf);
  return Math.max(
    1,
    listed.reduce((sum, one) => sum + one, 0),
    numberOf(instanceCount),
    numberOf(desiredCapacity),
    numberOf(maxSize),
  );
};
