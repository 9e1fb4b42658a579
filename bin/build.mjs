// Bundles what runs without the source tree: the command line (its own worker too) and the benchmark.

import { existsSync } from 'node:fs';
import { chmod, rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const out = `${root}dist`;

await rm(out, { recursive: true, force: true });
await build({
  absWorkingDir: root,
  entryPoints: ['bin/trailwarden.ts', 'bin/bench.ts'].filter((entry) => existsSync(root + entry)),
  outdir: out,
  outExtension: { '.js': '.mjs' },
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  sourcemap: 'linked',
  logLevel: 'warning',
  // Native code cannot be bundled; it is loaded only where --store is used.
  external: ['lmdb'],
  // Some libraries are CommonJS and call require; an ES module has none unless it makes one.
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
  },
});
await chmod(`${out}/trailwarden.mjs`, 0o755);
