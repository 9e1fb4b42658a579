import type { Case, Use } from '../../case.ts';
import type { Session } from '../../model/session.ts';

/** The call says that an agent made it. The word is the caller's own: it may be missing, it is seldom feigned. */
export const isMarked = ({ own, shape }: Use): boolean => own && shape.client.nature === 'agent-software';

/** The call changed something that matters. */
export const hasWeight = ({ own, shape }: Use): boolean =>
  own &&
  shape.outcome === 'success' &&
  shape.meaning.effect !== 'read' &&
  (shape.meaning.sensitivity === 'medium' || shape.meaning.sensitivity === 'high');

/** Its credential was made for an agent runtime (Bedrock AgentCore) and for nothing else. */
export const isRuntimeCredential = (file: Case, session: Session): boolean => {
  if (session.serviceMade || session.kind !== 'assumed-role') return false;
  if (session.holder.inScopeOfArn.includes(':bedrock-agentcore:')) return true;
  const issuance = file.parentLink(session)?.issuance;
  return issuance !== undefined && file.sessionOfRow(issuance.row).principal === 'bedrock-agentcore.amazonaws.com';
};
