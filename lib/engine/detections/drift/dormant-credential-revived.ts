import { type Days, dayOf } from '../../baseline/days.ts';
import { shownBy } from '../../baseline/features.ts';
import { pastsOf } from '../../baseline/pasts.ts';
import type { Case, Use } from '../../case.ts';
import { isOwnNetwork } from '../../config/configuration.ts';
import { isLongTermKey } from '../../lineage/credentials.ts';
import { pushTo } from '../../lineage/issuances.ts';
import type { Session } from '../../model/session.ts';
import { printSpan } from '../../time.ts';
import { isAmong } from '../../whereabouts/whereabouts.ts';
import type { Detection, Match } from '../detection.ts';
import { oncePerCase } from '../once-per-case.ts';
import { DAY_MS, rowsDoing } from '../own-work.ts';
import { remembered } from '../remembered.ts';
import { subjectOf } from '../subject.ts';
import { calls, whence, who } from '../telling.ts';

/** Month-end jobs rest for less, and so do people on leave, mostly. */
const DORMANT_MS = 30 * DAY_MS;
/** Rest is told from a hole in the log by others of the account who were at work meanwhile. */
const MIN_LOGGED_SHARE = 0.5;

/** What a credential or role was silent since: its last use before the session, or the making of the key. */
interface Rest {
  readonly sinceMs: number;
  readonly earlier: readonly Session[];
  /** The record of the last use or of the making. */
  readonly row: number;
  readonly wasUsed: boolean;
}

/** Sessions that begin after such a rest of their key, or of their principal where they have none. One pass. */
const restsOf = oncePerCase((file): ReadonlyMap<Session, Rest> => {
  const rests = new Map<Session, Rest>();
  // Silence is what a part of the records cannot show.
  if (file.isPart) return rests;
  const lasts = new Map<string, Session>();
  const made = makingsOf(file);
  const groups = new Map<string, Session[]>();
  for (const session of file.sessions) {
    if (session.serviceMade || session.kind === 'service') continue;
    pushTo(groups, session.keys.find(isLongTermKey) ?? session.principal, session);
  }
  for (const [name, group] of groups) {
    group.sort((a, b) => a.firstMs - b.firstMs || (a.id < b.id ? -1 : 1));
    for (const [place, session] of group.entries()) {
      const last = lasts.get(name);
      const making = made.get(name);
      const row = last?.rows.at(-1) ?? making;
      const sinceMs = last?.lastMs ?? (making === undefined ? session.firstMs : file.facts.atMs(making));
      if (row !== undefined && session.firstMs - sinceMs >= DORMANT_MS)
        rests.set(session, { sinceMs, earlier: group.slice(0, place), row, wasUsed: last !== undefined });
      if (!last || session.lastMs > last.lastMs) lasts.set(name, session);
    }
  }
  return rests;
});

/** Key -> the record that made it. */
const makingsOf = oncePerCase((file): ReadonlyMap<string, number> => {
  const made = new Map<string, number>();
  for (const row of rowsDoing(file, 'access-key-created')) {
    const key = file.facts.issuedBy(row)?.accessKeyId;
    if (key) made.set(key, row);
  }
  return made;
});

/** Account -> days on which anybody at all is on record. */
const loggedDays = oncePerCase((file): ReadonlyMap<string, ReadonlySet<number>> => {
  const logged = new Map<string, Set<number>>();
  for (const session of file.sessions) {
    const days = remembered(logged, session.accountId, () => new Set<number>());
    days.add(dayOf(session.firstMs)).add(dayOf(session.lastMs));
  }
  return logged;
});

const wasLogged = (file: Case, { accountId }: Session, fromMs: number, toMs: number): boolean => {
  const logged = loggedDays(file).get(accountId) ?? new Set();
  const span: Days = [];
  for (let day = dayOf(fromMs) + 1; day < dayOf(toMs); day++) if (logged.has(day)) span.push(day);
  return span.length >= MIN_LOGGED_SHARE * (dayOf(toMs) - dayOf(fromMs) - 1);
};

const newPlaces = (file: Case, session: Session, uses: readonly Use[], earlier: readonly Session[]): string[] => {
  const { featuresOf } = pastsOf(file);
  const seen = (sessions: readonly Session[], kind: 'networks' | 'clients'): ReadonlySet<string> =>
    new Set(
      sessions.flatMap((one) =>
        [...one.rows]
          .map((row) => shownBy(featuresOf(file.facts.shapeOf(row)), kind, one))
          .filter((value) => value !== ''),
      ),
    );
  const isNew = (kind: 'networks' | 'clients'): boolean => {
    const known = seen(earlier, kind);
    const now = [...new Set(uses.map(({ row }) => shownBy(featuresOf(file.facts.shapeOf(row)), kind, session)))];
    const isKnown = (value: string) => (kind === 'networks' ? isAmong(file, value, known) : known.has(value));
    return !now.some(isKnown) && now.some((value) => value !== '');
  };
  return [...(isNew('networks') ? ['network'] : []), ...(isNew('clients') ? ['client'] : [])];
};

export const dormantCredentialRevived = {
  id: 'dormant-credential-revived',
  title: 'A credential that slept for a month works again from elsewhere',
  severity: 'medium',
  attack: ['T1078.004'],
  tactics: ['initial-access', 'persistence'],
  why: 'Nobody misses a key that nobody uses, and nobody notices when somebody else does.',
  logic:
    'A long-term key or a role of which nothing is on record for 30 days, or a key never used in 30 days since it was made, works again from a network and client of which one was never seen for it (nor, where a data set tells it, its access provider). ' +
    'Low for people who sign in through the company’s directory, and in configured networks of our own. Quiet where the account itself is silent on more than half of the days between: then the log has a hole.',
  falsePositives: ['A yearly job on a new machine', 'Somebody back from a long leave, with another laptop'],
  knownGaps: ['Credentials last used before the log begins', 'A thief on the same network with the same client'],
  needs: ['more than a month of history'],
  blind: ({ firstMs, lastMs }) =>
    lastMs - firstMs > DORMANT_MS ? undefined : 'less than a month is on record: nothing can have slept for one',
  *judge(session, file): Iterable<Match> {
    const rest = restsOf(file).get(session);
    if (!rest) return;
    const uses = file.usesOf(session).filter(({ own, shape }) => own && shape.network.isClient);
    if (uses.length === 0 || !wasLogged(file, session, rest.sinceMs, session.firstMs)) return;
    const places = rest.wasUsed ? newPlaces(file, session, uses, rest.earlier) : [];
    if (rest.wasUsed && places.length === 0) return;
    const isVouched = session.kind === 'identity-center' || session.kind === 'saml' || session.mfa;
    const isHome = uses.every(({ shape }) => isOwnNetwork(shape.knownNetwork));
    const slept = printSpan(session.firstMs - rest.sinceMs);
    const how = rest.wasUsed
      ? `after ${slept} without a use, from a ${places.join(' and ')} never seen for it`
      : `for the first time, ${slept} after it was made`;
    yield {
      subject: subjectOf(session),
      summary: `${who(session)} works again ${whence(uses)} ${how}: ${calls(uses)}`,
      severity: isVouched || isHome ? 'low' : 'medium',
      confidence: places.length > 1 ? 'high' : 'medium',
      sessions: [session],
      evidence: uses.map(({ row }) => row),
      explainedBy: [rest.row],
    };
  },
} as const satisfies Detection;
