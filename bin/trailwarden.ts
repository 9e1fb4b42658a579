#!/usr/bin/env node
import { isMainThread } from 'node:worker_threads';

// One file is both: the command, and the threads it reads with.
if (isMainThread) {
  const { run } = await import('../lib/cli/program.ts');
  process.exitCode = await run(process.argv.slice(2));
} else {
  const { serveReading } = await import('../lib/adapters/local/reading-thread.ts');
  serveReading();
}
