import type { Log } from '#ports/log.ts';

/** Longer messages of errors are bodies of answers. */
const LONGEST = 1_000;

/** One JSON object a line, for CloudWatch Logs; an error is told by name and message, without its place or its cause. */
export const jsonLog = (write: (line: string) => void): Log => ({
  info(message, fields) {
    write(JSON.stringify({ level: 'INFO', message, ...fields }));
  },
  error(message, error, fields) {
    const { name, message: reason } = error instanceof Error ? error : { name: 'Error', message: String(error) };
    write(JSON.stringify({ level: 'ERROR', message, error: name, reason: reason.slice(0, LONGEST), ...fields }));
  },
});

/** Past the console, which would wrap a line of metrics into one of its own under Lambda's JSON log format. */
export const toStandardOutput = (line: string): void => void process.stdout.write(`${line}\n`);
