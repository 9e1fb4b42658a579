/**
 * What every client of AWS is made with. Where a fifth of all calls fails, eight attempts with the SDK's growing, jittered
 * waits lose three calls in a million; a host that does not answer is given up soon.
 */
export const CLIENT_OPTIONS = {
  maxAttempts: 8,
  retryMode: 'standard',
  requestHandler: { connectionTimeout: 3_000, requestTimeout: 30_000 },
} as const;
