import type { Case } from '../../case.ts';
import type { Session } from '../../model/session.ts';

const INSTANCE_NAME = /^i-[0-9a-zA-Z]{8,17}$/;
/** What the SDKs write in code that AWS runs (`AWS_EXECUTION_ENV`). CloudShell, where people type, is none. */
const RUNTIME = /^AWS_(Lambda|ECS|EC2)/i;

export const sessionNameOf = ({ principalId }: Session): string => principalId.slice(principalId.indexOf(':') + 1);

/** The client says that AWS runs it. */
export const isRuntime = (executionEnvironment: string): boolean => RUNTIME.test(executionEnvironment);

/**
 * The credential was given to a machine or a piece of code and to nobody else: an instance, task, function or pod, by
 * what is configured, what it carries, by the service that asked for it, or by what its clients state.
 */
export const isWorkload = (session: Session, file: Case): boolean => {
  const { kind, holder } = session;
  if (kind !== 'assumed-role' || session.serviceMade) return false;
  if (file.config.principalOf(session)?.actor === 'workload') return true;
  if (holder.ec2RoleDelivery !== '' || holder.inScopeOfArn !== '' || INSTANCE_NAME.test(sessionNameOf(session)))
    return true;
  const issuance = file.parentLink(session)?.issuance;
  if (issuance?.issued.subject.startsWith('system:serviceaccount:')) return true;
  if (issuance && file.sessionOfRow(issuance.row).kind === 'service') return true;
  return statesRuntime(session, file);
};

/** A function's calls leave from whatever addresses the service has at hand: they say nothing of where it is. */
export const isFunction = (session: Session, file: Case): boolean => {
  const { inScopeOfType, inScopeOfArn } = session.holder;
  if (inScopeOfType === 'AWS::Lambda::Function' || inScopeOfArn.includes(':function:')) return true;
  const issuance = file.parentLink(session)?.issuance;
  if (issuance && file.sessionOfRow(issuance.row).principal === 'lambda.amazonaws.com') return true;
  return statesRuntime(session, file, /^AWS_Lambda/i);
};

const statesRuntime = (session: Session, file: Case, runtime = RUNTIME): boolean =>
  file.shapesOf(session).some(({ shape }) => runtime.test(shape.client.executionEnvironment));
