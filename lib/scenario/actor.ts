import type { Json, JsonObject } from '#engine/model/json.ts';

/** A raw CloudTrail record in the source's own spelling, before its `eventID`, which is made of its content. */
export type Draft = JsonObject & {
  eventTime: string;
  eventName: string;
  eventSource: string;
  userIdentity: JsonObject;
};

export type TrailRecord = Draft & { eventID: string };

/** What a story settles about a credential. */
export interface Life {
  readonly bornMs: number;
  /** The key its calls carry; empty: none. */
  readonly key: string;
  /** The key the issuing record shows, where that is another one: pages mint their own, services' calls carry none. */
  readonly issuedKey: string;
}

/** One credential or sign-in, whoever carries it. Compared by reference: two equal descriptions are two credentials. */
export interface Holder {
  readonly account: string;
  /** What its ids are made of. */
  readonly seed: string;
  /** `per-page`: a console session, which mints another temporary key for each service page. */
  readonly keys: 'long-term' | 'temporary' | 'per-page' | 'none';
  readonly fixedKey?: string;
  /** Its creation date is this other credential's (a federated console, `aws login`). */
  readonly bornWith?: Holder;
  /** The same credential as this one, described with more or fewer fields. */
  readonly sameAs?: Holder;
  /** How long before the story it was issued, when nothing in the story issues it. */
  readonly ageMs?: number;
  readonly fromConsole?: boolean;
  readonly identity: (life: Pick<Life, 'bornMs' | 'key'>) => JsonObject;
}

/** The story being told, as far as a step may look at it. */
export interface Scene {
  life(holder: Holder, page?: string): Life;
  /** The access key id an actor's calls carry. */
  keyOf(actor: Actor): string;
}

/** Somebody acting through one credential, from one place. `from`, `with` and `through` leave the credential the same. */
export interface Actor {
  readonly holder: Holder;
  readonly address: string;
  readonly userAgent: string;
  readonly region: string;
  readonly invokedBy: string;
  /** The same credential from another address. */
  from(address: string): Actor;
  with(place: Partial<Place>): Actor;
  /** A service acting on this actor's behalf: a fresh key that nobody issued, the service's name as address. */
  through(service: string): Actor;
}

/** An actor whose credential a story can issue: `at('+0m', deploy.begins)`. */
export interface IssuedActor extends Actor {
  readonly begins: Issuing;
}

/** How a credential comes to its holder: the records the issuing call leaves. */
export interface Issuing {
  readonly holder: Holder;
  readonly drafts: (scene: Scene, atMs: number) => Draft[];
}

export interface Place {
  readonly address: string;
  readonly userAgent: string;
  readonly region: string;
  readonly invokedBy: string;
}

/** `place` may be another actor: only where and how it acts is taken. */
export const actorOf = (holder: Holder, { address, userAgent, region, invokedBy }: Place): Actor => {
  const place = { address, userAgent, region, invokedBy };
  return {
    holder,
    ...place,
    from: (elsewhere) => actorOf(holder, { ...place, address: elsewhere }),
    with: (change) => actorOf(holder, { ...place, ...change }),
    through: (service) => actorOf(holder, { ...place, invokedBy: service, address: service, userAgent: service }),
  };
};

export const issuedActor = (actor: Actor, drafts: Issuing['drafts']): IssuedActor => {
  const begins: Issuing = { holder: actor.holder, drafts };
  return { ...actor, begins };
};

/** Leaves out what is undefined, as CloudTrail leaves out absent fields. */
export const present = (fields: Readonly<Record<string, Json | undefined>>): JsonObject =>
  Object.fromEntries(Object.entries(fields).filter((entry): entry is [string, Json] => entry[1] !== undefined));
