import type { Case, Use } from '../../case.ts';
import type { Session } from '../../model/session.ts';
import type { Call } from '../../shape.ts';

/** The call says that an agent made it. The word is the caller's own: it may be missing, it is seldom feigned. */
export const isMarked = ({ own, shape }: Use): boolean => own && shape.client.nature === 'agent-software';

/** The call changed something that matters. */
export const hasWeight = ({ own, shape }: Use): boolean => own && isWeighty(shape);

export const isWeighty = ({ outcome, meaning: { effect, sensitivity } }: Call): boolean =>
  outcome === 'success' && effect !== 'read' && (sensitivity === 'medium' || sensitivity === 'high');

/** Its credential was made for an agent runtime (Bedrock AgentCore) and for nothing else. */
export const isRuntimeCredential = (file: Case, session: Session): boolean => {
  if (session.serviceMade || session.kind !== 'assumed-role') return false;
  if (session.holder.inScopeOfArn.includes(':bedrock-agentcore:')) return true;
  const issuance = file.parentLink(session)?.issuance;
  return issuance !== undefined && file.sessionOfRow(issuance.row).principal === 'bedrock-agentcore.amazonaws.com';
};
