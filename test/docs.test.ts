import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { catalogue } from '#engine/detections/catalogue.ts';
import { isTactic, techniqueOf } from '#report/attack.ts';
import { detectionDocs } from '../.ci/detection-docs.ts';
import { run } from './cli-run.ts';

const ROOT = new URL('../', import.meta.url);
const docs = await detectionDocs();

describe('the detections’ pages', () => {
  test.each([...docs.keys()])('%s is as printed; if not: npm run docs', (path) => {
    expect(readFileSync(new URL(path, ROOT), 'utf8')).toBe(docs.get(path));
  });

  test('no page is left of a detection that is gone', () => {
    const pages = readdirSync(new URL('docs/detections/', ROOT)).map((name) => `docs/detections/${name}`);
    expect(pages.filter((page) => !docs.has(page))).toEqual([]);
  });

  test('every link within them leads somewhere', () => {
    for (const [path, text] of docs) {
      if (!path.endsWith('.md')) continue;
      for (const [, target = ''] of text.matchAll(/\]\(([^)]+\.md)\)/g))
        expect(docs.has(`docs/detections/${target}`)).toBe(true);
    }
  });
});

test('explain shows the story’s finding, too', async () => {
  const { code, stdout } = await run(['detections', 'explain', 'recon-burst']);
  expect(code).toBe(0);
  expect(stdout).toMatch(/Example\n {2}When .*:\n[\s\S]*it says:\n {4}[A-Z]+ A burst of questions/);
});

describe.each(catalogue.map((detection) => [detection.id, detection] as const))('%s', (id, { attack, tactics }) => {
  test('names techniques and tactics that ATT&CK has', () => {
    expect(attack.filter((technique) => techniqueOf(technique).name === undefined)).toEqual([]);
    expect(tactics.filter((tactic) => !isTactic(tactic))).toEqual([]);
  });

  test('shows one of its stories and what it says of it', () => {
    expect(docs.get(`docs/detections/${id}.md`)).toContain('## Example');
  });
});
