import * as z from 'zod';
import { blockWithoutHost } from './address-range.ts';
import { dayMs, expiryMs, hoursOf, isTimeZone, weekdaysOf } from './calendar.ts';
import { deployment } from './deployment.ts';

/*
 * What `trailwarden.yaml` may say: the one source of the checks, of the types and of the JSON Schema for editors.
 * Descriptions are what an editor shows beside a key. Nothing is converted here: what was written is what is kept.
 */

const SEVERITIES = ['informational', 'low', 'medium', 'high', 'critical'] as const;
const ACTORS = ['human', 'ci', 'workload', 'vendor', 'service', 'agent', 'unknown'] as const;
export const NETWORK_KINDS = ['corporate', 'vpn', 'ci', 'workload', 'partner'] as const;

/** Long enough for any ARN, short enough to stay cheap to match. */
const text = z.string().min(1).max(2048);
const pattern = text.describe('An ARN or name; `*` stands for any text, `/` and `:` included.');
const severity = z.enum(SEVERITIES);

const detectionId = z.string().regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, "expected a detection's id, such as recon-burst");

const isDay = (value: string) => dayMs(value) !== undefined;
const day = z.string().refine(isDay, 'expected a day that exists, such as 2026-12-25');

const days = z
  .string()
  .refine((value) => weekdaysOf(value) !== undefined, 'expected days such as mon-fri, or sat,sun, or every')
  .describe('`mon-fri`, `sat,sun`, `every`; a range may wrap.');
const hours = z
  .string()
  .refine(
    (value) => hoursOf(value) !== undefined,
    'expected hours such as "07:00-20:00"; "22:00-06:00" goes over midnight',
  )
  .describe('`07:00-20:00`; an end before the start lies on the next day.');
const timezone = z
  .string()
  .superRefine((value, context) => {
    if (isTimeZone(value)) return;
    const params = { choices: Intl.supportedValuesOf('timeZone') };
    context.addIssue({ code: 'custom', message: 'expected a time zone such as Europe/Berlin', params });
  })
  .describe('A name of the IANA time zone database.');

const block = z
  .string()
  .superRefine((value, context) => {
    const meant = blockWithoutHost(value);
    if (meant === undefined)
      context.addIssue({ code: 'custom', message: 'expected a network such as 203.0.113.0/24 or 2001:db8::/32' });
    else if (Number(value.split('/')[1]) === 0)
      context.addIssue({ code: 'custom', message: 'is every address there is; name the networks' });
    else if (!sameBlock(value, meant))
      context.addIssue({ code: 'custom', message: `has a host in it; the network is ${meant}` });
  })
  .describe('A network in CIDR notation.');

/** IPv6 has many spellings: only what the mask takes away counts. */
const sameBlock = (written: string, meant: string): boolean =>
  blockWithoutHost(`${written.split('/')[0]}/${written.includes(':') ? 128 : 32}`)?.split('/')[0] ===
  meant.split('/')[0];

const schedule = z.strictObject({
  default: z
    .strictObject({
      days: days.default('every'),
      hours: hours.default('00:00-24:00'),
      timezone: timezone.default('UTC'),
    })
    .optional()
    .describe('Working time of everybody whom no rule names.'),
  rules: z
    .array(
      z
        .strictObject({
          principal: pattern,
          days: days.optional(),
          hours: hours.optional(),
          timezone: timezone.optional(),
          always: z.boolean().optional().describe('Works at any hour.'),
        })
        .refine(
          ({ always, days: some, hours: when }) => always === true || some !== undefined || when !== undefined,
          'says no time; give days, hours, or always: true',
        ),
    )
    .default([])
    .describe('The first whose pattern fits a principal holds for it.'),
  holidays: z.array(day).default([]).describe('Days on which nobody is expected, in the time zone of the schedule.'),
});

const network = z.strictObject({
  name: text.max(80),
  kind: z
    .enum(NETWORK_KINDS)
    .describe('corporate and vpn: where people are; ci and workload: where machines are; partner: of others, known.'),
  cidrs: z.array(block).min(1),
});

const account = z.strictObject({
  name: text.max(80).optional(),
  environment: text.max(80).optional().describe('production, staging, sandbox…'),
});

const principal = z.strictObject({
  match: pattern,
  actor: z.enum(ACTORS).optional().describe('What kind of actor it is, whatever its records look like.'),
  owner: text.max(256).optional().describe('Whom to ask about it.'),
  breakGlass: z.boolean().optional().describe('For emergencies: every use is told.'),
});

