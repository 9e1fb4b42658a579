import type { JitLine } from '#engine/model/report.ts';
import { escapeStrings } from './escape.ts';
import { clip, counted, inkOf, type Look, table } from './look.ts';
import { principalName } from './principal-name.ts';

/** Verdicts for eyes: what needs a look first, then by time; how many of each below. */
export function jitText(lines: readonly JitLine[], look: Look): string[] {
  if (lines.length === 0) return ['No session of a role that needs a grant is in these logs.'];
  const ink = inkOf(look);
  const shown = lines
    .map((line) => ({ ...line, outside: line.outside.slice(0, 1), outsideTotal: line.outside.length }))
    .map(escapeStrings)
    .sort((a, b) => Number(a.verdict === 'covered') - Number(b.verdict === 'covered'));
  const rows = shown.map((line) => [
    line.verdict === 'covered' ? ink.dim(line.verdict) : ink.bold(line.verdict),
    line.grant ?? '-',
    clip(roleName(line.role), 36),
    clip(principalName(line.person), 36),
    line.openedAt,
    String(line.events),
    line.tailSeconds > 0 ? `${line.tailSeconds} s` : '-',
    line.outsideTotal > 0 ? `${line.outsideTotal}, first ${line.outside[0]}` : '-',
    line.session,
  ]);
  const head = ['verdict', 'grant', 'role', 'who', 'opened', 'events', 'tail', 'outside', 'session'];
  const counts = new Map<string, number>();
  for (const { verdict } of lines) counts.set(verdict, (counts.get(verdict) ?? 0) + 1);
  const summary = [...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([verdict, count]) => `${count} ${verdict}`);
  return [...table(head, rows, look), '', `${counted(lines.length, 'session')}: ${summary.join(', ')}`];
}

/** A directory's roles have a path of their own, which says nothing beside their name. */
const roleName = (arn: string): string => principalName(arn).replace(/^role\/aws-reserved\/.*\//, '');
