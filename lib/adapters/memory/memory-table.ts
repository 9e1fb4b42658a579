import { type Block, mergeBlocks } from '#engine/baseline/block.ts';
import { packBlock, unpackBlock } from '#engine/baseline/pack.ts';
import { groupName, groupOfName } from '#engine/facts/fact-group.ts';
import type { FactItem } from '#engine/facts/fact-item.ts';
import type { FindingLine, IncidentLine } from '#engine/model/report.ts';
import type { CaseTable, SweepNote } from '#ports/case-table.ts';
import type { Kept } from '#ports/finding-store.ts';

/** What a memory table holds; hand it to another table to play a second function. */
export interface MemoryCase {
  /** Facts by group and id. */
  readonly facts: Map<string, Map<string, FactItem>>;
  readonly lines: Map<string, Kept>;
  /** Ids of lines by the groups they rest on or rested on. */
  readonly pointers: Map<string, Set<string>>;
  /** Seconds of the groups above, by holder. */
  readonly seconds: Map<string, Set<number>>;
  /** Every write of a line that was taken, in order: what a stream would tell. */
  readonly told: Kept[];
  /** Packed pasts by block and actor. */
  readonly pasts: Map<string, Uint8Array>;
  sweep: SweepNote | undefined;
}

export const emptyCase = (): MemoryCase => ({
  facts: new Map(),
  lines: new Map(),
  pointers: new Map(),
  seconds: new Map(),
  told: [],
  pasts: new Map(),
  sweep: undefined,
});

/** The table in memory, for tests and for engines that live as long as their process. */
export const memoryTable = (held: MemoryCase = emptyCase()): CaseTable => ({
  async put(items) {
    for (const item of items) {
      const known = held.facts.get(item.group) ?? new Map<string, FactItem>();
      held.facts.set(item.group, known.set(item.id, { ...item, body: item.body.slice() }));
      note(held, item.group);
    }
  },
  async *all() {
    for (const group of [...held.facts.values()]) yield* [...group.values()];
  },
  async span({ holder, fromSecond, toSecond }, { mostBytes = Number.POSITIVE_INFINITY }) {
    const names = [...(held.seconds.get(holder) ?? [])]
      .filter((second) => second >= fromSecond && second <= toSecond)
      .sort((a, b) => b - a)
      .map((second) => groupName({ holder, second }));
    const items: FactItem[] = [];
    const findings = new Set<string>();
    let bytes = 0;
    for (const name of names) {
      if (bytes >= mostBytes) return { items, findings: [...findings].sort(), isWhole: false };
      for (const item of held.facts.get(name)?.values() ?? []) {
        items.push(item);
        bytes += item.body.length;
      }
      for (const id of held.pointers.get(name) ?? []) findings.add(id);
    }
    return { items, findings: [...findings].sort(), isWhole: true };
  },
  async get(ids) {
    return new Map([...ids].flatMap((id) => (held.lines.has(id) ? [[id, held.lines.get(id)!] as const] : [])));
  },
  async *findings() {
    for (const kept of [...held.lines.values()]) if (isFinding(kept)) yield kept;
  },
  async *incidents() {
    for (const kept of [...held.lines.values()]) if (!isFinding(kept)) yield kept as Kept<IncidentLine>;
  },
  async addPast(block) {
    const name = `${block.number} ${block.actor}`;
    const known = held.pasts.get(name);
    const next = packBlock(known ? mergeBlocks(unpackBlock(known), block) : block);
    if (known && Buffer.compare(known, next) === 0) return false;
    held.pasts.set(name, next);
    return true;
  },
  async past({ actor, fromBlock, toBlock }) {
    const blocks: Block[] = [];
    for (let number = fromBlock; number <= toBlock; number++) {
      const packed = held.pasts.get(`${number} ${actor}`);
      if (packed) blocks.push(unpackBlock(packed));
    }
    return blocks;
  },
  async *allPasts() {
    for (const packed of [...held.pasts.values()]) yield unpackBlock(packed);
  },
  lastSweep: async () => held.sweep,
  async noteSweep(note) {
    held.sweep = note;
  },
  async save(kept) {
    const { id } = kept.line;
    if ((held.lines.get(id)?.version ?? 0) !== kept.version - 1) return false;
    for (const group of kept.groups) {
      held.pointers.set(group, (held.pointers.get(group) ?? new Set()).add(id));
      note(held, group);
    }
    held.lines.set(id, structuredClone(kept));
    held.told.push(held.lines.get(id)!);
    return true;
  },
});

const isFinding = (kept: Kept): kept is Kept<FindingLine> => kept.line.type === 'finding';

const note = ({ seconds }: MemoryCase, group: string): void => {
  const { holder, second } = groupOfName(group);
  seconds.set(holder, (seconds.get(holder) ?? new Set()).add(second));
};
