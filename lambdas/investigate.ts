import type { LambdaFunctionURLEvent, LambdaFunctionURLResult } from 'aws-lambda';
import { caseFunction } from '#adapters/aws/case-function.ts';
import { analysisAround } from '#pipeline/analysis-around.ts';
import { type InvestigateDeps, investigate } from '#pipeline/investigate.ts';
import { warmMemory } from '#pipeline/warm-memory.ts';
import { escapeText } from '#report/escape.ts';
import { httpLines } from '#report/http-lines.ts';

/** Questions over HTTPS. Answers are NDJSON, errors one line of text. */
export const investigateHandler =
  (deps: InvestigateDeps) =>
  async ({ rawPath, rawQueryString, requestContext }: LambdaFunctionURLEvent): Promise<LambdaFunctionURLResult> => {
    const query = new URLSearchParams(rawQueryString);
    const reply = await investigate({ method: requestContext.http.method, path: rawPath, query }, deps);
    if (reply.status !== 200) return response(reply.status, 'text/plain', `${escapeText(reply.error)}\n`);
    const from = Number(query.get('from') ?? 0);
    if (!Number.isSafeInteger(from) || from < 0) return response(400, 'text/plain', 'from is a whole number\n');
    return response(200, 'application/x-ndjson', httpLines(reply.lines, from));
  };

const response = (statusCode: number, type: string, body: string) => ({
  statusCode,
  headers: {
    'content-type': `${type}; charset=utf-8`,
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  },
  body,
});

const parts = caseFunction();
export const handler = investigateHandler({
  findings: parts.table,
  analysisFor: analysisAround({ ...parts, warm: warmMemory() }),
});
