import { onPremises, person, scanner, vendor } from './people.ts';
import type { Worker } from './worker.ts';
import { autoScaling, container, lambda, pipeline, server } from './workloads.ts';

const ACCOUNTS = ['111122223333', '444455556666', '777788889999'] as const;

/** The company's cast: a few fixed roles, and of every other kind its share of `principals`. */
export const castOf = (principals: number): Worker[] => {
  const share = (part: number, make: (n: number, account: string) => Worker): Worker[] =>
    Array.from({ length: Math.max(1, Math.round(principals * part)) }, (_, n) =>
      make(n, ACCOUNTS[n % ACCOUNTS.length]!),
    );
  return [
    ...share(0.06, pipeline),
    ...share(0.24, server),
    ...share(0.24, lambda),
    ...share(0.12, container),
    ...share(0.3, person),
    ...share(0.02, vendor),
    ...share(0.02, onPremises),
    ...ACCOUNTS.map(scanner),
    ...ACCOUNTS.map(autoScaling),
  ];
};
