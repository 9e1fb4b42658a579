import type { Case } from '../case.ts';
import type { Facts } from '../facts/facts.ts';
import { stableId } from '../facts/hash.ts';
import type { FaultLine, FindingLine } from '../model/report.ts';
import type { Session } from '../model/session.ts';
import { printTime } from '../time.ts';
import { asConfigured, enabled } from './as-configured.ts';
import type { Detection, Match } from './detection.ts';
import { distrusted } from './distrust.ts';
import { confidenceRank, type Finding, severityRank } from './finding.ts';
import { whomToAsk } from './whom-to-ask.ts';

/** Quiet after which a subject's next trouble is told anew (the contract's episodes). */
const EPISODE_GAP_MS = 24 * 3_600_000;
const MAX_EVIDENCE = 100;
const MAX_RESOURCES = 50;

/**
 * Runs every detection over every session: first those that speak of credentials themselves, then, knowing which
 * credentials are not to be trusted, the rest. One that throws becomes a fault; the others still run.
 */
export const evaluate = (
  file: Case,
  detections: readonly Detection[],
): { findings: Finding[]; faults: FaultLine[]; blind: Map<string, string> } => {
  const faults: FaultLine[] = [];
  const blind = blindOf(file, detections);
  const running = detections.filter(({ id }) => !blind.has(id));
  const about = run(
    file,
    running.filter(({ aboutCredential }) => aboutCredential),
    faults,
  );
  const distrust = distrusted(file, about);
  const conduct = run(
    { ...file, distrustOf: (session) => distrust.get(session) },
    running.filter(({ aboutCredential }) => !aboutCredential),
    faults,
  );
  const configured = asConfigured(file);
  const found = [...about, ...conduct].map(configured).sort(byTime);
  const ofFindings = runOnFindings(file, running, found, faults).map(configured);
  return {
    findings: [...found, ...ofFindings].sort(byTime),
    faults: faults.sort((a, b) => (a.detection < b.detection ? -1 : 1)),
    blind,
  };
};

/** Which detections cannot speak here, and why: those are not asked. */
const blindOf = (file: Case, detections: readonly Detection[]): Map<string, string> => {
  const chosen = new Set<Detection>(enabled(file, detections));
  return new Map(
    detections.flatMap((one) => {
      const why = chosen.has(one) ? one.blind?.(file) : 'left out by configuration';
      return why === undefined ? [] : [[one.id, why] as const];
    }),
  );
};

interface Running {
  readonly detection: Detection;
  readonly matches: Match[];
  broke: boolean;
}

const run = (file: Case, detections: readonly Detection[], faults: FaultLine[]): Finding[] => {
  const all: readonly Running[] = detections.map((detection) => ({ detection, matches: [], broke: false }));
  const toAsk = whomToAsk(file, all);
  for (const session of file.sessions)
    for (const one of toAsk(session)) if (!one.broke) ask(one, session, file, faults);
  return all.flatMap(({ detection, matches, broke }) => (broke ? [] : findingsOf(file, detection, matches)));
};

const ask = (one: Running, session: Session, file: Case, faults: FaultLine[]): void => {
  if (one.detection.isAbout?.(session) === false) return;
  try {
    for (const match of one.detection.judge(session, file)) one.matches.push(match);
  } catch (error) {
    one.broke = true;
    const message = error instanceof Error ? error.message : String(error);
    faults.push({ type: 'fault', detection: one.detection.id, message });
  }
};

const runOnFindings = (
  file: Case,
  detections: readonly Detection[],
  found: readonly Finding[],
  faults: FaultLine[],
): Finding[] =>
  detections.flatMap((detection) => {
    if (!detection.ofFindings) return [];
    try {
      return findingsOf(file, detection, [...detection.ofFindings(found, file)]);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      faults.push({ type: 'fault', detection: detection.id, message });
      return [];
    }
  });

const byTime = (a: Finding, b: Finding) => a.firstMs - b.firstMs || (a.line.id < b.line.id ? -1 : 1);

const findingsOf = (file: Case, detection: Detection, matches: readonly Match[]): Finding[] => {
  const bySubject = new Map<string, Match[]>();
  for (const match of matches) {
    const part = match.part === undefined ? [] : [match.part];
    const id = stableId('fnd', detection.id, match.subject.type, match.subject.id, ...part);
    const known = bySubject.get(id);
    if (known) known.push(match);
    else bySubject.set(id, [match]);
  }
  return [...bySubject].map(([id, group]) => findingOf(file, detection, id, group));
};

