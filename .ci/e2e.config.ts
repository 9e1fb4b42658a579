import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/** Against a stack that is deployed on an emulator for it: one after the other, and slow. */
export default defineConfig({
  root: fileURLToPath(new URL('..', import.meta.url)),
  test: {
    include: ['test/e2e/**/*.test.ts'],
    testTimeout: 600_000,
    hookTimeout: 600_000,
    disableConsoleIntercept: true,
    fileParallelism: false,
  },
});
