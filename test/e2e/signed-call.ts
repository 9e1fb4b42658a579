import { createHmac, hash } from 'node:crypto';

/** A request to AWS that no client library here knows. */
export interface Call {
  readonly service: string;
  /** Where it is sent. */
  readonly endpoint: string;
  /** What it is signed for, where that differs from the endpoint: the host of a function's URL. */
  readonly host?: string;
  readonly method?: 'GET' | 'POST';
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

const REGION = 'us-east-1';

const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();

/** Headers of a request signed with AWS Signature Version 4, for a path that needs no encoding and no query. */
export const signedHeaders = (call: Call, keys: Keys, nowMs: number): Record<string, string> => {
  const { service, endpoint, method = 'POST', path = '/', body = '' } = call;
  const stamp = new Date(nowMs).toISOString().replaceAll(/[-:]|\.\d+/g, '');
  const scope = `${stamp.slice(0, 8)}/${REGION}/${service}/aws4_request`;
  const headers: Record<string, string> = {
    ...call.headers,
    host: call.host ?? new URL(endpoint).host,
    'x-amz-content-sha256': hash('sha256', body),
    'x-amz-date': stamp,
  };
  const names = Object.keys(headers).sort();
  const lines = names.map((name) => `${name}:${headers[name]}\n`).join('');
  const asked = [method, path, '', lines, names.join(';'), hash('sha256', body)].join('\n');
  const text = ['AWS4-HMAC-SHA256', stamp, scope, hash('sha256', asked)].join('\n');
  const key = [REGION, service, 'aws4_request'].reduce(hmac, hmac(`AWS4${keys.secretAccessKey}`, stamp.slice(0, 8)));
  const authorization =
    `AWS4-HMAC-SHA256 Credential=${keys.accessKeyId}/${scope}, ` +
    `SignedHeaders=${names.join(';')}, Signature=${hmac(key, text).toString('hex')}`;
  return { ...headers, authorization };
};
