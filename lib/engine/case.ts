import { doingsOf } from './actions/lookup.ts';
import type { ActionMeaning, Doing } from './actions/meaning.ts';
import type { Block } from './baseline/block.ts';
import type { Client } from './client.ts';
import { type Configuration, configurationOf } from './config/configuration.ts';
import { remembered } from './detections/remembered.ts';
import { SHAPE } from './facts/fact-batch.ts';
import type { Facts } from './facts/facts.ts';
import { type Grant, newestGrants } from './grants/grant.ts';
import { type ActorGround, actorOf } from './lineage/actor.ts';
import { byNumber } from './lineage/by-number.ts';
import { type Issuance, succeeded } from './lineage/issuances.ts';
import { type Lineage, lineageOf } from './lineage/lineage.ts';
import { Several } from './lineage/several.ts';
import { type Config, DEFAULT_CONFIG } from './model/config.ts';
import type { Deed } from './model/deed.ts';
import type { NetworkData } from './model/network-data.ts';
import type { Actor, Session } from './model/session.ts';
import { type SessionShape, sessionShapesOf } from './session-shapes.ts';
import { type Shape, shapeReader } from './shape.ts';

export type { Shape };

/** One record of a session, as detections see it. */
export interface Use {
  readonly row: number;
  readonly atMs: number;
  readonly shape: Shape;
  /** The session's holder made the call; otherwise a service did on its behalf. */
  readonly own: boolean;
  /** A stack made the call: word for word what the session asked for in its template, so as good as its own. */
  readonly isOrdered: boolean;
  readonly deed: Deed | undefined;
  /** What the call does if it succeeds; see the outcome for whether it did. */
  readonly doings: readonly Doing[];
}

/** Everything a question or a detection may ask: the lineage, and each session's uses read into words. */
export interface Case extends Lineage {
  /** What the organisation says of itself; all defaults where it says nothing. */
  readonly config: Configuration;
  /** What knows more of addresses than their prefixes; undefined where nothing does. */
  readonly networkData: NetworkData | undefined;
  /** Approvals, each in its newest version, by id; undefined where nobody said which there are. */
  readonly grants: readonly Grant[] | undefined;
  /** What is kept of actors besides the records that are here; given when it is judged. */
  readonly keptPasts: readonly Block[];
  /**
   * Not one of our accounts: those that are configured or, where none is, those that received records. An empty id is
   * nobody's, and not foreign.
   */
  isForeign(accountId: string): boolean;
  /** More records are known than are here: what is not seen says nothing. */
  readonly isPart: boolean;
  /** The moment the answer speaks of. */
  readonly asOfMs: number;
  readonly firstMs: number;
  readonly lastMs: number;
  shape(number: number): Shape;
  /** By time and id. Cheap to ask again for the session asked last. */
  usesOf(session: Session): readonly Use[];
  useOf(row: number): Use;
  /** What the session's records have in common, each once, in no particular order. */
  shapesOf(session: Session): readonly SessionShape[];
  actorOf(session: Session): Actor;
  /** What says that the session's credential is in other hands, once that is known; else undefined. */
  distrustOf(session: Session): string | undefined;
  /** Sessions of one durable actor, by first use; a session counts under its `principal`. */
  sessionsOfPrincipal(principal: string): readonly Session[];
  /** Sessions of one unique id (`AROA…:name`, `AIDA…`): all credentials of one workload or user. */
  sessionsOfPrincipalId(principalId: string): readonly Session[];
  sessionsOfKey(key: string): readonly Session[];
  /** Issuances that the session made, by time. */
  issuedBy(session: Session): readonly Issuance[];
}

export const openCase = (
  facts: Facts,
  asOfMs?: number,
  settings: Config = DEFAULT_CONFIG,
  grants?: readonly Grant[],
  isPart = false,
  networkData?: NetworkData,
): Case => {
  const lineage = lineageOf(facts);
  const config = configurationOf(settings);
  const shapes = new Array<Shape | undefined>(facts.shapeCount);
  const read = shapeReader(facts, config, networkData);
  const shape = (number: number) => (shapes[number] ??= read(number));
  const doings = doingsReader();
  const useOf = (row: number): Use => readUse(lineage, shape, doings, row);

  const byPrincipal = new Several<string, Session>();
  const byPrincipalId = new Several<string, Session>();
  const byKey = new Several<string, Session>();
  let firstMs = Number.POSITIVE_INFINITY;
  let lastMs = Number.NEGATIVE_INFINITY;
  for (const session of [...lineage.sessions].sort((a, b) => a.firstMs - b.firstMs || (a.id < b.id ? -1 : 1))) {
    byPrincipal.add(session.principal, session);
    if (session.principalId !== '') byPrincipalId.add(session.principalId, session);
    for (const key of session.keys) byKey.add(key, session);
    firstMs = Math.min(firstMs, session.firstMs);
    lastMs = Math.max(lastMs, session.lastMs);
  }
  const issued = byNumber(lineage.issuances, lineage.sessions.length, ({ row }) => lineage.sessionOfRow(row).number);

  const receivers = receiversOf(facts);
  const actors: (Actor | undefined)[] = new Array(lineage.sessions.length).fill(undefined);
  const sameActor = onceEach<Actor>(({ kind, why, isConfigured }) => `${kind} ${why} ${isConfigured}`);
  let asked: { session: Session; uses: readonly Use[] } | undefined;
  const usesOf = (session: Session) => {
    if (asked?.session !== session) asked = { session, uses: usesIn(session.rows, useOf) };
    return asked.uses;
  };
  const readShapes = sessionShapesOf(lineage, shape);
  let shaped: { session: Session; shapes: readonly SessionShape[] } | undefined;
  const shapesOf = (session: Session) => {
    if (shaped?.session !== session) shaped = { session, shapes: readShapes(session) };
    return shaped.shapes;
  };
  const actor = (session: Session): Actor => {
    const known = actors[session.number];
    if (known) return known;
    const made = sameActor(configuredActor(config, session) ?? actorOf(groundOf(lineage, session, shapesOf(session))));
    actors[session.number] = made;
    return made;
  };
  return {
    ...lineage,
    config,
    networkData,
    grants: grants && newestGrants(grants),
    keptPasts: [],
    isForeign: (id) => id !== '' && !(config.isNamedAccount(id) ?? receivers().has(id)),
    isPart,
    asOfMs: asOfMs ?? lastMs,
    firstMs,
    lastMs,
    shape,
    usesOf,
    useOf,
    shapesOf,
    actorOf: actor,
    distrustOf: () => undefined,
    sessionsOfPrincipal: (principal) => byPrincipal.get(principal),
    sessionsOfPrincipalId: (id) => byPrincipalId.get(id),
    sessionsOfKey: (key) => byKey.get(key),
    issuedBy: ({ number }) => issued(number),
  };
};

