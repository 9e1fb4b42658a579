// Bundles what runs without the source tree: the command line (its own worker too), the benchmark, and the functions.

import { existsSync, readdirSync } from 'node:fs';
import { chmod, rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { lazyPackages } from './lazy-packages.mjs';

// Asked for its exports, the AWS SDK would say which Node it likes.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

const root = fileURLToPath(new URL('..', import.meta.url));
const out = `${root}dist`;

const common = {
  absWorkingDir: root,
  outExtension: { '.js': '.mjs' },
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  logLevel: 'warning',
  // Some libraries are CommonJS and call require; an ES module has none unless it makes one.
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
  },
};

await rm(out, { recursive: true, force: true });
await build({
  ...common,
  entryPoints: ['bin/trailwarden.ts', 'bin/bench.ts'].filter((entry) => existsSync(root + entry)),
  outdir: out,
  sourcemap: 'linked',
  // Native code cannot be bundled; it is loaded only where --store is used.
  external: ['lmdb'],
  // Only what asks AWS waits for its SDK.
  plugins: [lazyPackages(/^@aws-sdk\//)],
});
await chmod(`${out}/trailwarden.mjs`, 0o755);

// A folder for each function, with everything in one file, the SDK too: a cold start reads one file, and what was tested
// is what runs. Identifiers stay as they are, so that a stack trace can be read without a source map.
await build({
  ...common,
  entryPoints: readdirSync(`${root}lambdas`)
    .filter((file) => file.endsWith('.ts'))
    .map((file) => ({ in: `lambdas/${file}`, out: `${file.slice(0, -'.ts'.length)}/index` })),
  outdir: `${out}/lambdas`,
  minifyWhitespace: true,
  minifySyntax: true,
  legalComments: 'none',
});
