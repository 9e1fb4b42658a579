import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Code } from 'aws-cdk-lib/aws-lambda';

/** The functions, by their files in lambdas/. */
export type FunctionName = 'ingest' | 'publish' | 'sweep' | 'investigate' | 'backfill';

/** Where a function's bundle is. */
export type CodeOf = (name: FunctionName) => Code;

/**
 * The bundles that bin/build.mjs made, together with the command line. Nothing is bundled at synthesis: it needs
 * neither Docker nor network nor a compiler, and what was tested is what is deployed.
 */
export const builtCode: CodeOf = (name) => {
  const folder = fileURLToPath(new URL(`../../dist/lambdas/${name}`, import.meta.url));
  if (!existsSync(folder)) throw new Error(`dist/lambdas/${name} is not there: run npm run build`);
  return Code.fromAsset(folder);
};
