import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { emulatorProgram } from './python-environment.ts';

/** An AWS on this machine, of its own for whoever starts it. */
export interface Emulator {
  readonly endpoint: string;
  /** Of its process, whose children its functions are. */
  readonly pid: number | undefined;
  /** Client options that reach it, as root of its account. */
  readonly clientOptions: ClientOptions;
  /** What it wrote so far, for a test that failed. */
  log(): string;
  /** Ends it with everything it started, and removes its folder. */
  stop(): Promise<void>;
}

interface ClientOptions {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

export interface EmulatorOptions {
  /** Policies are enforced: signatures, roles, boundaries. */
  readonly auth?: boolean;
  /** Its own environment besides, which its functions inherit: an `AWS_ENDPOINT_URL` that leads through a fault proxy. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Chosen by whoever must know it beforehand; free at run time otherwise. */
  readonly port?: number;
}

/** Half a second on an idle machine; this machine may be busy. */
const READY_MS = 60_000;
/** SIGTERM ends an idle one in two seconds; one with work in hand goes on for ever. */
const GRACE_MS = 5_000;
const POLL_MS = 50;

const clientOptionsFor = (endpoint: string): ClientOptions => ({
  endpoint,
  region: 'us-east-1',
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
});

/** Why there is no emulator here, or undefined. With TRAILWARDEN_REQUIRE_AWS=1 its absence is an error. */
export const emulatorMissing = async (): Promise<string | undefined> => {
  try {
    await emulatorProgram();
    return undefined;
  } catch (error) {
    const message = `no local AWS: tests on it are left out: ${(error as Error).message}`;
    if (process.env.TRAILWARDEN_REQUIRE_AWS === '1') throw new Error(message, { cause: error });
    console.warn(message);
    return message;
  }
};

/** Resolves when it answers. Rejects where it cannot be installed or ends at once. */
export const startEmulator = async (options: EmulatorOptions = {}): Promise<Emulator> => {
  const program = await emulatorProgram();
  const port = options.port ?? (await freePort());
  // Not below a package.json: functions unpacked there would be taken for modules of another kind.
  const folder = mkdtempSync(join(tmpdir(), 'trailwarden-aws-'));
  for (const name of ['tmp', 's3', 'state']) mkdirSync(join(folder, name));
  const log = join(folder, 'log');
  const out = openSync(log, 'w');
  const child = spawn(program, {
    cwd: folder,
    detached: true, // a process group of its own, so that its functions end with it
    stdio: ['ignore', out, out],
    env: {
      // Functions inherit everything: nothing of this process may leak into them.
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      TMPDIR: join(folder, 'tmp'),
      GATEWAY_PORT: String(port),
      BIND_HOST: '127.0.0.1',
      IOT_MTLS_ENABLED: 'false',
      S3_DATA_DIR: join(folder, 's3'),
      STATE_DIR: join(folder, 'state'),
      ...(options.auth && { AUTH: 'true' }),
      ...options.environment,
    },
  });
  const killAll = () => signal(child, 'SIGKILL');
  process.once('exit', killAll);
  const endpoint = `http://127.0.0.1:${port}`;
  const emulator: Emulator = {
    endpoint,
    pid: child.pid,
    clientOptions: clientOptionsFor(endpoint),
    log: () => readFileSync(log, 'utf8'),
    async stop() {
      await ended(child);
      process.off('exit', killAll);
      rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
    },
  };
  try {
    await ready(child, endpoint);
    return emulator;
  } catch (error) {
    const said = emulator.log().slice(-2000);
    await emulator.stop();
    throw new Error(`the local AWS did not start: ${said}`, { cause: error });
  }
};

export const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });

const ready = async (child: ChildProcess, endpoint: string): Promise<void> => {
  const deadlineMs = Date.now() + READY_MS;
  while (
    !(await fetch(`${endpoint}/_ministack/ready`).then(
      ({ ok }) => ok,
      () => false,
    ))
  ) {
    if (hasEnded(child)) throw new Error('it ended');
    if (Date.now() > deadlineMs) throw new Error(`it does not answer after ${READY_MS / 1000} s`);
    await after(POLL_MS);
  }
  // Somebody else may answer on that port.
  if (hasEnded(child)) throw new Error('it ended');
};

const hasEnded = ({ exitCode, signalCode, pid }: ChildProcess): boolean =>
  exitCode !== null || signalCode !== null || pid === undefined;

const ended = async (child: ChildProcess): Promise<void> => {
  const closed = hasEnded(child) ? undefined : new Promise((resolve) => child.once('exit', resolve));
  signal(child, 'SIGTERM');
  await Promise.race([closed, after(GRACE_MS, undefined, { ref: false })]);
  signal(child, 'SIGKILL'); // whatever is left of the group
  await closed;
};

const signal = ({ pid }: ChildProcess, name: NodeJS.Signals): void => {
  try {
    if (pid !== undefined) process.kill(-pid, name);
  } catch {
    // Nobody of the group is left.
  }
};
