// Deploys the stacks on an emulator and tries them: `npm run e2e`, and with `-- --all` also what takes longer. Other
// arguments go to vitest.

import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const args = process.argv.slice(2);
const env = { ...process.env, ...(args.includes('--all') && { TRAILWARDEN_E2E: 'all' }) };
const step = (...command) => {
  const { status } = spawnSync(process.execPath, command, { cwd: root, env, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
};

step('bin/build.mjs'); // What is deployed are the bundles.
step(
  'node_modules/vitest/vitest.mjs',
  'run',
  '--config=.ci/e2e.config.ts',
  '--reporter=verbose',
  ...args.filter((arg) => arg !== '--all'),
);
