import { describe, expect, test } from 'vitest';
import { analyseRecords } from '#pipeline/analyse-records.ts';
import { intrusions } from '#scenario/intrusions/suite.ts';
import { COMPANY_START } from '#scenario/small-company.ts';
import { type Step, tell } from '#scenario/story.ts';
import { grave } from './alarming.ts';

/*
 * A responder is often handed the records of an incident and nothing around them: no weeks of ordinary life, no other
 * principals. What needs a past cannot speak then; the rest must.
 */
const incidentsOf = (steps: readonly Step[], { config, grants }: (typeof intrusions)[string]) =>
  analyseRecords(tell(COMPANY_START, steps).records, { ...(config && { config }), ...(grants && { grants }) }).analysis
    .incidents;
const ALARMING = ['medium', 'high', 'critical'];
/**
 * A company's own secrets read by its own pipeline's role, and an administrator, signed in as one, at an administrator's
 * work: only the usual place and the usual work tell the thief.
 */
const NEEDS_A_PAST = ['build token stolen', 'backdoor in the directory', 'stack planted'];

describe.each(Object.entries(intrusions))('%s', (name, intrusion) => {
  test.skipIf(NEEDS_A_PAST.includes(name))('alone on record it is an incident of medium or above', () => {
    expect(incidentsOf(intrusion.attack, intrusion).filter(({ severity }) => ALARMING.includes(severity))).not.toEqual(
      [],
    );
  });
  test('its twin alone wakes nobody', () => {
    expect(incidentsOf(intrusion.twin, intrusion).filter(grave)).toEqual([]);
    expect(incidentsOf(intrusion.twin, intrusion).filter(({ severity }) => ALARMING.includes(severity))).toEqual([]);
  });
});
