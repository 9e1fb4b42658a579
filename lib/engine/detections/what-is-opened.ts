import type { Doing } from '../actions/meaning.ts';
import type { Use } from '../case.ts';

/**
 * Calls that let somebody in are three stories: data can be read (`data-shared-out`), a role can be taken
 * (`trust-opened`), or code can be called and changed (`persistence-added`).
 */
export type Opened = 'data' | 'role' | 'code';

/** Most specific first: a habit of sharing snapshots is none of opening other things. */
export const OPENINGS: readonly Doing[] = ['data-shared', 'made-public', 'opened-to-others'];
const ROLES: readonly Doing[] = ['role-created', 'role-trust-changed'];
/** Functions and their layers, event buses, mail identities, endpoints: what stands there for others to call. */
const CODE = new Set(['lambda', 'events', 'ses', 'ec2', 'bedrock-agentcore-control', 'codebuild']);

export const whatIsOpened = (use: Use): Opened | undefined => {
  if (!use.doings.some((one) => OPENINGS.includes(one))) return undefined;
  if (use.doings.some((one) => ROLES.includes(one))) return 'role';
  const { action, meaning } = use.shape;
  const service = action.slice(0, action.indexOf(':'));
  return meaning.tactic === 'persistence' && CODE.has(service) ? 'code' : 'data';
};
