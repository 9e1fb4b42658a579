import { describe, expect, test } from 'vitest';
import type { Severity } from '#engine/model/report.ts';
import { analyseRecords } from '#pipeline/analyse-records.ts';
import type { TrailRecord } from '#scenario/actor.ts';
import * as elsewhere from '../lib/engine/detections/agents/agent-credential-elsewhere.scenarios.ts';
import * as unasked from '../lib/engine/detections/agents/agent-without-human.scenarios.ts';
import * as console from '../lib/engine/detections/credential-integrity/console-from-key.scenarios.ts';
import * as handover from '../lib/engine/detections/credential-integrity/issued-here-used-there.scenarios.ts';
import * as keptAlive from '../lib/engine/detections/credential-integrity/session-kept-alive.scenarios.ts';
import * as cleanUp from '../lib/engine/detections/defense-evasion/clean-up-after-self.scenarios.ts';
import * as evaded from '../lib/engine/detections/defense-evasion/containment-evaded.scenarios.ts';
import * as probing from '../lib/engine/detections/discovery/permission-probing.scenarios.ts';
import * as breakGlass from '../lib/engine/detections/initial-access/break-glass-used.scenarios.ts';
import * as signIn from '../lib/engine/detections/initial-access/sign-in-anomaly.scenarios.ts';

const ORDER: readonly Severity[] = ['informational', 'low', 'medium', 'high', 'critical'];

const worst = (id: string, records: readonly TrailRecord[], config?: typeof breakGlass.config): string =>
  analyseRecords(records, { config })
    .analysis.findings.filter(({ detection }) => detection === id)
    .map(({ severity }) => severity)
    .sort((a, b) => ORDER.indexOf(b) - ORDER.indexOf(a))[0] ?? 'none';

describe('what must wake somebody does', () => {
  const groups = {
    'issued-here-used-there': handover,
    'console-from-key': console,
    'session-kept-alive': keptAlive,
    'permission-probing': probing,
    'clean-up-after-self': cleanUp,
    'containment-evaded': evaded,
    'sign-in-anomaly': signIn,
    'agent-credential-elsewhere': elsewhere,
    'agent-without-human': unasked,
  };
  const stories = Object.entries(groups).flatMap(([id, { fires }]) =>
    Object.entries(fires).map(([name, records]) => [id, name, records] as const),
  );
  test.each(stories)('%s: %s', (id, _, records) => {
    expect(['medium', 'high', 'critical']).toContain(worst(id, records));
  });
});

describe('how bad it is follows from what came of it', () => {
  test.each(Object.entries(evaded.fires))('undoing a containment is critical: %s', (_, records) => {
    expect(worst('containment-evaded', records)).toBe('critical');
  });
  test('emergency access that changes something is high, one that looks around medium', () => {
    const { config, fires } = breakGlass;
    expect(worst('break-glass-used', fires['the emergency role stops an instance'], config)).toBe('high');
    expect(worst('break-glass-used', fires['it looks around'], config)).toBe('medium');
    expect(worst('break-glass-used', fires['it looks around'])).toBe('none');
  });
  test('a console that a key opened is high', () => {
    expect(worst('console-from-key', console.fires['a federation token of a long-term key opens the console'])).toBe(
      'high',
    );
  });
  test('guessing at a password that stands alone is worse than either', () => {
    const guessed = signIn.fires['five failed attempts, then it works, without a second factor'];
    expect(worst('sign-in-anomaly', guessed)).toBe('high');
  });
});