/** Accounts that received records, read when first asked for. */
const receiversOf = (facts: Facts): (() => ReadonlySet<string>) => {
  let known: Set<string> | undefined;
  return () =>
    (known ??= new Set(
      Array.from({ length: facts.shapeCount }, (_, number) => facts.shapeText(number, SHAPE.account)),
    ));
};

/** What the organisation says somebody is beats what the records look like. */
const configuredActor = (config: Configuration, session: Session): Actor | undefined => {
  const { actor: kind, match } = config.principalOf(session) ?? {};
  return kind && { kind, why: `configured for ${match}`, isConfigured: true };
};

/** Equal values as one: the first of those whose texts are the same. */
const onceEach = <Value>(textOf: (value: Value) => string): ((value: Value) => Value) => {
  const known = new Map<string, Value>();
  return (value) => remembered(known, textOf(value), () => value);
};

/** By hand: `Array.from` of a typed array takes several times as long. */
const usesIn = (rows: Uint32Array, useOf: (row: number) => Use): readonly Use[] => {
  const uses: Use[] = [];
  for (let at = 0; at < rows.length; at++) uses.push(useOf(rows[at]!));
  return uses;
};

/** CloudFormation, under forward access sessions of its caller or under the role that a stack or stack set was given. */
const STACKS = 'cloudformation.amazonaws.com';

const NO_DOINGS: readonly Doing[] = [];

/** Each meaning with each deed is read once: both recur far more often than they differ. */
const doingsReader = () => {
  const known = new Map<ActionMeaning, Map<Deed | undefined, readonly Doing[]>>();
  return (shape: Shape, deed: Deed | undefined): readonly Doing[] => {
    if (!shape.meaning.does) return NO_DOINGS;
    let byDeed = known.get(shape.meaning);
    if (!byDeed) {
      byDeed = new Map();
      known.set(shape.meaning, byDeed);
    }
    const found = byDeed.get(deed);
    if (found) return found;
    const read = doingsOf(shape.action, deed?.params ?? {});
    byDeed.set(deed, read);
    return read;
  };
};

const readUse = (
  { facts, credentials }: Lineage,
  shapeOf: (number: number) => Shape,
  doings: ReturnType<typeof doingsReader>,
  row: number,
): Use => {
  const shape = shapeOf(facts.shapeOf(row));
  const deed = facts.deedOf(row);
  const { invokedBy } = credentials[facts.credentialOf(row)]!.holder;
  return {
    row,
    atMs: facts.atMs(row),
    shape,
    own: invokedBy === '',
    isOrdered: invokedBy === STACKS,
    deed,
    doings: doings(shape, deed),
  };
};

const groundOf = (lineage: Lineage, session: Session, shapes: readonly SessionShape[]): ActorGround => {
  const clients = new Map<string, Client>();
  for (const { own, shape } of shapes) if (own) clients.set(shape.userAgent, shape.client);
  // What a key's maker is says nothing of its user: the chain is followed up to the first made key.
  const all = lineage.chainOf(session);
  const made = all.findIndex(({ link }) => link?.issuance?.issued.kind === 'access-key');
  const hops = made < 0 ? all : all.slice(0, made + 1);
  const last = hops.at(-1)!.session;
  const issued = hops
    .map(({ link }) => link?.issuance?.issued)
    .find((one) => one && succeeded(one) && one.externalId !== '');
  return {
    session,
    clients: [...clients.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, client]) => client),
    origin: last.kind === 'service' ? (hops.at(-2)?.session ?? last) : last,
    vendedBy: last.kind === 'service' && hops.length > 1 ? last.principal : '',
    externalId: issued?.externalId ?? '',
  };
};
