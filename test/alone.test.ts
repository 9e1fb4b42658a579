import { describe, expect, test } from 'vitest';
import { type Config, DEFAULT_CONFIG } from '#engine/model/config.ts';
import { analyseRecords } from '#pipeline/analyse-records.ts';
import { intrusions } from '#scenario/intrusions/suite.ts';
import { COMPANY_START, DATA, MANAGEMENT, PROD } from '#scenario/small-company.ts';
import { type Step, tell } from '#scenario/story.ts';
import { grave } from './alarming.ts';

/*
 * A responder is often handed the records of an incident and nothing around them: no weeks of ordinary life, no other
 * principals. What needs a past cannot speak then; the rest must.
 */
const incidentsOf = (name: string, steps: readonly Step[], { config, grants }: (typeof intrusions)[string]) =>
  analyseRecords(tell(COMPANY_START, steps).records, {
    config: { ...(config ?? DEFAULT_CONFIG), ...(NEEDS_ACCOUNTS.includes(name) && { accounts: OURS }) },
    ...(grants && { grants }),
  }).analysis.incidents;
const ALARMING = ['medium', 'high', 'critical'];
/**
 * A company's own secrets read by its own pipeline's role, and an administrator, signed in as one, at an administrator's
 * work: only the usual place and the usual work tell the thief.
 */
const NEEDS_A_PAST = ['build token stolen', 'backdoor in the directory', 'stack planted'];

/** Whether what data goes to is a stranger's account or another one of the company: without the weeks somebody has to say so. */
const NEEDS_ACCOUNTS = ['logs siphoned off', 'carried off by an insider'];
const OURS: Config['accounts'] = { [PROD]: {}, [DATA]: {}, [MANAGEMENT]: {} };

describe.each(Object.entries(intrusions))('%s', (name, intrusion) => {
  test.skipIf(NEEDS_A_PAST.includes(name))('alone on record it is an incident of medium or above', () => {
    expect(
      incidentsOf(name, intrusion.attack, intrusion).filter(({ severity }) => ALARMING.includes(severity)),
    ).not.toEqual([]);
  });
  test('its twin alone wakes nobody', () => {
    expect(incidentsOf(name, intrusion.twin, intrusion).filter(grave)).toEqual([]);
    expect(incidentsOf(name, intrusion.twin, intrusion).filter(({ severity }) => ALARMING.includes(severity))).toEqual(
      [],
    );
  });
});
