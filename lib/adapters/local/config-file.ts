import { isMap, isNode, isScalar, isSeq, LineCounter, type Node, type ParsedNode, parseDocument } from 'yaml';
import { readText, UnreadableText } from './read-text.ts';

/** A configuration of thousands of entries is a tenth of this. */
const MAX_BYTES = 1024 * 1024;
/** Anchors save typing; what repeats more than this is made to fill memory. */
const MAX_ALIASES = 100;

/** A YAML file's content and where each part of it stands. */
export interface ConfigText {
  readonly text: string;
  readonly value: unknown;
  /** Line, from 1, of the deepest part of the path that the file has. */
  lineOf(path: readonly (string | number)[]): number;
}

/** Reads YAML 1.2 (or JSON) without tags, code or merges. Throws UnreadableText, with the line where it is known. */
export const readConfigFile = async (path: string): Promise<ConfigText> =>
  parseConfig(await readText(path, MAX_BYTES), path === '-' ? 'standard input' : path);

export const parseConfig = (text: string, place: string): ConfigText => {
  const lines = new LineCounter();
  try {
    const document = parseDocument(text, { version: '1.2', schema: 'core', prettyErrors: false, lineCounter: lines });
    // An unknown tag (`!!js/function`) is a warning to the parser, and a bad value here.
    const fault = document.errors[0] ?? document.warnings[0];
    if (fault) throw new UnreadableText(`${place}:${lines.linePos(fault.pos[0]).line}: ${reasonOf(fault)}`);
    return {
      text,
      value: document.toJS({ maxAliasCount: MAX_ALIASES }),
      lineOf: (path) => lines.linePos(positionOf(document.contents, path)).line || 1,
    };
  } catch (error) {
    if (error instanceof UnreadableText) throw error;
    // Aliases are counted as they are resolved, and depth shows where the stack ends.
    throw new UnreadableText(`${place}: ${reasonOf({ code: '', message: (error as Error).message })}`, {
      cause: error,
    });
  }
};

const reasonOf = ({ code, message }: { code: string; message: string }): string => {
  if (code === 'MULTIPLE_DOCS') return 'has a second document (---); keep one';
  // The parser descends by recursion.
  return /call stack/.test(message) ? 'is nested too deeply' : oneLine(message);
};

const oneLine = (message: string): string => message.split('\n', 1)[0]!.slice(0, 200);

const positionOf = (root: ParsedNode | null, path: readonly (string | number)[]): number => {
  let at: Node | null = root;
  let position = root?.range[0] ?? 0;
  for (const step of path) {
    const found = childOf(at, step);
    if (!found) break;
    position = found.position ?? position;
    at = found.node;
  }
  return position;
};

const childOf = (
  at: Node | null,
  step: string | number,
): { position: number | undefined; node: Node | null } | undefined => {
  if (isMap(at)) {
    const pair = at.items.find(({ key }) => isScalar(key) && String(key.value) === String(step));
    return pair && { position: startOf(pair.key), node: isNode(pair.value) ? pair.value : null };
  }
  const item = isSeq(at) ? at.items[Number(step)] : undefined;
  return isNode(item) ? { position: startOf(item), node: item } : undefined;
};

const startOf = (node: unknown): number | undefined => (isNode(node) ? node.range?.[0] : undefined);
