import type { Case } from '../../case.ts';
import type { ActorKind } from '../../model/report.ts';
import type { Session } from '../../model/session.ts';
import { oncePerCase } from '../once-per-case.ts';
import { remembered } from '../remembered.ts';

/** Calls further apart have nothing to do with each other. */
const APART_MS = 30 * 60_000;
/** Whatever is called beyond so many different actions is one: names in a log can be made up. */
const MOST_ACTIONS = 4096;
/** A session's order is told by its first calls; a server's day repeats itself. */
const MOST_ROWS = 2000;

/** One call after another, and where: the row is that of the second. */
interface Transition {
  readonly from: number;
  readonly to: number;
  readonly row: number;
}

/** How the order of a session's calls compares with what sessions of its class showed that had ended before it began. */
export interface Novelty {
  readonly kind: ActorKind;
  /** Different transitions of the session, and those of them never seen before, by first sight. */
  readonly transitions: number;
  readonly unseen: readonly Transition[];
  /** Sessions of the class that were learned, and of the principal itself. */
  readonly sessions: number;
  readonly ownSessions: number;
  /** Of all transitions of earlier sessions, the share that was new at its time; smoothed, never 0. */
  readonly usualShare: number;
  /** Most sessions went on from that action so: the action, and in how many of the sessions that got there. */
  readonly usualNext: ReadonlyMap<number, readonly [to: number, sessions: number, of: number]>;
}

export interface Order {
  readonly noveltyOf: (session: Session) => Novelty | undefined;
  readonly actionOf: (symbol: number) => string;
}

/** What sessions of one class showed so far, each session counted once for each transition. */
interface Model {
  sessions: number;
  transitions: number;
  unseen: number;
  readonly seen: Map<number, number>;
  readonly after: Map<number, number>;
}

/** Sessions at work in order of time: each is compared with those that had ended before it began, then learned. O(records). */
export const orderOf = (isWorthLooking: (kind: ActorKind, transitions: number) => boolean) =>
  oncePerCase((file): Order => {
    const alphabet = alphabetOf(file);
    const models = new Map<ActorKind, Model>();
    const own = new Map<string, number>();
    const novelties = new Map<Session, Novelty>();
    const sessions = file.sessions.filter(({ serviceMade, rows }) => !serviceMade && rows.length > 1);
    const byStart = [...sessions].sort((a, b) => a.firstMs - b.firstMs || (a.id < b.id ? -1 : 1));
    const byEnd = [...sessions].sort((a, b) => a.lastMs - b.lastMs || (a.id < b.id ? -1 : 1));
    const told = new Map<Session, readonly Transition[]>();
    const transitionsOf = (session: Session) =>
      remembered(told, session, () => readTransitions(file, alphabet.symbolOf, session));
    const modelOf = (session: Session) => remembered(models, file.actorOf(session).kind, emptyModel);
    let ended = 0;
    for (const session of byStart) {
      for (; ended < byEnd.length && byEnd[ended]!.lastMs < session.firstMs; ended++) {
        const before = byEnd[ended]!;
        learn(modelOf(before), transitionsOf(before));
        own.set(before.principal, (own.get(before.principal) ?? 0) + 1);
        told.delete(before);
      }
      const transitions = transitionsOf(session);
      const model = modelOf(session);
      const unseen = transitions.filter((one) => !model.seen.has(nameOf(one)));
      const { kind } = file.actorOf(session);
      if (isWorthLooking(kind, unseen.length))
        novelties.set(session, {
          kind,
          transitions: transitions.length,
          unseen,
          sessions: model.sessions,
          ownSessions: own.get(session.principal) ?? 0,
          usualShare: (model.unseen + 1) / (model.transitions + 2),
          usualNext: usualNext(model, unseen),
        });
      model.transitions += transitions.length;
      model.unseen += unseen.length;
    }
    return { noveltyOf: (session) => novelties.get(session), actionOf: alphabet.actionOf };
  });

const emptyModel = (): Model => ({ sessions: 0, transitions: 0, unseen: 0, seen: new Map(), after: new Map() });
const nameOf = ({ from, to }: Transition): number => from * MOST_ACTIONS + to;

const learn = (model: Model, transitions: readonly Transition[]): void => {
  model.sessions++;
  for (const one of transitions) model.seen.set(nameOf(one), (model.seen.get(nameOf(one)) ?? 0) + 1);
  for (const from of new Set(transitions.map((one) => one.from)))
    model.after.set(from, (model.after.get(from) ?? 0) + 1);
};

/** Each different transition once, by first sight; a call repeated is none. */
const readTransitions = (
  { facts, credentials }: Case,
  symbolOf: (shape: number) => number,
  session: Session,
): readonly Transition[] => {
  const seen = new Set<number>();
  const transitions: Transition[] = [];
  let from = -1;
  let lastMs = 0;
  const end = Math.min(session.rows.length, MOST_ROWS);
  for (let n = 0; n < end; n++) {
    const row = session.rows[n]!;
    const to = symbolOf(facts.shapeOf(row));
    if (to === from || credentials[facts.credentialOf(row)]!.holder.invokedBy !== '') continue;
    const atMs = facts.atMs(row);
    if (from >= 0 && atMs - lastMs <= APART_MS) {
      const one = { from, to, row };
      if (!seen.has(nameOf(one))) {
        seen.add(nameOf(one));
        transitions.push(one);
      }
    }
    from = to;
    lastMs = atMs;
  }
  return transitions;
};

const alphabetOf = (file: Case): { symbolOf: (shape: number) => number; actionOf: (symbol: number) => string } => {
  const actions = new Set<string>();
  for (let shape = 0; shape < file.facts.shapeCount; shape++) actions.add(file.shape(shape).action);
  const names = [...actions].sort().slice(0, MOST_ACTIONS - 1);
  const symbols = new Map(names.map((action, n) => [action, n]));
  const ofShape = new Int32Array(file.facts.shapeCount);
  for (let shape = 0; shape < ofShape.length; shape++)
    ofShape[shape] = symbols.get(file.shape(shape).action) ?? names.length;
  return { symbolOf: (shape) => ofShape[shape]!, actionOf: (symbol) => names[symbol] ?? 'another action' };
};

const usualNext = (model: Model, unseen: readonly Transition[]): Novelty['usualNext'] => {
  const wanted = new Set(unseen.map(({ from }) => from));
  const best = new Map<number, readonly [number, number, number]>();
  for (const [name, sessions] of model.seen) {
    const from = Math.floor(name / MOST_ACTIONS);
    if (!wanted.has(from)) continue;
    const to = name % MOST_ACTIONS;
    const known = best.get(from);
    if (!known || sessions > known[1] || (sessions === known[1] && to < known[0]))
      best.set(from, [to, sessions, model.after.get(from) ?? 0]);
  }
  return best;
};
