import { printTime } from '../../time.ts';
import type { Detection, Match } from '../detection.ts';
import { subjectOf } from '../subject.ts';
import { calls, plural, whence, who } from '../telling.ts';
import { issuanceHabitOf, mostIssuancesSeen } from './issuance-habits.ts';

/** Fewer issuances seen say nothing of whether they are seen at all. */
const MIN_SEEN = 3;
/** Where one in twenty or more is missing, missing is a habit of this log. */
const SEEN_PER_MISSING = 20;
const SURE_AFTER = 20;

export const credentialWithoutIssuance = {
  id: 'credential-without-issuance',
  title: 'Temporary credential that nobody was seen to issue',
  severity: 'low',
  aboutCredential: true,
  attack: ['T1606'],
  tactics: ['credential-access', 'defense-evasion'],
  why: 'Where every other credential’s issuance is on record, one without comes from outside the log: forged, issued elsewhere, or its record removed.',
  logic:
    'A temporary key of a kind whose issuance is always logged works in an account that was covered when it was born (15 minutes of margin), no ' +
    'record issued it, and for that account and kind at least three other issuances are seen and at most one in twenty is missing. Quiet: console ' +
    'pages, Identity Center, functions, instances and tasks, forwarded calls, sessions at the edges of the log.',
  falsePositives: ['A log object that was not delivered, or a Region whose trail is missing from the input'],
  knownGaps: ['Accounts of which too few issuances are seen', 'Credentials of functions, tasks and instances'],
  needs: ['management events, read and write, of every Region: STS calls are logged where they are made'],
  blind: (file) =>
    mostIssuancesSeen(file) >= MIN_SEEN
      ? undefined
      : `no account here shows ${MIN_SEEN} issuances of one kind with the log running 15 minutes before and after`,
  isAbout: ({ anchor }) => anchor === 'key',
  *judge(session, file): Iterable<Match> {
    const habit = issuanceHabitOf(file, session);
    if (!habit?.missing.has(session) || !isException(habit.seen, habit.missing.size)) return;
    const own = file.usesOf(session).filter((use) => use.own);
    if (own.length === 0) return;
    yield {
      subject: subjectOf(session),
      summary:
        `${who(session)} works ${whence(own)} with a credential born at ${printTime(session.bornMs!)} that no record issued, while ` +
        `${plural(habit.seen, 'other')} of its account have their issuance on record: ${calls(own)}`,
      severity: 'low',
      confidence: habit.seen >= SURE_AFTER ? 'medium' : 'low',
      sessions: [session],
      evidence: own.map(({ row }) => row),
    };
  },
} as const satisfies Detection;

const isException = (seen: number, missing: number): boolean =>
  seen >= MIN_SEEN && (missing === 1 || missing * SEEN_PER_MISSING <= seen);
