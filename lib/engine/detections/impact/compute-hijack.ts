import type { Use } from '../../case.ts';
import { byCaller, type DeedKind, type Deeds, tellsDeeds, type Verdict } from '../deeds.ts';
import type { Detection } from '../detection.ts';
import { blindWithout } from '../sight.ts';
import { distinct, listed } from '../telling.ts';
import { isLarge, machineCount, machineType } from './machines.ts';

/** A handful serves a purpose of one's own; ten at once, or a few of the largest, cost by the hour what a team costs. */
const MANY = 10;
const VERY_MANY = 20;
const SEVERAL_LARGE = 5;
/** A service runs in one or two regions; who takes the third takes what there is. */
const REGIONS = 3;
/** A product needs one or two services that run code; a miner tries each for what it may run, and anywhere. */
const SPREAD_SERVICES = 3;
const SPREAD_REGIONS = 2;
/** The account's limit or AWS's stock refused, not a policy: the caller was allowed to (EC2 API error codes). */
const OUT_OF_ROOM =
  /(Vcpu|Instance|SpotInstanceCount|MaxSpotInstanceCount|ResourceLimit|Limit|Quota)\w*Exceeded|Insufficient\w*Capacity/i;

const serviceOf = (action: string): string => action.slice(0, action.indexOf(':'));

interface Fleet {
  readonly machines: number;
  readonly large: number;
  readonly types: readonly string[];
  readonly regions: number;
  /** Services in which code was made to run, or made ready to. */
  readonly services: readonly string[];
}

const fleetOf = (uses: readonly Use[]): Fleet => {
  const machines = uses.filter(({ doings }) => doings.includes('compute-started'));
  return {
    machines: machines.reduce((sum, use) => sum + machineCount(use), 0),
    large: machines.filter(isLarge).reduce((sum, use) => sum + machineCount(use), 0),
    types: distinct(machines.map(machineType)),
    regions: new Set(uses.map(({ shape }) => shape.region)).size,
    services: distinct(uses.map(({ shape }) => serviceOf(shape.action))),
  };
};

const isSpread = ({ services, regions }: Fleet): boolean =>
  services.length >= SPREAD_SERVICES && regions >= SPREAD_REGIONS;

const isHuge = (fleet: Fleet): boolean => {
  const { machines, large, regions } = fleet;
  return (
    machines >= VERY_MANY ||
    large >= SEVERAL_LARGE ||
    (regions >= REGIONS && (machines >= SEVERAL_LARGE || isSpread(fleet)))
  );
};
const isUnusual = (fleet: Fleet): boolean =>
  isHuge(fleet) || isSpread(fleet) || fleet.large > 0 || fleet.machines >= MANY;

const told = ({ machines, types, regions, services }: Fleet): string =>
  [
    machines > 0 ? `${machines} ${machines === 1 ? 'machine or job' : 'machines or jobs'}` : 'code to run',
    types.length > 0 ? `of type ${listed(types)}` : '',
    services.length >= SPREAD_SERVICES ? `by ${services.length} services (${listed(services, 5)})` : '',
    regions > 1 ? `in ${regions} regions` : '',
  ]
    .filter(Boolean)
    .join(' ');

const started: DeedKind = {
  words: ['started costly or many machines', 'start costly or many machines'],
  // A function costs nothing until it is called.
  of: ['compute-started', 'compute-prepared'],
  only: ({ deed }) => deed?.params['functionName'] === undefined,
  weigh: (deeds) => weigh(deeds, fleetOf(deeds.uses)),
  weighAttempt: (deeds): Verdict | undefined => {
    const fleet = fleetOf(deeds.uses);
    if (!isUnusual(fleet) || deeds.caller === 'deployer') return undefined;
    const isRefusedByRoom = deeds.uses.some(({ shape }) => OUT_OF_ROOM.test(shape.errorCode));
    if (isRefusedByRoom)
      return byCaller(deeds, `${told(fleet)}; only the limit of the account held it back`, {
        stranger: ['medium', 'medium'],
        machine: ['low', 'low'],
      });
    return ['low', 'medium', `${told(fleet)}; it did not succeed, so this is intent without effect`];
  },
};

const weigh = (deeds: Deeds, fleet: Fleet): Verdict | undefined => {
  if (!isUnusual(fleet)) return undefined;
  const isMuch = isHuge(fleet);
  return byCaller(deeds, `${told(fleet)}, at the cost of the account`, {
    stranger: isMuch ? ['high', 'medium'] : ['medium', 'medium'],
    ...(isMuch && { person: ['medium', 'low'] as const, machine: ['low', 'low'] as const }),
  });
};

const quota: DeedKind = {
  words: ['asked for higher limits', 'ask for higher limits'],
  of: ['quota-raised'],
  weigh: (deeds) =>
    byCaller(deeds, 'limits are what keeps the bill of a stolen key small', {
      stranger: ['medium', deeds.things > 1 ? 'medium' : 'low'],
    }),
};

export const computeHijack = {
  id: 'compute-hijack',
  title: 'Costly or many machines started',
  severity: 'high',
  attack: ['T1496.001', 'T1578.002'],
  tactics: ['impact'],
  why: 'Stolen credentials are most often turned into money this way: mining by the hour, at prices for accelerators.',
  logic:
    `A principal itself starts machines with accelerators or of eight times extra-large and above, or ${MANY} and more; or asks for higher limits. High at ${VERY_MANY} machines, ${SEVERAL_LARGE} large ones, or over ${REGIONS} regions; ` +
    `so is code that is made to run, or made ready to, by ${SPREAD_SERVICES} services or more (builds, apps, notebooks, containers, stacks) over ${REGIONS} regions, medium over ${SPREAD_REGIONS}; ` +
    'medium otherwise, also when only the limit of the account refused; medium at most for signed-in people, low for workloads, quiet for deployers and routine.',
  falsePositives: ['A training run or load test started by hand with a plain key', 'A render job on its first day'],
  knownGaps: [
    'Machines that a fleet, group or cluster starts later in its own name',
    'What containers and functions cost when they are called',
    'Sizes that stand only in a launch template',
  ],
  needs: ['management events, write'],
  blind: blindWithout('writes'),
  ...tellsDeeds(started, quota),
} as const satisfies Detection;