/** Matches about one subject are one finding: the worst speaks, all of them prove. */
const findingOf = (file: Case, detection: Detection, id: string, matches: readonly Match[]): Finding => {
  const { facts } = file;
  const firstRow = (match: Match) => [...match.evidence].sort((a, b) => facts.compare(a, b))[0]!;
  const ordered = [...matches].sort(
    (a, b) =>
      severityRank(b.severity) - severityRank(a.severity) ||
      confidenceRank(b.confidence) - confidenceRank(a.confidence) ||
      facts.compare(firstRow(a), firstRow(b)) ||
      (a.summary < b.summary ? -1 : 1),
  );
  const worst = ordered[0]!;
  const moments = momentsOf(facts, ordered);
  const evidence = [...moments.keys()];
  const sessions = [...new Set(ordered.flatMap((match) => match.sessions))];
  const times = [...moments.values()].sort((a, b) => a - b);
  const resources = [...new Set(ordered.flatMap((match) => match.resources ?? []))].slice(0, MAX_RESOURCES);
  const others = ordered.length - 1;
  const keys = [...new Set(sessions.flatMap((session) => session.keys))].sort().slice(0, MAX_RESOURCES);
  return {
    detection,
    matches: ordered,
    sessions,
    joins: ordered.flatMap(({ joins, sessions: [maker, ...users] }) =>
      joins && maker ? users.map((user) => [maker, user] as const) : [],
    ),
    firstMs: times[0]!,
    lastMs: times.at(-1)!,
    line: {
      type: 'finding',
      id,
      detection: detection.id,
      title: titleOf(detection, ordered),
      summary: others === 0 ? worst.summary : `${worst.summary} (and ${others} more like it)`,
      severity: worst.severity,
      confidence: worst.confidence,
      status: 'open',
      subject: worst.subject,
      principal: worst.sessions[0]!.principal,
      sessions: sessions.map((session) => session.id).sort(),
      ...(keys.length > 0 && { accessKeyIds: keys }),
      accountId: worst.sessions[0]!.accountId,
      ...(resources.length > 0 && { resources }),
      firstAt: printTime(times[0]!),
      lastAt: printTime(times.at(-1)!),
      attack: [...new Set(ordered.flatMap((match) => match.attack ?? detection.attack))],
      tactics: [...new Set(ordered.flatMap((match) => match.tactics ?? detection.tactics))],
      evidence: evidence.slice(0, MAX_EVIDENCE),
      evidenceTotal: evidence.length,
      ...(worst.subject.type !== 'session' && { episodes: episodesOf(times) }),
    },
  };
};

/** A detection is named after what was done; where all of it was refused or failed, it was only attempted. */
const titleOf = ({ title }: Detection, matches: readonly Match[]): string =>
  matches.every(({ isAttempt }) => isAttempt) ? `Attempted: ${title.charAt(0).toLowerCase()}${title.slice(1)}` : title;

/**
 * Event ids, the most telling first, with the moment each counts at: its own, or, of what only explains a deed, the deed's
 * beginning. Both accounts of one call may have got it under one id, which is told once.
 */
const momentsOf = (facts: Facts, matches: readonly Match[]): ReadonlyMap<string, number> => {
  const moments = new Map<string, number>();
  for (const { evidence } of matches) for (const row of evidence) moments.set(facts.eventId(row), facts.atMs(row));
  for (const { evidence, explainedBy = [] } of matches) {
    if (explainedBy.length === 0) continue;
    const began = evidence.reduce((first, row) => Math.min(first, facts.atMs(row)), Number.POSITIVE_INFINITY);
    for (const row of explainedBy) {
      const id = facts.eventId(row);
      if (!moments.has(id)) moments.set(id, began);
    }
  }
  return moments;
};

const episodesOf = (times: readonly number[]): NonNullable<FindingLine['episodes']> => {
  const starts = times.flatMap((at, i) => (i === 0 || at - times[i - 1]! > EPISODE_GAP_MS ? [i] : []));
  return starts.map((start, n) => {
    const within = times.slice(start, starts[n + 1]);
    return { firstAt: printTime(within[0]!), lastAt: printTime(within.at(-1)!), evidenceTotal: within.length };
  });
};
