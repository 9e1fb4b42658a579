import { dayOf } from '../../baseline/days.ts';
import type { Past } from '../../baseline/past.ts';
import { pastsOf } from '../../baseline/pasts.ts';
import type { Case, Use } from '../../case.ts';
import type { Confidence, Severity } from '../../model/report.ts';
import type { Session } from '../../model/session.ts';
import type { Detection, Match } from '../detection.ts';
import { newPlacesAt } from '../drift/places-brought.ts';
import { isFarAbove, usualBefore } from '../drift/usual-volume.ts';
import { subjectOf } from '../subject.ts';
import { calls, distinct, plural, whence, who } from '../telling.ts';

/** A person opens some files, a thief takes all there are: fewer than this is nobody's haul. */
const MIN_READS = 100;

type Verdict = readonly [severity: Severity, confidence: Confidence, why: string];

const weigh = (file: Case, session: Session, past: Past, day: number): Verdict | undefined => {
  if (file.distrustOf(session) !== undefined) return ['high', 'high', 'and its credential is in doubt'];
  const { window, hasLearned } = pastsOf(file);
  if (!hasLearned(past, day)) return undefined;
  const usual = usualBefore(past, (one) => past.reads.get(one) ?? 0, day, window);
  if (!isFarAbove(past.reads.get(day) ?? 0, usual)) return undefined;
  const why = `where ${plural(usual.days, 'day')} before had ${Math.round(usual.median)} in the middle and ${usual.most} at most`;
  // A pipeline that begins to read data does what it was changed to do.
  return file.actorOf(session).kind === 'ci' ? ['low', 'low', why] : ['medium', 'medium', why];
};

const raised = (file: Case, session: Session, first: Use, verdict: Verdict): Verdict => {
  const places = verdict[0] === 'high' ? [] : newPlacesAt(file, session, first);
  if (!places.includes('network')) return verdict;
  return ['medium', 'high', `${verdict[2]}; and the ${places.join(' and ')} is new to it`];
};

export const bulkRead = {
  id: 'bulk-read',
  title: 'Stored data read in bulk',
  severity: 'medium',
  attack: ['T1530'],
  tactics: ['collection', 'exfiltration'],
  why: 'Data that is stolen has to be read, and all of it: the one deed that leaves no change behind.',
  logic:
    `${MIN_READS} or more objects, items or rows read with success by one session on one day, while the principal’s reads of the day are above the median of its earlier days by ten times their median deviation, and three times its busiest one. ` +
    `After learnDays at work. By a credential in doubt ${MIN_READS} reads are enough, and high.`,
  falsePositives: ['A back-fill, migration or restore', 'A new report'],
  knownGaps: [
    'Trails without data events, most of them',
    'Few large objects',
    'Data that leaves as a copy or snapshot',
  ],
  needs: ['data events of S3, DynamoDB, EBS snapshots'],
  blind: (file) => (readsData(file) ? undefined : 'no data event of a read is here: the trail does not log them'),
  isAbout: ({ serviceMade, rows }) => !serviceMade && rows.length >= MIN_READS,
  *judge(session, file): Iterable<Match> {
    const past = pastsOf(file).of(session);
    if (!past || past.reads.size === 0) return;
    for (let day = dayOf(session.firstMs); day <= dayOf(session.lastMs); day++) {
      if ((past.reads.get(day) ?? 0) < MIN_READS) continue;
      const verdict = weigh(file, session, past, day);
      const reads = verdict ? readsOn(file, session, day) : [];
      if (!verdict || reads.length < MIN_READS) continue;
      const [severity, confidence, why] = raised(file, session, reads[0]!, verdict);
      yield {
        subject: subjectOf(session),
        summary: `${who(session)} read stored data ${plural(reads.length, 'time')} ${whence(reads)}: ${calls(reads)}; ${why}`,
        severity,
        confidence,
        sessions: [session],
        evidence: reads.map(({ row }) => row),
        resources: distinct(reads.flatMap(({ deed }) => deed?.resources ?? [])),
      };
    }
  },
} as const satisfies Detection;

const readsOn = (file: Case, session: Session, day: number): readonly Use[] => {
  const { featuresOf } = pastsOf(file);
  return file
    .usesOf(session)
    .filter(
      ({ own, atMs, shape, row }) =>
        own && shape.outcome === 'success' && dayOf(atMs) === day && featuresOf(file.facts.shapeOf(row)).isDataRead,
    );
};

const readsData = (file: Case): boolean => {
  const { featuresOf } = pastsOf(file);
  for (let shape = 0; shape < file.facts.shapeCount; shape++) if (featuresOf(shape).isDataRead) return true;
  return false;
};
