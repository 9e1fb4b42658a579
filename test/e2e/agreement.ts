import { expect } from 'vitest';
import { dynamoTable } from '#adapters/aws/dynamo-table.ts';
import type { FindingLine, IncidentLine } from '#engine/model/report.ts';
import { tellingOf } from '#pipeline/tell.ts';
import type { Kept } from '#ports/finding-store.ts';
import type { Deployed } from './deployed.ts';
import { deadLetters, found, sweepNow } from './running.ts';
import { type Listener, lastOfEach } from './told.ts';
import { linesOf, linesOfFiles, type TrailObject } from './trail.ts';

type Line = FindingLine | IncidentLine;

const concluded = (lines: readonly string[]): readonly Line[] =>
  lines.map((line) => JSON.parse(line) as Line).filter(({ type }) => type === 'finding' || type === 'incident');

/** Findings and incidents that stand in the table, by id. */
const standing = async ({ clients, outputs }: Deployed): Promise<ReadonlyMap<string, Kept>> => {
  const table = dynamoTable({ client: clients.dynamo, table: outputs.CaseTableName, factDays: 90, clock: Date.now });
  const kept = new Map<string, Kept>();
  for (const all of [table.findings(), table.incidents()])
    for await (const one of all) if (one.state === 'standing') kept.set(one.line.id, one);
  return kept;
};

/**
 * After one sweep the table says what one analysis of the same objects says, byte for byte; the kept findings and
 * incidents are the same lines; whoever listens was last told of each in a way that leaves nothing to tell; and nothing
 * lies with the dead letters.
 */
export const expectAgreement = async (
  deployed: Deployed,
  objects: readonly TrailObject[],
  listener?: Listener,
): Promise<void> => {
  deployed.proxy.setFaults([]);
  await sweepNow(deployed);
  const wanted = await linesOfFiles(objects);
  expect(wanted.length).toBeGreaterThan(0);
  expect(await linesOf(['--table', deployed.outputs.CaseTableName])).toEqual(wanted);
  const lines = concluded(wanted);
  const kept = await standing(deployed);
  expect([...kept.keys()].sort()).toEqual(lines.map(({ id }) => id).sort());
  for (const line of lines) expect(kept.get(line.id)?.line).toEqual(line);
  expect(await deadLetters(deployed)).toBe(0);
  if (listener) await expectTold(listener, kept);
};

/** Telling comes a moment after keeping. */
const expectTold = async (listener: Listener, kept: ReadonlyMap<string, Kept>): Promise<void> => {
  let wrong: readonly string[] = [];
  await found('the last word of each line told', async () => {
    const last = lastOfEach(await listener.told());
    const stale = [...last.values()].filter(({ body }) => body.status === 'open' && !kept.has(body.id));
    wrong = [
      ...stale.map(({ body }) => `${body.id} is told as open in version ${body.version}`),
      ...[...kept].flatMap(([id, one]) => {
        const said = last.get(id)?.body;
        return saysTheSame(said, one) ? [] : [`${id} version ${one.version}, told version ${said?.version}`];
      }),
    ];
    return wrong.length === 0 ? true : undefined;
  }).catch((error: unknown) => {
    throw new Error(`not told: ${wrong.join('; ')}`, { cause: error });
  });
};

/** What a person would want to be told of the kept line, the message said. */
const saysTheSame = (said: (Line & { version: number; status: string }) | undefined, kept: Kept): boolean => {
  if (!said || said.status === 'withdrawn') return false;
  const before: Kept = { ...kept, line: said, version: said.version };
  return tellingOf({ before, after: kept, storedAtMs: 0 }) === undefined;
};
