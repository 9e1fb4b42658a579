import type { FindingLine, IncidentLine } from '#engine/model/report.ts';

/**
 * A table's entry takes 400 KB. Real lines name tens of sessions; one that names thousands is told by the first of them,
 * and the facts tell the rest.
 */
const MOST_LISTED = 1000;

/** The line as it is kept: what it says in full, its longest lists cut. */
export const storedLine = <Line extends FindingLine | IncidentLine>(line: Line): Line => {
  const lists = Object.entries(line).filter(([, value]) => Array.isArray(value) && value.length > MOST_LISTED);
  if (lists.length === 0) return line;
  return { ...line, ...Object.fromEntries(lists.map(([name, list]) => [name, list.slice(0, MOST_LISTED)])) };
};
