import type {
  CoverageLine,
  FindingLine,
  IncidentLine,
  IssuanceLine,
  LinkLine,
  ReportLine,
  SessionLine,
} from '#engine/model/report.ts';

type Line = ReportLine & Record<string, unknown>;
type Say = (breach: string) => void;

const ORDER = ['coverage', 'issuance', 'session', 'link', 'finding', 'incident', 'fault'];
const ALWAYS: Readonly<Record<string, string>> = {
  coverage: 'filesRead filesSetAside recordsIn recordsKept duplicates recordsSetAside setAside accounts regions',
  issuance: 'id at kind outcome by',
  session: 'id kind actor firstEventAt lastEventAt events',
  link: 'id grade rule useEventIds session',
  finding: 'id detection title summary severity confidence status subject firstAt lastAt evidence evidenceTotal',
  incident: 'id title severity score findings sessions firstAt lastAt story',
  fault: 'detection message',
};
const WORDS: Readonly<Record<string, string>> = {
  severity: 'informational low medium high critical',
  confidence: 'low medium high',
  grade: 'exact strong inferred unknown',
  rule: 'issued-key shared-event principal-and-time workload sign-in',
  outcome: 'issued denied failed keyless',
  actor: 'human ci workload vendor service agent unknown',
  status: 'open withdrawn suppressed',
};
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?Z$/;
const UNSAFE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u;
const MAX_EVIDENCE = 100;

/**
 * Where an ndjson answer breaks its contract, in words; empty: nowhere. `ids` are the event ids of the input. The
 * answer is whole: nothing was left out by a window, a part or a least severity.
 */
export const breachesOf = (text: string, ids: ReadonlySet<string>): readonly string[] => {
  const breaches: string[] = [];
  const raw = text.split('\n');
  if (raw.pop() !== '') breaches.push('the last line does not end');
  const lines = raw.map((line) => {
    if (UNSAFE.test(line)) breaches.push(`unsafe character in ${line.slice(0, 80)}`);
    return JSON.parse(line) as Line;
  });
  for (const line of lines) checkShape(line, (breach) => breaches.push(`${nameOf(line)}: ${breach}`));
  const sayOf = (line: Line) => (breach: string) => breaches.push(`${nameOf(line)}: ${breach}`);
  checkOrder(lines, (breach) => breaches.push(breach));

  const known = knownIn(lines, ids);
  for (const line of lines) {
    const say = sayOf(line);
    if (line.type === 'coverage') checkCoverage(line, known, say);
    if (line.type === 'issuance') checkIssuance(line, known, say);
    if (line.type === 'session') checkSession(line, say);
    if (line.type === 'link') checkLink(line, known, say);
    if (line.type === 'finding') checkFinding(line, known, say);
    if (line.type === 'incident') checkIncident(line, known, say);
  }
  return breaches;
};

const nameOf = (line: Line): string => `${line.type} ${'id' in line ? line.id : ''}`;

interface Known {
  readonly ids: ReadonlySet<string>;
  readonly sessions: ReadonlyMap<string, SessionLine>;
  readonly issuances: ReadonlyMap<string, IssuanceLine>;
  readonly findings: ReadonlyMap<string, FindingLine>;
  readonly incidents: ReadonlyMap<string, IncidentLine>;
}

const knownIn = (lines: readonly Line[], ids: ReadonlySet<string>): Known => ({
  ids,
  sessions: byId(lines, 'session') as ReadonlyMap<string, SessionLine>,
  issuances: byId(lines, 'issuance') as ReadonlyMap<string, IssuanceLine>,
  findings: byId(lines, 'finding') as ReadonlyMap<string, FindingLine>,
  incidents: byId(lines, 'incident') as ReadonlyMap<string, IncidentLine>,
});

const byId = (lines: readonly Line[], type: string): ReadonlyMap<string, unknown> =>
  new Map(lines.flatMap((line) => (line.type === type && 'id' in line ? [[String(line.id), line] as const] : [])));

