import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const folder = process.env.TRAILWARDEN_DATA ?? fileURLToPath(new URL('../../shared/data', import.meta.url));

/** Folder of real trails, where there is one: `TRAILWARDEN_DATA`, else `../shared/data` beside the repository. */
export const realData: string | undefined = existsSync(folder) ? folder : undefined;

if (!realData) {
  const message = `no real trails at ${folder}: tests on real data are left out (set TRAILWARDEN_DATA)`;
  if (process.env.CI && process.env.TRAILWARDEN_REQUIRE_DATA === '1') throw new Error(message);
  console.warn(message);
}
