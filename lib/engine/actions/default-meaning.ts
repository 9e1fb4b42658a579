import type { ActionMeaning, Effect } from './meaning.ts';

/** First word of an API name -> what such a call does. Order matters: the first match wins. */
const VERBS: readonly (readonly [Effect, RegExp])[] = [
  [
    'read',
    /^(Get|List|Describe|Head|BatchGet|BatchDescribe|Search|Lookup|Query|Scan|Select|View|Check|Count|Discover|Estimate|Preview|Validate|Simulate|Filter|Test|Download)/,
  ],
  ['delete', /^(Delete|Remove|Terminate|Deregister|BatchDelete|BatchRemove|Purge|Destroy)/],
  [
    'create',
    /^(Create|Put|Add|Register|Import|Allocate|Request|Copy|Issue|Generate|Publish|Upload|BatchCreate|BatchPut)/,
  ],
  ['execute', /^(Invoke|Run|Send|Execute|Submit)/],
];

/** The meaning of an action without a row, told by its verb: ordinary, and nothing in its bodies is read. */
export const defaultMeaning = (action: string): ActionMeaning => {
  const name = action.slice(action.indexOf(':') + 1);
  const effect = VERBS.find(([, verb]) => verb.test(name))?.[0] ?? 'change';
  return effect === 'read'
    ? { action, effect, sensitivity: 'none', tactic: 'discovery' }
    : { action, effect, sensitivity: 'none' };
};