/** Fields always there, words of closed lists, times, and no null anywhere. */
const checkShape = (line: Line, say: Say): void => {
  for (const field of ALWAYS[line.type]?.split(' ') ?? []) if (line[field] === undefined) say(`${field} is missing`);
  if (!(line.type in ALWAYS)) say('unknown type');
  walk(line, '', (path, value) => {
    const field = path.split('.').at(-1)!;
    if (value === null) say(`${path} is null`);
    if (typeof value === 'number' && !Number.isFinite(value)) say(`${path} is no number`);
    if (typeof value !== 'string') return;
    if (/^(at|.*At|from|to|asOf)$/.test(field) && !TIME.test(value)) say(`${path} is no time: ${value}`);
    if (field in WORDS && !WORDS[field]!.split(' ').includes(value)) say(`${path} is ${value}`);
  });
};

const walk = (value: unknown, path: string, visit: (path: string, value: unknown) => void): void => {
  if (typeof value !== 'object' || value === null) visit(path, value);
  else for (const [key, inner] of Object.entries(value)) walk(inner, path === '' ? key : `${path}.${key}`, visit);
};

const checkOrder = (lines: readonly Line[], say: Say): void => {
  const keyOf = (line: Line): [type: number, ms: number, id: string] => {
    const at =
      line.type === 'issuance' ? line.at : line.type === 'finding' || line.type === 'incident' ? line.firstAt : '';
    return [ORDER.indexOf(line.type), at === '' ? 0 : Date.parse(at), 'id' in line ? String(line.id) : ''];
  };
  if (lines.filter(({ type }) => type === 'coverage').length !== 1) say('not one coverage line');
  lines.slice(1).forEach((line, before) => {
    const [a, b] = [keyOf(lines[before]!), keyOf(line)];
    const [type, ms] = [a[0] - b[0], a[1] - b[1]];
    if (type > 0 || (type === 0 && (ms > 0 || (ms === 0 && a[2] >= b[2] && line.type !== 'fault'))))
      say(`${nameOf(line)} stands after ${nameOf(lines[before]!)}`);
  });
};

const checkCoverage = (line: CoverageLine, { sessions }: Known, say: Say): void => {
  const {
    recordsIn,
    recordsKept,
    duplicates,
    recordsSetAside,
    setAside,
    conflicts = 0,
    firstEventAt,
    lastEventAt,
  } = line;
  if (recordsIn !== recordsKept + duplicates + recordsSetAside)
    say('records in are not those kept, repeated and set aside');
  if (setAside.length > 1000 || setAside.length > recordsSetAside) say('more set aside told than there are');
  if (recordsKept > 0 && !(firstEventAt && lastEventAt && firstEventAt <= lastEventAt))
    say('kept records without a span');
  const events = [...sessions.values()].reduce((sum, session) => sum + session.events, 0);
  if (conflicts === 0 && events !== recordsKept) say(`${recordsKept} kept, ${events} in sessions`);
  for (const list of [line.accounts, line.regions]) if (!isSortedSet(list)) say('accounts or regions not a sorted set');
};

const checkIssuance = (line: IssuanceLine, { ids, sessions }: Known, say: Say): void => {
  if (line.outcome === 'issued' && !line.issued) say('issued, and not what');
  within([line.id, ...(line.recordIds ?? [])], ids, 'record', say);
  within([line.by.session, ...(line.sessions ?? [])], sessions, 'session', say);
};

const checkSession = (line: SessionLine, say: Say): void => {
  if (Date.parse(line.firstEventAt) > Date.parse(line.lastEventAt)) say('ends before it begins');
  if (line.events < 1 || line.denied > line.events) say('counts do not add up');
  if (!line.actorWhy) say('no reason for the actor');
  const lists = [line.accessKeyIds, line.networks, line.clients, line.regions, line.actions];
  for (const list of lists)
    if (list && (list.length === 0 || !isSortedSet(list))) say('a list is empty or no sorted set');
};

const checkLink = (line: LinkLine, { ids, sessions, issuances }: Known, say: Say): void => {
  const { grade, issuance, candidates = [], because = [], useEventIds, onBehalfEventIds = [] } = line;
  if (grade === 'unknown' ? issuance !== undefined || candidates.length === 0 : !issuance || because.length === 0)
    say('grade, issuance, candidates and reasons do not fit');
  if (new Set(useEventIds).size !== useEventIds.length) say('a use twice');
  if (useEventIds.length + onBehalfEventIds.length === 0) say('a link without uses');
  within([...useEventIds, ...onBehalfEventIds, ...because], ids, 'record', say);
  within([line.session], sessions, 'session', say);
  within(issuance ? [issuance] : candidates, issuances, 'issuance', say);
};

