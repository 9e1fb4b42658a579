#!/usr/bin/env node
// Speed and memory beside a floor measured in the same run: read, gunzip, JSON.parse, and nothing else.
import { rm } from 'node:fs/promises';
import { compare } from '../lib/bench/compare.ts';
import { detectionCost } from '../lib/bench/detection-cost.ts';
import { parseTrail } from '../lib/bench/floor.ts';
import { makeTrail } from '../lib/bench/make-trail.ts';
import { benchOptions } from '../lib/bench/options.ts';
import { storeCost } from '../lib/bench/store-cost.ts';

const options = benchOptions(process.argv.slice(2));
const judge = (trail: string) => {
  if (options.store) return storeCost(trail);
  return options.detections ? detectionCost(trail) : compare(trail, options);
};
if (options.floor !== undefined) {
  parseTrail(options.floor);
} else if (options.trail !== undefined) {
  await judge(options.trail);
} else {
  for (const events of options.events) {
    const trail = await makeTrail(events, options);
    await judge(trail);
    if (!options.keep) await rm(trail, { recursive: true, force: true });
  }
}
