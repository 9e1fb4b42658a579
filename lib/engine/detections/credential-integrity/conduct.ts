import type { Shape, Use } from '../../case.ts';

/** Looking around, being refused, or touching what matters: what somebody new to a credential does with it. */
export const isTelling = ({ shape }: Use): boolean =>
  shape.isRecon ||
  shape.outcome === 'denied' ||
  shape.meaning.sensitivity === 'medium' ||
  shape.meaning.sensitivity === 'high';

/** It worked, and it is of the kind that ends in somebody's power, data or traces. */
export const isGrave = ({ shape }: Use): boolean => shape.outcome === 'success' && shape.meaning.sensitivity === 'high';

export interface Conduct {
  /** Uses that tell a stranger, of actions the others never called; the gravest first, then by time. */
  readonly telling: readonly Use[];
  readonly isGrave: boolean;
}

/** What sets these uses apart from what the credential is known to do. */
export const conductOf = (uses: readonly Use[], usual: ReadonlySet<string>): Conduct => {
  const telling = uses.filter((use) => isTelling(use) && !usual.has(use.shape.action));
  const grave = telling.filter(isGrave);
  return { telling: [...grave, ...telling.filter((use) => !isGrave(use))], isGrave: grave.length > 0 };
};

/** Where a call goes: an endpoint of a VPC takes all calls to its service in its region, and no others. */
export const destinationOf = ({ action, region }: Shape): string => `${action.slice(0, action.indexOf(':'))}|${region}`;

/** No destination in common: routing divides the traffic, as an endpoint or a second address family does. */
export const isSplitByDestination = (a: Iterable<string>, b: ReadonlySet<string>): boolean => {
  for (const one of a) if (b.has(one)) return false;
  return true;
};
