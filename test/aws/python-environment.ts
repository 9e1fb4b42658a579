import { spawn } from 'node:child_process';
import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

/** MIT. boto3 runs CDK's Python custom resources, cryptography stands behind KMS; both are needed only then. */
const PACKAGES = ['ministack==1.5.33', 'boto3==1.43.106', 'cryptography==50.0.2'];
/** Goes with `npm ci`, and comes again with the next test. */
const FOLDER = fileURLToPath(new URL('../../node_modules/.cache/trailwarden-aws', import.meta.url));
const VENV = join(FOLDER, 'venv');
/** Written last: what it names is whole. */
const READY = join(FOLDER, 'ready');
const LOCK = join(FOLDER, 'lock');
/** Ten seconds on an idle machine with a near index. */
const DEADLINE_MS = 300_000;
const POLL_MS = 200;

/** The emulator's program, installed if need be; test files that start at once wait for one of them. Rejects with a reason. */
export const emulatorProgram = async (): Promise<string> => {
  await mkdir(FOLDER, { recursive: true });
  const deadlineMs = Date.now() + DEADLINE_MS;
  while (!(await isReady())) {
    if (await taken(LOCK)) {
      try {
        if (!(await isReady())) await install();
      } finally {
        await rm(LOCK, { recursive: true, force: true });
      }
    } else if (Date.now() > deadlineMs) {
      throw new Error(`another process has been installing into ${FOLDER} for long; remove that folder`);
    } else {
      await after(POLL_MS);
    }
  }
  return join(VENV, 'bin', 'ministack');
};

const isReady = async (): Promise<boolean> => (await readFile(READY, 'utf8').catch(() => '')) === PACKAGES.join('\n');

/** A folder is made by one alone. One left behind by a process that died is old, and taken away. */
const taken = async (folder: string): Promise<boolean> => {
  const madeMs = await stat(folder).then(
    ({ mtimeMs }) => mtimeMs,
    () => undefined,
  );
  if (madeMs !== undefined && Date.now() - madeMs > DEADLINE_MS) await rm(folder, { recursive: true, force: true });
  return mkdir(folder).then(
    () => true,
    () => false,
  );
};

const install = async (): Promise<void> => {
  await rm(VENV, { recursive: true, force: true });
  await runToEnd('python3', ['-m', 'venv', VENV]);
  await runToEnd(join(VENV, 'bin', 'pip'), ['install', '--quiet', '--disable-pip-version-check', ...PACKAGES]);
  await writeFile(READY, PACKAGES.join('\n'));
};

const runToEnd = (program: string, args: readonly string[]): Promise<void> =>
  new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (text: Buffer) => {
        said = `${said}${text.toString()}`.slice(-2000);
      });
    child.on('error', ({ message }) => reject(new Error(`${program} does not run here: ${message}`)));
    child.on('close', (code) =>
      code === 0 ? resolve() : reject(new Error(`${program} ${args[1] ?? ''} ended with ${code}: ${said.trim()}`)),
    );
  });
