import { isIP } from 'node:net';
import type { RecordLine } from '#engine/model/report.ts';

/** The longest `ip_t`. */
const MAX_IP_LENGTH = 40;

/** One record as an OCSF evidence artefact: which call, by whom, from where, on what, with which end. */
export const evidenceOf = (record: RecordLine): object => {
  const { id, at, action, outcome, session, principal, accessKeyId, errorCode, address, userAgent } = record;
  const key = accessKeyId === undefined ? {} : { credential_uid: accessKeyId };
  const [service = '', operation = ''] = action.split(':');
  return {
    uid: id,
    name: 'AWS CloudTrail record',
    api: {
      operation: operation || action,
      ...(service !== '' && { service: { name: service } }),
      ...(errorCode !== undefined && { response: { error: errorCode } }),
    },
    actor: { user: { uid: principal, ...key }, session: { uid: session, ...key } },
    ...(address !== undefined && { src_endpoint: endpointOf(address) }),
    ...(userAgent !== undefined && { http_request: { user_agent: userAgent } }),
    ...(record.resources && { resources: record.resources.map((uid) => ({ uid })) }),
    data: {
      at,
      outcome,
      ...(record.region !== undefined && { region: record.region }),
      ...(record.accountId !== undefined && { accountId: record.accountId }),
    },
  };
};

/** CloudTrail writes a client's address, a service's name, or words such as `AWS Internal`. */
const endpointOf = (address: string): object => {
  if (isIP(address) !== 0 && address.length <= MAX_IP_LENGTH) return { ip: address };
  return address.endsWith('.amazonaws.com') ? { svc_name: address } : { name: address };
};
