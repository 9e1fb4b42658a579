import type { Case } from '../case.ts';
import { isOwnNetwork } from '../config/configuration.ts';
import { type Finding, isSuppressed, severityRank } from '../detections/finding.ts';
import { stableId } from '../facts/hash.ts';
import { pushTo } from '../lineage/issuances.ts';
import type { IncidentLine } from '../model/report.ts';
import type { Session } from '../model/session.ts';
import { printTime } from '../time.ts';
import { joinFindings } from './join.ts';
import { scoreOf } from './score.ts';
import { nameOf, storyOf } from './story.ts';
import { stretchesOf } from './stretches.ts';

/** The same foreign network and client within a day makes incidents related, never one. */
const RELATED_MS = 86_400_000;

interface Draft {
  readonly id: string;
  readonly root: Session;
  readonly findings: readonly Finding[];
  readonly firstMs: number;
  readonly lastMs: number;
}

/**
 * One incident per root credential and stretch of activity, scored and told. Sorted by first time, id. `of`: those that a
 * finding is in, the latest first.
 */
export const incidentsOf = (
  file: Case,
  findings: readonly Finding[],
): { incidents: IncidentLine[]; of: ReadonlyMap<string, readonly string[]> } => {
  const drafts = joinFindings(file, findings).flatMap(({ name, root, findings: own }) =>
    stretchesOf(file, own).map((part, n): Draft => {
      const firstMs = part[0]!.firstMs;
      const id = n === 0 ? stableId('inc', name) : stableId('inc', name, String(firstMs));
      return { id, root, findings: part, firstMs, lastMs: Math.max(...part.map((finding) => finding.lastMs)) };
    }),
  );
  const of = new Map<string, string[]>();
  // Stretches of one root come in time.
  for (const { id, findings: own } of drafts)
    for (const { line } of own) of.set(line.id, [id, ...(of.get(line.id) ?? [])]);
  const related = relatedOf(file, drafts);
  const incidents = drafts.map((draft) => lineOf(file, draft, related.get(draft.id) ?? []));
  return {
    incidents: incidents.sort((a, b) =>
      a.firstAt === b.firstAt ? (a.id < b.id ? -1 : 1) : Date.parse(a.firstAt) - Date.parse(b.firstAt),
    ),
    of,
  };
};

const lineOf = (
  file: Case,
  { id, root, findings, firstMs, lastMs }: Draft,
  related: readonly string[],
): IncidentLine => {
  const sessions = [...new Set(findings.flatMap((finding) => finding.sessions))];
  const withRoot = [root, ...sessions];
  const origin = file.originOf(root);
  const worst = [...findings].sort(
    (a, b) =>
      Number(isSuppressed(a)) - Number(isSuppressed(b)) ||
      // A deed tells more than that there were several.
      Number(a.detection.ofFindings !== undefined) - Number(b.detection.ofFindings !== undefined) ||
      severityRank(b.line.severity) - severityRank(a.line.severity) ||
      a.firstMs - b.firstMs ||
      (a.line.id < b.line.id ? -1 : 1),
  )[0]!;
  const distinct = (values: readonly string[]) => [...new Set(values.filter((value) => value !== ''))].sort();
  const others = new Set(findings.map(({ line }) => line.detection)).size - 1;
  return {
    type: 'incident',
    id,
    title: `${worst.line.title}: ${nameOf(root)}${others > 0 ? ` and ${others} other kind${others > 1 ? 's' : ''} of finding` : ''}`,
    ...scoreOf(findings),
    lineage: lineageId(root),
    origin: { principal: origin.principal, grade: origin.grade },
    principals: distinct(withRoot.map(({ principal }) => principal)),
    sessions: distinct(withRoot.map((session) => session.id)),
    accessKeyIds: distinct(withRoot.flatMap(({ keys }) => keys)),
    accountIds: distinct(withRoot.map(({ accountId }) => accountId)),
    findings: findings.map(({ line }) => line.id),
    tactics: [...new Set([...findings].flatMap(({ line }) => line.tactics ?? []))],
    ...(related.length > 0 && { related: [...related] }),
    firstAt: printTime(firstMs),
    lastAt: printTime(lastMs),
    story: storyOf(file, root, findings),
  };
};

export const lineageId = (root: Session): string => stableId('lin', root.id);

/** A place that more incidents share than this (an office, a hub) relates nothing. */
const MAX_SHARING = 20;

/** Incidents whose evidence comes from one client network by one client within a day of each other. */
const relatedOf = (file: Case, drafts: readonly Draft[]): Map<string, string[]> => {
  const seen = new Map<string, { id: string; firstMs: number; lastMs: number }[]>();
  for (const draft of drafts) {
    const places = new Set<string>();
    for (const { sessions } of draft.findings)
      for (const session of sessions)
        for (const { shape, own } of file.shapesOf(session))
          if (own && shape.network.isClient && !isOwnNetwork(shape.knownNetwork))
            places.add(`${shape.network.name}|${shape.userAgent}`);
    for (const place of places) pushTo(seen, place, draft);
  }
  const related = new Map<string, Set<string>>();
  for (const sharing of seen.values()) {
    if (sharing.length > MAX_SHARING) continue;
    for (const one of sharing) {
      for (const other of sharing) {
        if (one.id === other.id || one.firstMs - other.lastMs > RELATED_MS || other.firstMs - one.lastMs > RELATED_MS)
          continue;
        related.set(one.id, (related.get(one.id) ?? new Set()).add(other.id));
      }
    }
  }
  return new Map([...related].map(([id, ids]) => [id, [...ids].sort()]));
};
