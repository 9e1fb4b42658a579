import { catalogue } from '#engine/actions/catalogue/catalogue.ts';

/*
 * Which API calls come the fast way, as EventBridge patterns. The list is the engine's own table of actions: what it
 * rates highly sensitive. Reads are left out, as EventBridge does not deliver them to an ordinary rule.
 */

/** EventBridge refuses a longer pattern. */
const MOST_CHARACTERS = 2048;

/**
 * Nobody but AWS can send events whose source begins with `aws.`: without it, whoever may put events on the bus could
 * make up records of other people's calls.
 */
const FROM_TRAIL = {
  source: [{ prefix: 'aws.' }],
  'detail-type': ['AWS API Call via CloudTrail', 'AWS Console Sign In via CloudTrail'],
};

/** Lambda and CloudFront append their API version to the name of the call: `AddPermission20150331v2`. */
const DATED: ReadonlySet<string> = new Set(['lambda', 'cloudfront']);

type Name = string | { readonly prefix: string };

interface TrailPattern {
  readonly source: readonly { readonly prefix: string }[];
  readonly 'detail-type': readonly string[];
  readonly detail: {
    readonly eventSource?: readonly string[];
    readonly eventName?: readonly Name[];
    readonly userIdentity?: unknown;
  };
}

/** Everything that root does by itself; root used for AWS's own work carries `invokedBy`. */
const byRoot: TrailPattern = {
  ...FROM_TRAIL,
  detail: { userIdentity: { type: ['Root'], invokedBy: [{ exists: false }] } },
};

const callsOf = (services: ReadonlyMap<string, readonly Name[]>): TrailPattern => ({
  ...FROM_TRAIL,
  detail: {
    eventSource: [...services.keys()].map((service) => `${service}.amazonaws.com`),
    eventName: [...new Set([...services.values()].flat())],
  },
});

/** `[service, names of its calls]` in the order of the table. */
const sensitiveCalls = (): readonly (readonly [string, readonly Name[]])[] => {
  const names = new Map<string, Name[]>();
  for (const { action, effect, sensitivity } of catalogue) {
    if (sensitivity !== 'high' || effect === 'read') continue;
    const [service, name] = action.split(':') as [string, string];
    names.set(service, [...(names.get(service) ?? []), DATED.has(service) ? { prefix: name } : name]);
  }
  return [...names];
};

/**
 * As few patterns as hold all sensitive calls, services kept together, and one for root. A pattern takes any of its
 * names from any of its services: what comes along by that is harmless, since its object brings it anyway.
 */
export const sensitivePatterns = (): readonly TrailPattern[] => {
  const patterns: TrailPattern[] = [];
  let services = new Map<string, readonly Name[]>();
  for (const [service, names] of sensitiveCalls()) {
    const more = new Map(services).set(service, names);
    if (JSON.stringify(callsOf(more)).length <= MOST_CHARACTERS) {
      services = more;
      continue;
    }
    patterns.push(callsOf(services));
    services = new Map([[service, names]]);
  }
  return [...patterns, callsOf(services), byRoot];
};
