import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The bundle that users run; `npm test` builds it first. */
export const bundle = fileURLToPath(new URL('../dist/trailwarden.mjs', import.meta.url));

export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the bundle, or another program given first, to its end. */
export function run(
  args: readonly string[],
  options: { input?: string | Buffer; program?: string; cwd?: string } = {},
): Promise<Ran> {
  const child = options.program
    ? spawn(options.program, args)
    : spawn(process.execPath, [bundle, ...args], { cwd: options.cwd, env: { ...process.env, NO_COLOR: '' } });
  child.stdin.on('error', () => {}); // it may end before it reads
  child.stdin.end(options.input ?? '');
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
}

/** Writes a trail object and gives its path. */
export function trailFile(folder: string, name: string, records: readonly unknown[]): string {
  const path = join(folder, name);
  writeFileSync(path, JSON.stringify({ Records: records }));
  return path;
}

let made = 0;

/** A call by an IAM user with a long-term key, unremarkable unless changed. */
export function record(changes: Record<string, unknown> = {}): Record<string, unknown> {
  made++;
  return {
    eventVersion: '1.08',
    userIdentity: {
      type: 'IAMUser',
      principalId: 'AIDAIOSFODNN7EXAMPLE',
      arn: 'arn:aws:iam::111122223333:user/alice',
      accountId: '111122223333',
      accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
      userName: 'alice',
    },
    eventTime: '2026-03-02T09:00:00Z',
    eventSource: 's3.amazonaws.com',
    eventName: 'GetBucketLocation',
    awsRegion: 'eu-west-1',
    sourceIPAddress: '203.0.113.7',
    userAgent: 'aws-cli/2.15.0',
    requestParameters: { bucketName: 'reports' },
    responseElements: null,
    requestID: `request-${made}`,
    eventID: `00000000-0000-4000-8000-${String(made).padStart(12, '0')}`,
    readOnly: true,
    eventType: 'AwsApiCall',
    managementEvent: true,
    recipientAccountId: '111122223333',
    eventCategory: 'Management',
    ...changes,
  };
}

/** A call that any reader of logs wants to hear about. */
export const stopLogging = (): Record<string, unknown> =>
  record({
    eventTime: '2026-03-02T09:05:00Z',
    eventSource: 'cloudtrail.amazonaws.com',
    eventName: 'StopLogging',
    readOnly: false,
    requestParameters: { name: 'arn:aws:cloudtrail:eu-west-1:111122223333:trail/main' },
  });
