import { readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Table from 'cli-table3';
import { type Measured, measure } from './measure.ts';

const product = fileURLToPath(new URL('./trailwarden.mjs', import.meta.url));
const answer = ['--format', 'ndjson', '--show', 'coverage', '--quiet', '--fail-on', 'none'];

/**
 * Prints what a store costs beside no store: one run each, in a fresh folder. Every row holds the analysis too, so the
 * first and last differ by loading instead of reading.
 */
export const storeCost = async (trail: string): Promise<void> => {
  const folder = `${trail}.store`;
  const add = [product, 'analyze', trail, '--store', folder, ...answer];
  const rows: [string, Measured][] = [];
  try {
    rows.push(['analyze', await measure([product, 'analyze', trail, ...answer])]);
    rows.push(['analyze --store, all new', await measure(add)]);
    const sizeBytes = readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
    rows.push(['analyze --store, nothing new', await measure(add)]);
    const alone = await measure([product, 'analyze', '--store', folder, ...answer]);
    rows.push(['analyze --store alone', alone]);
    const { stored } = JSON.parse(alone.output) as { stored: number };
    console.log(table(rows));
    console.log(`store: ${Math.round((sizeBytes / stored) * 1e6).toLocaleString('en')} bytes per million events`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

const table = (rows: readonly [string, Measured][]): string => {
  const made = new Table({ head: ['', 'seconds', 'CPU seconds', 'peak MB'], style: { head: [], border: [] } });
  for (const [name, { seconds, cpuSeconds, peakBytes }] of rows)
    made.push([name, seconds.toFixed(2), cpuSeconds.toFixed(2), String(Math.round(peakBytes / 1e6))]);
  return made.toString();
};