const checkFinding = (line: FindingLine, { ids, sessions, incidents }: Known, say: Say): void => {
  const { evidence, evidenceTotal, episodes, subject } = line;
  if (evidence.length === 0 || evidence.length > MAX_EVIDENCE) say(`${evidence.length} records of evidence`);
  if (new Set(evidence).size !== evidence.length) say('evidence twice');
  if (evidenceTotal < evidence.length || (evidenceTotal > evidence.length && evidence.length < MAX_EVIDENCE))
    say('evidenceTotal does not fit');
  if (Date.parse(line.firstAt) > Date.parse(line.lastAt)) say('ends before it begins');
  if ((line.status === 'suppressed') !== (line.suppressedBy !== undefined)) say('suppressed and suppressedBy differ');
  if (subject.id === '') say('subject without id');
  within(evidence, ids, 'record', say);
  within(line.sessions ?? [], sessions, 'session', say);
  if (subject.type === 'session') within([subject.id], sessions, 'session', say);
  if (line.incident === undefined) say('in no incident');
  for (const id of [line.incident, ...(line.earlierIncidents ?? [])])
    if (id !== undefined && !incidents.get(id)?.findings.includes(line.id)) say('its incident does not name it');
  if ((subject.type === 'session') !== (episodes === undefined)) say('episodes are for long-lived subjects');
  if (episodes && episodes.reduce((sum, one) => sum + one.evidenceTotal, 0) !== evidenceTotal)
    say('episodes do not add up');
  if (episodes && (episodes[0]?.firstAt !== line.firstAt || episodes.at(-1)?.lastAt !== line.lastAt))
    say('episodes do not span it');
};

const checkIncident = (line: IncidentLine, { sessions, findings }: Known, say: Say): void => {
  const own = line.findings.flatMap((id) => findings.get(id) ?? []);
  if (line.findings.length === 0 || own.length !== line.findings.length) say('findings that are not there');
  const isIn = ({ incident, earlierIncidents = [] }: FindingLine) => [incident, ...earlierIncidents].includes(line.id);
  if (!own.every(isIn)) say('a finding of another incident');
  within(line.sessions, sessions, 'session', say);
  const points = line.scoredBy.reduce((sum, part) => sum + part.points, 0);
  if (points !== line.score || line.score < 0 || line.score > 100) say(`score ${line.score}, points ${points}`);
  if (
    !isSameSet(
      line.scoredBy.map(({ finding }) => finding),
      line.findings,
    )
  )
    say('not every finding scored once');
  if (line.severity !== severityOf(line.score)) say(`score ${line.score} is not ${line.severity}`);
  // Of a finding that lies in several incidents, the episodes that lie in this one.
  const spans = own.flatMap(({ firstAt, lastAt, episodes, earlierIncidents }) =>
    (earlierIncidents && episodes ? episodes : [{ firstAt, lastAt }]).filter(
      (one) => Date.parse(one.firstAt) <= Date.parse(line.lastAt) && Date.parse(one.lastAt) >= Date.parse(line.firstAt),
    ),
  );
  if (Math.min(...spans.map(({ firstAt }) => Date.parse(firstAt))) !== Date.parse(line.firstAt))
    say('begins with none of its findings');
  if (Math.max(...spans.map(({ lastAt }) => Date.parse(lastAt))) !== Date.parse(line.lastAt))
    say('ends with none of its findings');
  if (line.story.length === 0 || line.story.some((text) => !/^\d{4}-\d\d-\d\dT/.test(text)))
    say('a story without times');
};

const severityOf = (score: number): string =>
  score >= 80 ? 'critical' : score >= 60 ? 'high' : score >= 30 ? 'medium' : score >= 10 ? 'low' : 'informational';

const within = (found: readonly string[], all: { has(id: string): boolean }, what: string, say: Say): void => {
  const [missing] = found.filter((id) => !all.has(id));
  if (missing !== undefined) say(`no ${what} ${missing}`);
};

const isSortedSet = (list: readonly string[]): boolean => list.every((one, n) => n === 0 || list[n - 1]! < one);
const isSameSet = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && new Set([...a, ...b]).size === a.length;
