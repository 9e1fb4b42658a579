import { countIn, dayOf } from '../../baseline/days.ts';
import type { Past } from '../../baseline/past.ts';
import { type Finder, finder, matters, type Novelty, type Pasts, pastsOf } from '../../baseline/pasts.ts';
import type { Case } from '../../case.ts';
import { pushTo } from '../../lineage/issuances.ts';
import type { Session } from '../../model/session.ts';
import { type Caller, callerOf } from '../caller.ts';
import { buildersIn } from '../deployer.ts';
import { identityName } from '../identity-name.ts';
import { oncePerCase } from '../once-per-case.ts';
import { rowsDoing } from '../own-work.ts';
import { lastWords, plural } from '../telling.ts';
import { peersWithout } from './peers.ts';

/** What of a newcomer is compared: where it works from says little, since machines live elsewhere than who makes them. */
const COMPARED = ['actions', 'regions'] as const;
/** Fewer peers say little of what the class does. */
const MIN_PEERS = 5;
const MAKING = ['user-created', 'role-created', 'access-key-created'] as const;

/** Something that neither the newcomer's maker nor its peers were seen with. */
export interface Newcomer extends Novelty {
  /** A clause: whose past stands in for its own, and that it lacks this. */
  readonly against: string;
  /** What vouched for who made it; undefined: made before the log begins, and judged by its peers alone. */
  readonly madeBy: Caller | undefined;
  /** The record of its making. */
  readonly explainedBy: readonly number[];
}

interface Maker {
  readonly past: Past;
  readonly principal: string;
  readonly caller: Caller;
  readonly row: number;
}

/**
 * Of actors that have not learned yet, what sets them apart on each of their first days: judged by the past of whoever
 * made them (or of the maker's maker, if that is as young) and by their class. Nothing of a part of the records, where
 * everybody may be old.
 */
export const newcomersOf = oncePerCase((file): ReadonlyMap<Session, readonly Newcomer[]> => {
  const found = new Map<Session, Newcomer[]>();
  const pasts = pastsOf(file);
  if (file.isPart || !pasts.hasLearners) return found;
  const makers = makersOf(file, pasts);
  const logLearnedDay = dayOf(file.firstMs) + pasts.window.learnDays;
  for (const past of pasts.all.values()) {
    const [firstDay] = past.days;
    const sessions = pasts.sessionsOf(past);
    if (firstDay === undefined || sessions.length === 0 || firstDay <= dayOf(file.firstMs)) continue;
    const maker = makers(past, firstDay);
    if (!maker && firstDay < logLearnedDay) continue;
    let find: Finder | undefined;
    for (const kind of COMPARED)
      for (const [value, [day]] of past.seen[kind]) {
        if (day === undefined || pasts.hasLearned(past, day) || (kind === 'actions' && !matters(value))) continue;
        if (maker && countIn(maker.past.seen[kind].get(value) ?? [], day - pasts.window.forgetDays, day) > 0) continue;
        const peers = peersWithout(file, past, kind, value, day);
        if (peers === undefined || (isOfAnotherKind(maker) && peers < MIN_PEERS)) continue;
        find ??= finder(file, sessions, (shape) => pasts.featuresOf(shape));
        const shown = find(kind, value, day);
        if (!shown) continue;
        pushTo(found, shown.session, {
          ...{ kind, value, day, row: shown.row },
          against: against(maker, peers),
          madeBy: maker?.caller,
          explainedBy: maker ? [maker.row] : [],
        });
      }
  }
  for (const news of found.values())
    news.sort((a, b) => file.facts.compare(a.row, b.row) || (a.kind < b.kind ? -1 : 1));
  return found;
});

/** What pipelines and machines make has a job of its own, which its makers' past says nothing of. */
const isOfAnotherKind = (maker: Maker | undefined): boolean =>
  maker === undefined || maker.caller === 'deployer' || maker.caller === 'machine';

const against = (maker: Maker | undefined, peers: number): string => {
  const kind = plural(peers, 'principal');
  if (!maker) return `none of ${kind} of its kind did so before`;
  const name = `${lastWords(maker.principal)}, who made it,`;
  return peers > 0 ? `neither ${name} nor ${kind} of its kind did so before` : `${name} never did so before`;
};

/** Who made an actor, by the latest making before its first day ends; somebody else, who had learned by then. */
const makersOf = (file: Case, pasts: Pasts): ((past: Past, day: number) => Maker | undefined) => {
  const rows = new Map<string, number[]>();
  for (const doing of MAKING)
    for (const row of rowsDoing(file, doing)) {
      const { deed, shape } = file.useOf(row);
      if (shape.outcome !== 'success') continue;
      for (const name of new Set(deed?.resources.map(identityName))) if (name !== '') pushTo(rows, name, row);
    }
  for (const own of rows.values()) own.sort((a, b) => file.facts.compare(a, b));
  return (past, firstDay) => {
    const visited = new Set([past]);
    for (let made = past; ; ) {
      const principal = pasts.sessionsOf(made)[0]?.principal ?? '';
      const young = made;
      // A key that its user makes for itself makes nobody new.
      const row = rows
        .get(identityName(principal))
        ?.findLast((one) => dayOf(file.facts.atMs(one)) <= firstDay && pasts.of(file.sessionOfRow(one)) !== young);
      if (row === undefined) return undefined;
      const session = file.sessionOfRow(row);
      const maker = pasts.of(session);
      if (!maker || visited.has(maker)) return undefined;
      visited.add(maker);
      if (pasts.hasLearned(maker, firstDay)) {
        const caller = callerOf(file, session, buildersIn(file.usesOf(session)), file.useOf(row));
        return { past: maker, principal: session.principal, caller, row };
      }
      made = maker;
    }
  };
};
