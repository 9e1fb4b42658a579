import type { ReportLine } from '#engine/model/report.ts';
import { toJson } from './escape.ts';
import { jsonPieces } from './ndjson.ts';
import { type Answer, type Selection, select } from './selection.ts';

/** One object `{coverage, issuances, sessions, links, findings, incidents}`, made piece by piece; `faults` if any broke. */
export function* jsonDocument(answer: Answer, selection: Selection = {}): Iterable<string> {
  const { coverage, faults, ...lists } = select(answer, selection);
  let before = '{';
  if (coverage) {
    yield `${before}"coverage":${toJson(coverage)}`;
    before = ',\n';
  }
  const named: [string, Iterable<ReportLine> | undefined][] = [
    ['issuances', lists.issuances],
    ['sessions', lists.sessions],
    ['links', lists.links],
    ['findings', lists.findings],
    ['incidents', lists.incidents],
    ['faults', faults.length > 0 ? faults : undefined],
  ];
  for (const [name, lines] of named) {
    if (!lines) continue;
    yield `${before}"${name}":`;
    yield* arrayOf(lines, jsonPieces);
    before = ',\n';
  }
  yield before === '{' ? '{}\n' : '}\n';
}

/** Any plain data as one array, an element a line. */
export function* jsonArray(lines: Iterable<object>): Iterable<string> {
  yield* arrayOf(lines, (line) => [toJson(line)]);
  yield '\n';
}

function* arrayOf<Line>(lines: Iterable<Line>, piecesOf: (line: Line) => Iterable<string>): Iterable<string> {
  let isFirst = true;
  for (const line of lines) {
    yield isFirst ? '[\n' : ',\n';
    isFirst = false;
    yield* piecesOf(line);
  }
  yield isFirst ? '[]' : '\n]';
}
