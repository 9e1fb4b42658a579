import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { builtCode, type FunctionName } from '../../lib/infra/built-code.ts';

const folder = fileURLToPath(new URL('../../dist/lambdas', import.meta.url));
const handlers = readdirSync(new URL('../../lambdas', import.meta.url))
  .filter((file) => file.endsWith('.ts'))
  .map((file) => file.slice(0, -'.ts'.length));

/** A cold start reads and parses all of it. */
const MOST_BYTES = 3_000_000;

test.skipIf(!existsSync(folder)).each(handlers)('%s is one file that needs nothing but Node, and is small', (name) => {
  expect(readdirSync(`${folder}/${name}`)).toEqual(['index.mjs']);
  const text = readFileSync(`${folder}/${name}/index.mjs`, 'utf8');
  expect(Buffer.byteLength(text)).toBeLessThan(MOST_BYTES);
  const imports = [...text.matchAll(/(?:(?:^|;)import\b[^;"'`(]*|\bimport\(\s*)["']([^"']+)["']/gm)].map(
    ([, from]) => from!,
  );
  expect(imports.length).toBeGreaterThan(0);
  expect(imports.filter((from) => !isBuiltin(from))).toEqual([]);
});

test('a bundle that is missing is told with what to do', () => {
  expect(() => builtCode('nowhere' as FunctionName)).toThrow('npm run build');
});
