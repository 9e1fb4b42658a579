import type { IssuanceKind } from '../model/issuance.ts';
import type { ActionMeaning, Doing, Effect, Params, Sensitivity, Tactic } from './meaning.ts';

type Kind = `${Effect} ${Sensitivity}` | `${Effect} ${Sensitivity} ${Tactic}`;

interface Details {
  /** ARN template or templates of what is touched. */
  readonly on?: string | readonly string[];
  /**
   * ARN templates of what a `create` starts from: the volume of a snapshot, the table of an export. Whoever copies a thing
   * has not made it. Beside `on`, each ends in a name after its kind, so that the two are told apart.
   */
  readonly from?: string | readonly string[];
  /** `'userName status key=res.accessKey.accessKeyId'`: a lone word is that field of `requestParameters`. */
  readonly params?: string;
  readonly does?: ActionMeaning['does'];
  readonly issues?: IssuanceKind;
}

/** One line of a catalogue table: effect, sensitivity and tactic; then the rest, if any. */
type Row = readonly [kind: Kind, details?: Details];

/** A service's rows, by event name without API version. Object keys: a name given twice does not compile. */
export const meanings = (service: string, rows: Readonly<Record<string, Row>>): readonly ActionMeaning[] =>
  Object.entries(rows).map(([name, [kind, details = {}]]) => {
    const { on, from, params, does, issues } = details;
    const resources = [...listOf(on), ...listOf(from)];
    return {
      action: `${service}:${name}`,
      ...parsed(kind),
      ...(does === undefined ? {} : { does }),
      ...(resources.length === 0 ? {} : { resources }),
      ...(from === undefined ? {} : { found: on === undefined ? [''] : listOf(from).map(kindIn) }),
      ...(params === undefined ? {} : { params: paramPaths(params) }),
      ...(issues === undefined ? {} : { issues }),
    };
  });

/** Rows that differ by name alone, names separated by blanks: reads that nobody looks into. */
export const alike = (service: string, kind: Kind, names: string): readonly ActionMeaning[] =>
  names
    .trim()
    .split(/\s+/)
    .map((name) => ({ action: `${service}:${name}`, ...parsed(kind) }));

/** A meaning that hangs on parameters. */
export const when = (
  what: Doing,
  holds: (params: Params) => boolean,
): { readonly what: Doing; readonly when: (params: Params) => boolean } => ({ what, when: holds });

const parsed = (kind: Kind): Pick<ActionMeaning, 'effect' | 'sensitivity' | 'tactic'> => {
  const [effect, sensitivity, tactic] = kind.split(' ') as [Effect, Sensitivity, Tactic | undefined];
  return tactic === undefined ? { effect, sensitivity } : { effect, sensitivity, tactic };
};

const listOf = (templates: string | readonly string[] | undefined): readonly string[] =>
  templates === undefined ? [] : typeof templates === 'string' ? [templates] : templates;

/** `arn:{partition}:ec2:{region}:{account}:volume/{req.volumeId}` -> `:volume/`. */
const kindIn = (template: string): string => {
  const kind = /(:[\w-]+[:/])\{[^{}]*\}$/.exec(template)?.[1];
  if (kind === undefined) throw new Error(`a template that names no kind: ${template}`);
  return kind;
};

const paramPaths = (text: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    text
      .trim()
      .split(/\s+/)
      .map((entry) => {
        const cut = entry.indexOf('=');
        return cut < 0 ? [entry, `req.${entry}`] : [entry.slice(0, cut), entry.slice(cut + 1)];
      }),
  );
