import type { CoverageLine } from '#engine/model/report.ts';
import { escapeStrings } from './escape.ts';
import { counted } from './look.ts';

/** What was read, on one line: how much, what was set aside and why, which span, where the logs are silent. */
export function coverageText(raw: CoverageLine): string {
  const coverage = escapeStrings({ ...raw, setAside: raw.setAside.slice(0, 1) });
  const files = coverage.filesRead > 0 ? ` in ${counted(coverage.filesRead, 'file')}` : '';
  const parts = [`${counted(coverage.recordsIn, 'record')}${files}: ${counted(coverage.recordsKept, 'kept', 'kept')}`];
  if (coverage.duplicates > 0) parts.push(counted(coverage.duplicates, 'duplicate'));
  if (coverage.stored && coverage.filesRead > 0) parts.push(`${counted(coverage.stored, 'record')} stored before`);
  if (coverage.conflicts) parts.push(counted(coverage.conflicts, 'conflict'));
  const damage = damageText(raw);
  if (damage) parts.push(damage);
  for (const [kind, count] of Object.entries(coverage.other ?? {})) parts.push(counted(count, `${kind} object`));
  if (coverage.firstEventAt) parts.push(`${coverage.firstEventAt} to ${coverage.lastEventAt}`);
  parts.push(counted(coverage.accounts.length, 'account'), counted(coverage.regions.length, 'region'));
  parts.push(networksText(coverage.networkData));
  const [quiet] = coverage.quiet ?? [];
  if (quiet && coverage.quiet) {
    parts.push(
      `${counted(coverage.quiet.length, 'quiet span')}, first ${quiet.account} ${quiet.region} ${quiet.from} to ${quiet.to}`,
    );
  }
  return parts.join('; ');
}

/** By what one network was told from another. */
const networksText = (sources: CoverageLine['networkData'] = []): string => {
  if (sources.length === 0) return 'networks by prefix only';
  const told = (['asn', 'country'] as const).flatMap((kind) => {
    const names = sources
      .filter((one) => one.kind === kind)
      .map(({ name, built }) => (built ? `${name} of ${built}` : name));
    return names.length > 0 ? [`${KINDS[kind]} (${names.join(', ')})`] : [];
  });
  return `networks by ${told.join(' and ')}`;
};
const KINDS = { asn: 'AS number', country: 'country' } as const;

/** What was set aside, with the first case of each kind; empty if nothing was. */
export function damageText(raw: CoverageLine): string {
  const coverage = escapeStrings({
    ...raw,
    setAside: raw.setAside.slice(0, 1),
    filesSetAside: raw.filesSetAside.slice(0, 1),
  });
  const parts: string[] = [];
  const [record] = coverage.setAside;
  if (coverage.recordsSetAside > 0) {
    const place = record ? ` (${placeOf(record)}: ${record.reason})` : '';
    parts.push(`${counted(coverage.recordsSetAside, 'record')} set aside${place}`);
  }
  const [file] = coverage.filesSetAside;
  if (file) parts.push(`${counted(raw.filesSetAside.length, 'file')} set aside (${file.path}: ${file.reason})`);
  return parts.join('; ');
}

const placeOf = ({ path, record }: { path: string; record?: number }): string =>
  record === undefined ? path : `${path}, record ${record}`;
