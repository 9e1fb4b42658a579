import type { Case } from '../case.ts';
import { jitField } from '../grants/jit-lines.ts';
import { lineageId } from '../incidents/incidents.ts';
import type { SessionLine } from '../model/report.ts';
import type { Session } from '../model/session.ts';
import { printTime } from '../time.ts';

export const sessionLine = (file: Case, session: Session): SessionLine => {
  const shapes = file.shapesOf(session).map(({ shape }) => shape);
  const clients = shapes.filter((shape) => shape.network.isClient);
  let denied = 0;
  for (const row of session.rows) if (file.facts.outcomeOf(file.facts.shapeOf(row)) === 'denied') denied++;
  const list = (name: string, values: readonly string[]) => {
    const distinct = [...new Set(values.filter((value) => value !== ''))].sort();
    return distinct.length > 0 ? { [name]: distinct } : {};
  };
  const actor = file.actorOf(session);
  const owner = file.config.principalOf(session)?.owner;
  const origin = file.originOf(session);
  const expires = file.linksTo(session).flatMap(({ issuance }) => issuance?.issued.expiresMs ?? []);
  return {
    type: 'session',
    id: session.id,
    kind: session.kind,
    principal: session.principal,
    ...(session.holder.arn !== '' && session.holder.arn !== session.principal && { sessionArn: session.holder.arn }),
    ...(session.accountId !== '' && { accountId: session.accountId }),
    ...(session.keys.length > 0 && { accessKeyIds: [...session.keys] }),
    actor: actor.kind,
    actorWhy: actor.why,
    ...(owner !== undefined && { owner }),
    ...(session.bornMs !== undefined && { startedAt: printTime(session.bornMs) }),
    firstEventAt: printTime(session.firstMs),
    lastEventAt: printTime(session.lastMs),
    ...(expires.length > 0 && { expiresAt: printTime(Math.max(...expires)) }),
    events: session.rows.length,
    denied,
    ...list(
      'networks',
      clients.map((shape) => shape.network.prefix),
    ),
    ...list(
      'clients',
      clients.map((shape) => shape.client.name),
    ),
    ...list(
      'regions',
      shapes.map((shape) => shape.region),
    ),
    ...list(
      'actions',
      shapes.map((shape) => shape.action),
    ),
    lineage: lineageId(file.rootOf(session)),
    origin: { principal: origin.principal, grade: origin.grade },
    ...(session.sourceIdentity !== '' && { sourceIdentity: session.sourceIdentity }),
    ...(session.onBehalfOf !== '' && { onBehalfOf: session.onBehalfOf }),
    ...(session.mfa && { mfa: true }),
    ...jitField(file, session),
  };
};
