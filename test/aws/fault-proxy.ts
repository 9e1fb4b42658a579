import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as after } from 'node:timers/promises';
import { randomFrom } from '#scenario/random.ts';

/** What goes wrong with calls: the first rule that matches counts. Left out: the call is refused with status 500. */
export interface Fault {
  /** Of `service:operation`, as `dynamodb:DynamoDB_20120810.PutItem`, `s3:GET /bucket/key` or `sns:Publish`. */
  readonly match: RegExp;
  /** 1 where left out. Drawn from a seeded generator. */
  readonly probability?: number;
  /** Counts down; every call where left out. */
  readonly times?: number;
  readonly status?: number;
  /** The error's name, as clients see it. */
  readonly type?: string;
  readonly delayMs?: number;
  /** Before the call is made, after it was made (its answer is lost), or not at all (it is only late). */
  readonly when?: 'before' | 'after' | 'never';
  /** The connection ends without an answer. */
  readonly drop?: boolean;
  /** So many bytes of the answer's body come, then the connection ends. */
  readonly cutAfterBytes?: number;
}

/** Probabilities are drawn in parts of a million. */
const PARTS = 1_000_000;

export interface FaultProxy {
  readonly endpoint: string;
  setFaults(faults: readonly Fault[], seed?: number): void;
  /** Calls by `service:operation`, and how many were made to fail. Counted since the start. */
  readonly counts: { readonly calls: ReadonlyMap<string, number>; readonly failed: number };
  stop(): Promise<void>;
}

/** Stands between clients and an emulator, and makes calls fail. Takes plain HTTP for HTTPS, as policies ask for it. */
export const startFaultProxy = async (upstream: string, port = 0): Promise<FaultProxy> => {
  const agent = new Agent({ keepAlive: true });
  const counts = { calls: new Map<string, number>(), failed: 0 };
  let rules: { readonly fault: Fault; left: number }[] = [];
  let random = randomFrom(1);

  const faultFor = (what: string): Fault | undefined => {
    const rule = rules.find(
      ({ fault, left }) => fault.match.test(what) && left > 0 && random.below(PARTS) < (fault.probability ?? 1) * PARTS,
    );
    if (!rule) return undefined;
    rule.left--;
    if (rule.fault.when !== 'never') counts.failed++;
    return rule.fault;
  };

  const serve = async (asked: IncomingMessage, answer: ServerResponse): Promise<void> => {
    const chunks: Buffer[] = [];
    for await (const chunk of asked) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const what = operationOf(asked, body);
    counts.calls.set(what, (counts.calls.get(what) ?? 0) + 1);
    const fault = faultFor(what);
    if (fault?.delayMs) await after(fault.delayMs);
    const isCut = fault?.cutAfterBytes !== undefined;
    if (fault && !isCut && (fault.when ?? 'before') === 'before') return refuse(answer, fault, what);
    const headers = { ...asked.headers, 'x-forwarded-proto': 'https', 'content-length': String(body.length) };
    const made = request(upstream + (asked.url ?? '/'), { method: asked.method, agent, headers }, (said) => {
      if (fault?.when === 'after') {
        said.resume();
        refuse(answer, fault, what);
        return;
      }
      answer.writeHead(said.statusCode ?? 500, said.headers);
      if (isCut) cut(said, answer, fault.cutAfterBytes ?? 0);
      else said.pipe(answer);
    });
    made.on('error', () => answer.destroy());
    made.end(body);
  };

  const server = createServer((asked, answer) => {
    serve(asked, answer).catch(() => answer.destroy());
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    setFaults(faults, seed = 1) {
      rules = faults.map((fault) => ({ fault, left: fault.times ?? Number.POSITIVE_INFINITY }));
      random = randomFrom(seed);
    },
    counts,
    async stop() {
      server.closeAllConnections();
      agent.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};

/** The signature's scope names the service; the operation stands in a header, a form, or is the request itself. */
const operationOf = ({ headers, method, url }: IncomingMessage, body: Buffer): string => {
  const service = /\/\d{8}\/[^/]+\/([^/]+)\/aws4_request/.exec(headers.authorization ?? '')?.[1] ?? '';
  const target = headers['x-amz-target'];
  const isForm = headers['content-type']?.includes('form-urlencoded') ?? false;
  const action = isForm ? new URLSearchParams(body.toString()).get('Action') : undefined;
  return `${service}:${target ?? action ?? `${method} ${url}`}`;
};

const refuse = (answer: ServerResponse, { drop, status = 500, type = 'InternalServerError' }: Fault, what: string) => {
  if (drop) {
    answer.destroy();
    return;
  }
  // S3 speaks XML.
  const isXml = what.startsWith('s3:');
  answer.writeHead(status, {
    'content-type': isXml ? 'application/xml' : 'application/x-amz-json-1.0',
    'x-amzn-errortype': type,
  });
  answer.end(
    isXml
      ? `<Error><Code>${type}</Code><Message>injected</Message></Error>`
      : JSON.stringify({ __type: type, message: 'injected' }),
  );
};

const cut = (said: IncomingMessage, answer: ServerResponse, bytes: number): void => {
  let left = bytes;
  said.on('data', (chunk: Buffer) => {
    if (left <= 0) return;
    answer.write(chunk.subarray(0, left), () => left <= 0 && answer.destroy());
    left -= chunk.length;
  });
};
