/**
 * Stories told as raw CloudTrail records: who did what, when, from where.
 *
 *     const alice = iamUser('alice').from('198.51.100.20');
 *     const deploy = assumeRole(alice, 'arn:aws:iam::111122223333:role/deploy', 'alice');
 *     const thief = deploy.from('203.0.113.9'); // the same credential, somewhere else
 *
 *     story('2026-03-02T09:00:00Z',
 *       at('+0m', deploy.begins),                                     // AssumeRole, issuing deploy's key
 *       at('+1m', deploy, 's3:PutObject', { request: { bucketName: 'site', key: 'index.html' } }),
 *       at('+5m', deploy.through('kms.amazonaws.com'), 'kms:Decrypt'), // a service on its behalf, under a key of its own
 *       at('+9m', thief, 'iam:CreateUser', { error: 'AccessDenied', on: 'arn:aws:iam::111122223333:user/bob' }),
 *       every('10m', 6, '+20m', thief, 'secretsmanager:GetSecretValue', (n) => ({ request: { secretId: `db-${n}` } })));
 *
 * Actors come from `identity.ts` (users, root, services, sessions older than the story) and from `issuing-*.ts`
 * (credentials the story issues by `at(…, actor.begins)`; without that step they are as old as `session(…)`). The same
 * story gives the same bytes: no clock, no randomness, every id is a hash of what it names.
 */
import type { Actor, Draft, Holder, Issuing, Life, Scene, TrailRecord } from './actor.ts';
import { type CallDetails, callDraft } from './call.ts';
import { accessKeyId, guid } from './ids.ts';
import { offsetMs } from './times.ts';

/** One moment of a story; compared by reference when a teller asks which records it left. */
export interface Step {
  readonly offset: string;
  readonly tells: { readonly who: Actor; readonly action: string; readonly details: CallDetails } | Issuing;
}

/** `at('+12m', alice, 'iam:CreateAccessKey', { … })`, or `at('+0m', deploy.begins)` for the issuing of a credential. */
export function at(offset: string, who: Actor, action: string, details?: CallDetails): Step;
export function at(offset: string, issuing: Issuing): Step;
export function at(offset: string, who: Actor | Issuing, action?: string, details: CallDetails = {}): Step {
  if (!('address' in who)) return { offset, tells: who };
  if (!action?.includes(':')) throw new Error(`at ${offset}: expected an action such as iam:CreateUser, not ${action}`);
  return { offset, tells: { who, action, details } };
}

/** The same call `times` times, `gap` apart, the first at `from`: `every('10m', 6, '+20m', thief, 's3:GetObject')`. */
export const every = (
  gap: string,
  times: number,
  from: string,
  who: Actor,
  action: string,
  details: CallDetails | ((n: number) => CallDetails) = {},
): Step[] =>
  Array.from({ length: times }, (_, n) => {
    const seconds = Math.round((offsetMs(from) + n * offsetMs(`+${gap}`)) / 1000);
    return at(
      seconds < 0 ? `-${-seconds}s` : `+${seconds}s`,
      who,
      action,
      typeof details === 'function' ? details(n) : details,
    );
  });

/** A told story: its records in the order of the steps, and what a test may want to ask of it. */
export interface Told {
  readonly records: TrailRecord[];
  readonly recordsOf: ReadonlyMap<Step, readonly TrailRecord[]>;
  readonly scene: Scene;
}

/** The records of a story, in the order it is told. Throws on a bad offset and on a credential that begins twice. */
export const story = (start: string, ...steps: readonly (Step | readonly Step[])[]): TrailRecord[] =>
  tell(start, steps.flat()).records;

/** `told`: steps of the same story that are told already, whose credentials these may go on with. */
export const tell = (start: string, steps: readonly Step[], told: readonly Step[] = []): Told => {
  const startMs = Date.parse(start);
  if (Number.isNaN(startMs)) throw new Error(`story start ${start}: expected 2026-03-02T09:00:00Z`);
  const scene = sceneOf(startMs, birthsOf(startMs, [...told, ...steps]));
  const recordsOf = new Map<Step, TrailRecord[]>();
  let count = 0;
  for (const step of steps) {
    const atMs = startMs + offsetMs(step.offset);
    const { tells } = step;
    const drafts =
      'who' in tells ? [callDraft(scene, tells.who, atMs, tells.action, tells.details)] : tells.drafts(scene, atMs);
    recordsOf.set(
      step,
      drafts.map((draft) => withId(draft, count++)),
    );
  }
  return { records: [...recordsOf.values()].flat(), recordsOf, scene };
};

/** Two equal calls of one story are two records; the same story told twice is the same records. */
const withId = (draft: Draft, n: number): TrailRecord => ({ ...draft, eventID: guid(`${n} ${JSON.stringify(draft)}`) });

const birthsOf = (startMs: number, steps: readonly Step[]): Map<Holder, number> => {
  const births = new Map<Holder, number>();
  for (const { offset, tells } of steps) {
    if ('who' in tells || tells.holder.bornWith) continue;
    if (births.has(tells.holder)) throw new Error(`at ${offset}: this credential has begun before; make another actor`);
    births.set(tells.holder, startMs + offsetMs(offset));
  }
  return births;
};

/** Long enough that the issuing record is plainly before the story. */
const DEFAULT_AGE_MS = 5 * 60_000;

const sceneOf = (startMs: number, births: ReadonlyMap<Holder, number>): Scene => {
  const settled = new Map<Holder, { bornMs: number; seed: string }>();
  const namesakes = new Map<string, number>();

  const bornMsOf = (holder: Holder): number =>
    holder.bornWith ? bornMsOf(holder.bornWith) : (births.get(holder) ?? startMs - (holder.ageMs ?? DEFAULT_AGE_MS));

  const settle = (holder: Holder): { bornMs: number; seed: string } => {
    const known = settled.get(holder);
    if (known) return known;
    const bornMs = bornMsOf(holder);
    // A long-term key that no step issues is the same in every story; all others are told apart by birth and order.
    const name = holder.keys === 'long-term' && !births.has(holder) ? holder.seed : `${holder.seed} ${bornMs}`;
    const n = namesakes.get(name) ?? 0;
    const sharesKey = name === holder.seed;
    namesakes.set(name, n + 1);
    const fresh = { bornMs, seed: n === 0 || sharesKey ? name : `${name} #${n}` };
    settled.set(holder, fresh);
    return fresh;
  };

  const life = (asked: Holder, page = ''): Life => {
    const holder = asked.sameAs ?? asked;
    const { bornMs, seed } = settle(holder);
    const prefix = holder.keys === 'long-term' ? 'AKIA' : 'ASIA';
    const issuedKey = holder.fixedKey ?? accessKeyId(prefix, holder.account, seed);
    if (holder.keys === 'none') return { bornMs, key: '', issuedKey };
    if (holder.keys === 'per-page')
      return { bornMs, key: accessKeyId('ASIA', holder.account, `${seed} page ${page}`), issuedKey };
    return { bornMs, key: issuedKey, issuedKey };
  };

  const keyOf = ({ holder }: Actor): string => {
    const { key } = life(holder);
    if (key === '') throw new Error(`${holder.seed} carries no access key`);
    return key;
  };
  return { life, keyOf };
};
