import type { Holder } from '../facts/fact-batch.ts';
import type { AnchorKind } from '../lineage/anchors.ts';
import type { Issuance } from '../lineage/issuances.ts';
import type { ActorKind, Grade, LinkRule, SessionKind } from './report.ts';

/** The life of one credential (or sign-in) in use. Rows are its records, by time and id; never empty. */
export interface Session {
  /** Place among the sessions sorted by id. */
  readonly number: number;
  readonly id: string;
  readonly anchor: AnchorKind;
  readonly kind: SessionKind;
  /** Role, user, root, federated subject or service; see `principalOf`. */
  readonly principal: string;
  readonly principalId: string;
  /** The identity that its own first record states. */
  readonly holder: Holder;
  readonly accountId: string;
  /** Keys that its own calls carried, sorted; services' forwarded keys apart. */
  readonly keys: readonly string[];
  readonly bornMs: number | undefined;
  readonly firstMs: number;
  readonly lastMs: number;
  readonly rows: Uint32Array;
  readonly mfa: boolean;
  readonly sourceIdentity: string;
  readonly onBehalfOf: string;
  /** Every record was made by a service: a service role at work, or calls forwarded for nobody known. */
  readonly serviceMade: boolean;
}

/** A use of a credential joined to its issuance, with how sure that is. */
export interface Link {
  readonly id: string;
  readonly grade: Grade;
  readonly rule: LinkRule;
  readonly session: Session;
  /** Absent for grade unknown, which has candidates. */
  readonly issuance: Issuance | undefined;
  readonly candidates: readonly Issuance[];
  /** The issued key, where the join is by key. */
  readonly key: string;
  /** Sign-in records that accompany the issuance. */
  readonly companions: readonly Issuance[];
}

/** Where a session comes from: the far end of its chain, and the weakest link on the way. */
export interface Origin {
  readonly session: Session;
  readonly principal: string;
  readonly grade: Grade;
}

export interface Actor {
  readonly kind: ActorKind;
  readonly why: string;
  /** The organisation says so. */
  readonly isConfigured?: boolean;
}
