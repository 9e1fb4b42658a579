import { spawn } from 'node:child_process';

export interface Measured {
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly peakBytes: number;
  readonly output: string;
}

/** Loaded into the measured process: on its way out it tells what it used, on a descriptor of its own. */
const TELL_USAGE = `data:text/javascript,${encodeURIComponent(
  "import fs from 'node:fs';import {isMainThread} from 'node:worker_threads';if(isMainThread)process.on('exit',()=>{const u=process.resourceUsage();fs.writeSync(3,JSON.stringify([u.userCPUTime+u.systemCPUTime,u.maxRSS]))})",
)}`;

/** Runs a Node program in a process of its own: wall time, CPU of all its threads, peak memory. */
export const measure = (argv: readonly string[]): Promise<Measured> =>
  new Promise((resolve, reject) => {
    const started = process.hrtime.bigint();
    const child = spawn(process.execPath, ['--import', TELL_USAGE, ...argv], {
      stdio: ['ignore', 'pipe', 'inherit', 'pipe'],
    });
    const collect = (stream: NodeJS.ReadableStream): (() => string) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      return () => Buffer.concat(chunks).toString('utf8');
    };
    const output = collect(child.stdout!);
    const usage = collect(child.stdio[3] as NodeJS.ReadableStream);
    child.on('error', reject);
    child.on('close', (code) => {
      const seconds = Number(process.hrtime.bigint() - started) / 1e9;
      if (code !== 0) reject(new Error(`${argv.join(' ')} ended with code ${code}`));
      const [cpuMicroseconds, peakKilobytes] = JSON.parse(usage()) as [number, number];
      resolve({ seconds, cpuSeconds: cpuMicroseconds / 1e6, peakBytes: peakKilobytes * 1024, output: output() });
    });
  });
