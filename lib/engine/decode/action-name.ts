/** Lambda appends its API version to the event name: `CreateFunction20150331`, `UpdateFunctionCode20150331v2`. */
const API_VERSION = /\d{8}(v\d+)?$/;

/** `iam:CreateUser`: the first label of `eventSource`, then `eventName` without its API version. */
export const actionName = (eventSource: string, eventName: string): string => {
  const dot = eventSource.indexOf('.');
  return `${dot < 0 ? eventSource : eventSource.slice(0, dot)}:${eventName.replace(API_VERSION, '')}`;
};
