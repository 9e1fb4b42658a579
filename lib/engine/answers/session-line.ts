import type { Case } from '../case.ts';
import { jitField } from '../grants/jit-lines.ts';
import { lineageId } from '../incidents/incidents.ts';
import type { SessionLine } from '../model/report.ts';
import type { Session } from '../model/session.ts';
import type { SessionShape } from '../session-shapes.ts';
import { printTime } from '../time.ts';

/** Built by assignment: there are hundreds of thousands of lines, and spreading objects together is slow. */
export const sessionLine = (file: Case, session: Session): SessionLine => {
  const shapes = file.shapesOf(session);
  const actor = file.actorOf(session);
  const line = {
    type: 'session',
    id: session.id,
    kind: session.kind,
    principal: session.principal,
  } as SessionLine;
  if (session.holder.arn !== '' && session.holder.arn !== session.principal) line.sessionArn = session.holder.arn;
  if (session.accountId !== '') line.accountId = session.accountId;
  if (session.keys.length > 0) line.accessKeyIds = [...session.keys];
  line.actor = actor.kind;
  line.actorWhy = actor.why;
  const owner = file.config.principalOf(session)?.owner;
  if (owner !== undefined) line.owner = owner;
  if (session.bornMs !== undefined) line.startedAt = printTime(session.bornMs);
  line.firstEventAt = printTime(session.firstMs);
  line.lastEventAt = printTime(session.lastMs);
  const expiresMs = expiryOf(file, session);
  if (expiresMs !== undefined) line.expiresAt = printTime(expiresMs);
  line.events = session.rows.length;
  line.denied = deniedIn(file, session);
  const networks = distinctOf(shapes, ({ shape: { network } }) => (network.isClient ? network.prefix : ''));
  if (networks.length > 0) line.networks = networks;
  const clients = distinctOf(shapes, ({ shape: { network, client } }) => (network.isClient ? client.name : ''));
  if (clients.length > 0) line.clients = clients;
  const regions = distinctOf(shapes, ({ shape: { region } }) => region);
  if (regions.length > 0) line.regions = regions;
  const actions = distinctOf(shapes, ({ shape: { action } }) => action);
  if (actions.length > 0) line.actions = actions;
  line.lineage = lineageId(file.rootOf(session));
  const { principal, grade } = file.originOf(session);
  line.origin = { principal, grade };
  if (session.sourceIdentity !== '') line.sourceIdentity = session.sourceIdentity;
  if (session.onBehalfOf !== '') line.onBehalfOf = session.onBehalfOf;
  if (session.mfa) line.mfa = true;
  return Object.assign(line, jitField(file, session));
};

const deniedIn = ({ facts }: Case, { rows }: Session): number => {
  let denied = 0;
  for (const row of rows) if (facts.outcomeOf(facts.shapeOf(row)) === 'denied') denied++;
  return denied;
};

/** The latest end that an issuance states. */
const expiryOf = (file: Case, session: Session): number | undefined => {
  let latest: number | undefined;
  for (const { issuance } of file.linksTo(session)) {
    const { expiresMs } = issuance?.issued ?? {};
    if (expiresMs !== undefined && (latest === undefined || expiresMs > latest)) latest = expiresMs;
  }
  return latest;
};

/** So few are sooner compared with each other than put into a set. */
const FEW_SHAPES = 32;

/** Sorted, each once, none empty. */
const distinctOf = (shapes: readonly SessionShape[], pick: (one: SessionShape) => string): string[] => {
  if (shapes.length > FEW_SHAPES) return [...new Set(shapes.map(pick))].filter((value) => value !== '').sort();
  const values: string[] = [];
  for (const shape of shapes) {
    const value = pick(shape);
    if (value !== '' && !values.includes(value)) values.push(value);
  }
  return values.sort();
};
