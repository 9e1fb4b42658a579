/** Something only the caller can put right. The message says what, where and what to do, on one line; exit code 2. */
export class UsageError extends Error {
  override name = 'UsageError';
}
