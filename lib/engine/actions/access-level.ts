import { ACCESS_LEVELS } from './access-levels.data.ts';

/** AWS's own words for what an action is for; tagging counts as neither. */
export type AccessLevel = 'permissions management' | 'write';

type Actions = ReadonlyMap<AccessLevel, readonly string[]>;

let lines: ReadonlyMap<string, string> | undefined;
const services = new Map<string, Actions>();
const NO_ACTIONS: Actions = new Map();

/** Actions of a service (its IAM prefix) that change something, by level; none where AWS lists no such service. */
const actionsOf = (service: string): Actions => {
  const known = services.get(service);
  if (known) return known;
  lines ??= new Map(ACCESS_LEVELS.split('\n').map((line) => [line.slice(0, line.indexOf('|')), line]));
  const [, permissions = '', writes = ''] = lines.get(service)?.split('|') ?? [];
  if (permissions === '' && writes === '') return NO_ACTIONS;
  const read = new Map([
    ['permissions management' as const, namesIn(permissions)],
    ['write' as const, namesIn(writes)],
  ]);
  services.set(service, read);
  return read;
};

const namesIn = (coded: string): readonly string[] => {
  let last = '';
  return coded.split(' ').flatMap((word) => {
    if (word === '') return [];
    last = last.slice(0, Number.parseInt(word[0]!, 36)) + word.slice(1);
    return [last];
  });
};

/** IAM's wildcards: `*` any text, `?` any letter; case does not matter. */
export const fitsAction = (pattern: string, action: string): boolean => {
  if (pattern === '*') return true;
  if (!/[*?]/.test(pattern)) return pattern.toLowerCase() === action.toLowerCase();
  return matches(pattern.toLowerCase(), action.toLowerCase());
};

/** Without a regular expression, which a policy could make run for ever. O(pattern × text) at worst. */
const matches = (pattern: string, text: string): boolean => {
  let [at, to, star, mark] = [0, 0, -1, 0];
  while (to < text.length) {
    if (pattern[at] === '?' || (pattern[at] !== '*' && pattern[at] === text[to])) {
      at++;
      to++;
    } else if (pattern[at] === '*') {
      star = at++;
      mark = to;
    } else if (star >= 0) {
      at = star + 1;
      to = ++mark;
    } else return false;
  }
  while (pattern[at] === '*') at++;
  return at === pattern.length;
};

/**
 * The changing actions that a policy's pattern of one service stands for, as `service:Action`, by level. A pattern over
 * all services (`*`) is not expanded: it is everything.
 */
export const expandAction = (pattern: string): ReadonlyMap<AccessLevel, readonly string[]> => {
  const [service = '', name = ''] = pattern.split(':');
  const expanded = new Map<AccessLevel, readonly string[]>();
  for (const [level, names] of actionsOf(service.toLowerCase())) {
    const fitting = names.filter((one) => fitsAction(name, one)).map((one) => `${service.toLowerCase()}:${one}`);
    if (fitting.length > 0) expanded.set(level, fitting);
  }
  return expanded;
};
