// npm ci refuses a lock file that lacks an optional package of another platform, but only on that platform.
import { readFileSync } from 'node:fs';

const { packages } = JSON.parse(readFileSync(new URL('../package-lock.json', import.meta.url), 'utf8'));
const locked = new Set(
  Object.keys(packages).map((path) => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length)),
);
const missing = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
  Object.keys(optionalDependencies)
    .filter((name) => !locked.has(name))
    .map((name) => `${path || 'package.json'} names ${name}`),
);
if (missing.length > 0) {
  console.error(`package-lock.json is not whole:\n${missing.join('\n')}`);
  process.exit(1);
}
