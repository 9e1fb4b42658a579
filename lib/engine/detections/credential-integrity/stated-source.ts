import type { Shape } from '../../case.ts';

/**
 * How a client says it came by its credential: the feature codes that the AWS SDKs write as `m/…` into their user agent
 * (AWS SDK reference, "business metrics"). One word for what a thief or an owner would call the same way.
 */
export type Source =
  | 'code'
  | 'environment variables'
  | 'a profile file'
  | 'another process'
  | 'a single sign-on'
  | 'a web identity token'
  | 'a container'
  | 'instance metadata'
  | 'a console login';

const SOURCES: Readonly<Record<string, Source>> = {
  e: 'code',
  f: 'environment variables',
  g: 'environment variables',
  h: 'a web identity token',
  k: 'a web identity token',
  q: 'a web identity token',
  n: 'a profile file',
  o: 'a profile file',
  v: 'another process',
  w: 'another process',
  r: 'a single sign-on',
  s: 'a single sign-on',
  t: 'a single sign-on',
  u: 'a single sign-on',
  z: 'a container',
  '0': 'instance metadata',
  AC: 'a console login',
  AD: 'a console login',
};

const known = new WeakMap<Shape, Source | 'unsaid'>();

/** Undefined where the client says nothing, or more than one thing. */
export const sourceOf = (shape: Shape): Source | undefined => {
  const source = known.get(shape) ?? read(shape.userAgent) ?? 'unsaid';
  known.set(shape, source);
  return source === 'unsaid' ? undefined : source;
};

const read = (userAgent: string): Source | undefined => {
  const codes = /(?:^|\s)m\/([A-Za-z0-9+,]+)/.exec(userAgent)?.[1]?.split(',') ?? [];
  const found = new Set(codes.map((code) => (Object.hasOwn(SOURCES, code) ? SOURCES[code] : undefined)));
  found.delete(undefined);
  return found.size === 1 ? [...found][0] : undefined;
};
