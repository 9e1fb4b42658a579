/** Fields are ids, counts and reasons: no record, no credential, no body of a message. */
type LogFields = Readonly<Record<string, string | number | boolean | undefined>>;

/** One JSON object a line. */
export interface Log {
  info(message: string, fields?: LogFields): void;
  /** `error` is told by its name and message only. */
  error(message: string, error: unknown, fields?: LogFields): void;
}
