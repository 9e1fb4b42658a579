import type { IssuanceLine, LinkLine } from '#engine/model/report.ts';
import { escapeStrings } from './escape.ts';
import { clip, type Look, table, withThousands } from './look.ts';
import { principalName } from './principal-name.ts';

/** The first `limit` issuances, by time. */
export function issuanceTable(
  issuances: Iterable<IssuanceLine>,
  limit: number,
  look: Look,
): { lines: string[]; total: number } {
  const head = ['at', 'kind', 'outcome', 'by', 'issued', 'uses'];
  return firstRows(issuances, limit, look, head, (issuance) => [
    issuance.at,
    issuance.kind,
    issuance.outcome,
    clip(principalName(issuance.by.principal), 40),
    issuance.issued?.accessKeyId ?? clip(principalName(issuance.issued?.sessionArn ?? ''), 40),
    issuance.uses === undefined ? '' : withThousands(issuance.uses),
  ]);
}

/** The first `limit` links, by id. */
export function linkTable(links: Iterable<LinkLine>, limit: number, look: Look): { lines: string[]; total: number } {
  const head = ['grade', 'rule', 'issuance', 'session', 'uses'];
  return firstRows(links, limit, look, head, (link) => [
    link.grade,
    link.rule,
    link.issuance ?? `one of ${link.candidates?.length ?? 0}`,
    link.session,
    withThousands(link.useEventIds.length),
  ]);
}

function firstRows<Line>(
  lines: Iterable<Line>,
  limit: number,
  look: Look,
  head: readonly string[],
  rowOf: (line: Line) => string[],
): { lines: string[]; total: number } {
  const rows: string[][] = [];
  let total = 0;
  for (const line of lines) {
    if (++total <= limit) rows.push(rowOf(line).map(escapeStrings));
  }
  return { lines: rows.length > 0 ? table(head, rows, look, '  ') : [], total };
}