const resource = z.strictObject({
  match: pattern,
  sensitivity: z
    .enum(['low', 'medium', 'high'])
    .describe('high raises findings about it by a step; the others take it out of a later, wider pattern.'),
});

const SELECTORS = ['detection', 'principal', 'account', 'resource'] as const;
const suppression = z
  .strictObject({
    detection: text.max(200).optional().describe("A detection's id; `*` stands for any text."),
    principal: pattern.optional(),
    account: pattern.optional(),
    resource: pattern.optional().describe('All resources of the finding must fit.'),
    reason: text.max(1000).describe('Why it is known to be harmless; shown with what it suppresses.'),
    expires: z
      .string()
      .refine(
        (value) => expiryMs(value) !== undefined,
        'expected a day such as 2027-01-31 or a moment such as 2027-01-31T12:00:00Z',
      )
      .describe('The last day on which it holds (UTC), or the moment from which it does not.'),
  })
  .refine(
    (one) => SELECTORS.some((key) => one[key] !== undefined),
    `would suppress everything; give one of ${SELECTORS.join(', ')}`,
  );

const containment = z.strictObject({
  mode: z.enum(['off', 'plan', 'approve', 'auto']).default('plan'),
  never: z.array(pattern).default([]).describe('Principals that are never contained.'),
  auto: z
    .strictObject({
      minSeverity: severity.default('critical'),
      minGrade: z.enum(['exact', 'strong']).default('exact'),
      actions: z.array(z.string().regex(/^[a-z]+(-[a-z]+)*$/, 'expected an action such as deny-session')).default([]),
      maxPerHour: z.int().min(1).max(1000).default(5),
    })
    .prefault({})
    .describe('What mode auto may do without asking.'),
});

const DEFAULT_BASELINE = { learnDays: 7, forgetDays: 90 };
const baseline = z
  .strictObject({
    learnDays: z
      .int()
      .min(1)
      .max(365)
      .default(DEFAULT_BASELINE.learnDays)
      .describe('Active days before drift is judged.'),
    forgetDays: z.int().min(2).max(3650).default(DEFAULT_BASELINE.forgetDays).describe('How long the past counts.'),
  })
  .refine(
    ({ learnDays, forgetDays }) => learnDays < forgetDays,
    'forgets before it has learned; forgetDays must be greater than learnDays',
  );

const accountId = z
  .string()
  .regex(/^\d{12}$/, 'expected an account id of 12 digits, in quotes: YAML takes a bare one for a number');

export const configSchema = z
  .strictObject({
    version: z.literal(1).default(1).describe('The version of this format.'),
    schedule: schedule
      .prefault({})
      .describe('Work outside it is off-hours; without one, hours are learned per principal.'),
    networks: z
      .array(network)
      .default([])
      .describe('Networks that are known. The first that holds an address names it.'),
    accounts: z
      .record(accountId, account)
      .default({})
      .describe('Accounts that are ours. Once any is named, all others are foreign.'),
    principals: z.array(principal).default([]).describe('The first whose pattern fits a principal holds for it.'),
    resources: z.array(resource).default([]).describe('The first whose pattern fits a resource holds for it.'),
    jit: z
      .strictObject({
        roles: z.array(pattern).default([]).describe('Roles that need a grant.'),
        tailSeconds: z
          .int()
          .min(0)
          .max(86_400)
          .default(0)
          .describe('How long work may go on after the end of a grant.'),
      })
      .prefault({}),
    baseline: baseline.prefault({}),
    containment: containment.prefault({}),
    badNetworks: z.array(text).default([]).describe('Files of addresses or ranges, one a line, beside this file.'),
    networkData: z
      .array(text)
      .max(16)
      .default([])
      .describe('Files of the MaxMind DB format (.mmdb) with AS numbers or countries of addresses, beside this file.'),
    detections: z
      .record(
        detectionId,
        z.strictObject({
          enabled: z.boolean().optional().describe('false leaves it out.'),
          severity: severity.optional().describe('The severity of all its findings.'),
        }),
      )
      .default({}),
    suppressions: z
      .array(suppression)
      .default([])
      .describe('Findings known to be harmless: shown as such, never counted.'),
    deploy: deployment.optional().describe('How the stacks stand in AWS; answers do not depend on it.'),
  })
  .describe('Configuration of trailwarden (trailwarden.yaml). Everything is optional.');
