import type { LinkLine, ReportLine } from '#engine/model/report.ts';
import { toJson } from './escape.ts';
import { type Answer, type Selection, select } from './selection.ts';

/** One object per line, in the contract's order; each line ends in "\n". Only a very long link comes in several yields. */
export function* ndjsonLines(answer: Answer, selection: Selection = {}): Iterable<string> {
  const selected = select(answer, selection);
  if (selected.coverage) yield* ndjsonLine(selected.coverage);
  for (const issuance of selected.issuances ?? []) yield* ndjsonLine(issuance);
  for (const session of selected.sessions ?? []) yield* ndjsonLine(session);
  for (const link of selected.links ?? []) yield* ndjsonLine(link);
  for (const finding of selected.findings ?? []) yield* ndjsonLine(finding);
  for (const incident of selected.incidents ?? []) yield* ndjsonLine(incident);
  for (const fault of selected.faults) yield* ndjsonLine(fault);
}

/** Any plain data, one object per line. */
export function* ndjsonOf(lines: Iterable<object>): Iterable<string> {
  for (const line of lines) yield `${toJson(line)}\n`;
}

function* ndjsonLine(line: ReportLine): Iterable<string> {
  if (!isLong(line)) {
    yield `${toJson(line)}\n`;
    return;
  }
  yield* longLinkPieces(line);
  yield '\n';
}

/** A link of ten million uses is longer than the longest string Node can hold, so a long one comes in pieces. */
const IDS_PER_PIECE = 50_000;

/** The JSON of one line, in one piece or several. */
export function* jsonPieces(line: ReportLine): Iterable<string> {
  if (isLong(line)) yield* longLinkPieces(line);
  else yield toJson(line);
}

const isLong = (line: ReportLine): line is LinkLine => line.type === 'link' && line.useEventIds.length > IDS_PER_PIECE;

function* longLinkPieces(link: LinkLine): Iterable<string> {
  const entries = Object.entries(link).filter(([, value]) => value !== undefined);
  let before = '{';
  for (const [key, value] of entries) {
    yield `${before}${toJson(key)}:`;
    before = ',';
    if (key === 'useEventIds') yield* arrayPieces(link.useEventIds);
    else yield toJson(value);
  }
  yield '}';
}

function* arrayPieces(ids: readonly string[]): Iterable<string> {
  yield '[';
  for (let at = 0; at < ids.length; at += IDS_PER_PIECE) {
    const inner = toJson(ids.slice(at, at + IDS_PER_PIECE)).slice(1, -1);
    yield at === 0 ? inner : `,${inner}`;
  }
  yield ']';
}
