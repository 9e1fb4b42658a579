import type { Outcome } from '../model/activity.ts';
import type { Json } from '../model/json.ts';
import { isJsonObject } from '../model/json.ts';

/**
 * IAM and most JSON services write `AccessDenied`, EC2 `Client.UnauthorizedOperation`, Resource Explorer
 * `UnauthorizedException`, VPC endpoint policies `VpceAccessDenied`; SDK spellings are accepted too.
 */
const DENIAL = /denied|unauthorized|notauthorized|authorizationerror/i;

/** Whether an `errorCode` says that a permission was missing. Any other error is a failure, not a denial. */
export const isDenied = (errorCode: string): boolean => errorCode !== '' && DENIAL.test(errorCode);

/**
 * What came of one call. A response body never proves success: denials carry one too. `Client.DryRunOperation` (would
 * have been allowed) is `failed`, because nothing changed. The response is looked at only where `responseTells`.
 */
export const outcomeOf = (action: string, errorCode: string, errorMessage: string, responseElements: Json): Outcome => {
  if (errorCode !== '') return isDenied(errorCode) ? 'denied' : 'failed';
  // A failed ConsoleLogin has a message and no code.
  if (errorMessage !== '') return 'failed';
  return isJsonObject(responseElements) && saysFailure(action, responseElements) ? 'failed' : 'success';
};

/** Whether a response can say that the call failed: of all others it need not be read. */
export const responseTells = (action: string): boolean => action.startsWith('signin:') || action.startsWith('ec2:');

/** The markers some services put in the body: sign-in's own event name, EC2's `_return`, item errors of a batch call. */
const saysFailure = (action: string, response: { [key: string]: Json }): boolean => {
  if (action.startsWith('signin:')) {
    const name = action.slice('signin:'.length);
    return Object.hasOwn(response, name) && response[name] === 'Failure';
  }
  if (!action.startsWith('ec2:')) return false;
  if (Object.hasOwn(response, '_return')) return response._return === false || response._return === 'false';
  const wrapper = action === 'ec2:DeleteFlowLogs' && response.DeleteFlowLogsResponse;
  return isJsonObject(wrapper) && isJsonObject(wrapper.unsuccessful) && Object.keys(wrapper.unsuccessful).length > 0;
};
