import { request } from 'node:http';
import { type Call, type Keys, signedHeaders } from './signed-call.ts';

export interface Answer {
  readonly status: number;
  readonly body: string;
}

/** Sends a request, signed where keys are given; `node:http`, because `fetch` lets nobody name the host. */
export const askAws = (call: Call, keys?: Keys): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const { endpoint, method = 'POST', path = '/', body = '' } = call;
    const headers = keys
      ? signedHeaders(call, keys, Date.now())
      : { ...call.headers, ...(call.host && { host: call.host }) };
    const asked = request(endpoint + path, { method, headers }, (said) => {
      let text = '';
      said.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      said.on('end', () => resolve({ status: said.statusCode ?? 0, body: text }));
    });
    asked.on('error', reject);
    asked.end(body);
  });
