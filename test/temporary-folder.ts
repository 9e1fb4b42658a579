import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

const made: string[] = [];

/** A new empty folder that is gone when the tests of the file are through. */
export const temporaryFolder = (name = 'cli'): string => {
  const folder = mkdtempSync(join(tmpdir(), `trailwarden-${name}-`));
  made.push(folder);
  return folder;
};

afterAll(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true });
});
