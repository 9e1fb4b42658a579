import type { Grade, LinkRule } from '#engine/model/report.ts';
import type { Step } from '../story.ts';

/** One record of a step: its only one, or the n-th where an issuing leaves several. */
export type RecordRef = Step | readonly [step: Step, n: number];

/** A link that must be drawn: these uses, no other, from this issuance with this grade. */
interface CaseLink {
  /** Several where either record may speak for the one issuing (a sign-in and its token). */
  readonly issuance: RecordRef | readonly RecordRef[];
  readonly uses: readonly RecordRef[];
  /** What services did on the session's behalf under keys of their own. */
  readonly onBehalf?: readonly RecordRef[];
  readonly grade: readonly Exclude<Grade, 'unknown'>[];
  readonly rule: readonly LinkRule[];
}

/** One story with its truth, told in steps; ids follow when it is told. */
export interface TruthCase {
  readonly about: string;
  readonly start: string;
  readonly steps: readonly Step[];
  /** Records that never reached us. */
  readonly lost?: readonly RecordRef[];
  readonly links?: readonly CaseLink[];
  /** Uses whose issuance is one of these and nobody can say which. */
  readonly unknown?: readonly { readonly candidates: readonly RecordRef[]; readonly uses: readonly RecordRef[] }[];
  /** Uses that no link may name, under any grade. */
  readonly unlinked?: readonly RecordRef[];
  /** Each inner list is one session, and no two lists are the same one. */
  readonly sessions?: readonly (readonly RecordRef[])[];
  /** From one use, the issuances back to the origin. */
  readonly chains?: readonly { readonly from: RecordRef; readonly issuances: readonly RecordRef[] }[];
  /** Pairs that are true and that nobody has to find. */
  readonly tolerated?: readonly { readonly issuance: RecordRef; readonly uses: readonly RecordRef[] }[];
}

export const EXACT = { grade: ['exact'], rule: ['issued-key', 'shared-event'] } as const;
export const STRONG = { grade: ['strong'], rule: ['principal-and-time'] } as const;

/** Names that differ from seed to seed and never repeat between cases. */
export interface Names {
  /** Twelve digits; the same letter is the same account throughout one truth. */
  account(letter: string): string;
  roleArn(account: string, name: string, path?: string): string;
  name(stem: string): string;
  /** The case's start, at a whole minute. */
  readonly start: string;
  /** From `least` to `most` minutes as an offset; each call moves on, so that steps keep their order. */
  later(least?: number, most?: number): string;
}
