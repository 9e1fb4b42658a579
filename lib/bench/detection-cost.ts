import Table from 'cli-table3';
import { localLogs } from '#adapters/local/local-logs.ts';
import { openCase } from '#engine/case.ts';
import { catalogue } from '#engine/detections/catalogue.ts';
import type { Detection } from '#engine/detections/detection.ts';
import { evaluate } from '#engine/detections/evaluate.ts';
import { Facts } from '#engine/facts/facts.ts';

/**
 * Prints what each detection takes on a trail, and what that is of reading the trail and judging it. An index that
 * several share is paid by the one that asks first.
 */
export const detectionCost = async (trail: string): Promise<void> => {
  const started = performance.now();
  const facts = new Facts();
  await localLogs([trail], 1).readInto(facts);
  const file = openCase(facts);
  const spentMs = new Map<string, number>(catalogue.map(({ id }) => [id, 0]));
  evaluate(
    file,
    catalogue.map((detection) => timed(detection, (ms) => spentMs.set(detection.id, spentMs.get(detection.id)! + ms))),
  );
  const totalMs = performance.now() - started;
  const table = new Table({ head: ['detection', 'ms', 'of the whole'], style: { head: [], border: [] } });
  for (const [id, ms] of [...spentMs].sort(([, a], [, b]) => b - a))
    table.push([id, ms.toFixed(0), `${((100 * ms) / totalMs).toFixed(1)} %`]);
  const all = [...spentMs.values()].reduce((sum, ms) => sum + ms, 0);
  console.log(
    `detections on ${facts.size.toLocaleString('en')} records: ${((100 * all) / totalMs).toFixed(1)} % of the whole`,
  );
  console.log(table.toString());
};

const timed = (detection: Detection, spent: (ms: number) => void): Detection => ({
  ...detection,
  judge: (session, file) => {
    const started = performance.now();
    const matches = [...detection.judge(session, file)];
    spent(performance.now() - started);
    return matches;
  },
  ...(detection.ofFindings && {
    ofFindings: (findings, file) => {
      const started = performance.now();
      const matches = [...detection.ofFindings!(findings, file)];
      spent(performance.now() - started);
      return matches;
    },
  }),
});
