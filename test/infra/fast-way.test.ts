import { describe, expect, test } from 'vitest';
import { catalogue } from '#engine/actions/catalogue/catalogue.ts';
import { meaningOf } from '#engine/actions/lookup.ts';
import { sensitivePatterns } from '../../lib/infra/sensitive-calls.ts';

const patterns = sensitivePatterns();

interface TrailEvent {
  readonly source: string;
  readonly 'detail-type': string;
  readonly detail: Readonly<Record<string, unknown>>;
}

const call = (eventSource: string, eventName: string, more: Partial<TrailEvent> & { detail?: object } = {}) => ({
  source: `aws.${eventSource.split('.')[0]}`,
  'detail-type': 'AWS API Call via CloudTrail',
  ...more,
  detail: { eventSource, eventName, userIdentity: { type: 'AssumedRole' }, ...more.detail },
});

/** EventBridge's matching, as far as these patterns use it. */
const fits = (pattern: unknown, value: unknown): boolean => {
  if (Array.isArray(pattern))
    return pattern.some((one: string | { prefix?: string; exists?: boolean }) => {
      if (typeof one === 'string') return one === value;
      if (one.exists === false) return value === undefined;
      return typeof value === 'string' && one.prefix !== undefined && value.startsWith(one.prefix);
    });
  return Object.entries(pattern as object).every(([key, inner]) =>
    fits(inner, (value as Readonly<Record<string, unknown>> | undefined)?.[key]),
  );
};
const comes = (event: TrailEvent): boolean => patterns.some((pattern) => fits(pattern, event));

describe('the fast way', () => {
  test('each pattern is short enough for EventBridge, and there are few', () => {
    for (const pattern of patterns) expect(JSON.stringify(pattern).length).toBeLessThanOrEqual(2048);
    expect(patterns.length).toBeLessThan(20);
  });

  test('every highly sensitive call comes, in the spelling of the service', () => {
    const sensitive = catalogue.filter(({ sensitivity, effect }) => sensitivity === 'high' && effect !== 'read');
    expect(sensitive.length).toBeGreaterThan(100);
    for (const { action } of sensitive) {
      const [service, name] = action.split(':');
      expect(comes(call(`${service}.amazonaws.com`, name!)), action).toBe(true);
    }
    expect(comes(call('lambda.amazonaws.com', 'UpdateFunctionCode20150331v2'))).toBe(true);
  });

  test('everyday calls do not', () => {
    for (const action of ['s3:GetObject', 'sts:AssumeRole', 'ec2:DescribeInstances', 'logs:CreateLogStream']) {
      expect(meaningOf(action).sensitivity).not.toBe('high');
      const [service, name] = action.split(':');
      expect(comes(call(`${service}.amazonaws.com`, name!)), action).toBe(false);
    }
  });

  test('what root does by itself comes, whatever it is', () => {
    const root = { detail: { userIdentity: { type: 'Root' } } };
    expect(comes(call('s3.amazonaws.com', 'ListBuckets', root))).toBe(true);
    expect(
      comes(
        call('signin.amazonaws.com', 'ConsoleLogin', { ...root, 'detail-type': 'AWS Console Sign In via CloudTrail' }),
      ),
    ).toBe(true);
    const forRoot = { detail: { userIdentity: { type: 'Root', invokedBy: 'backup.amazonaws.com' } } };
    expect(comes(call('s3.amazonaws.com', 'ListBuckets', forRoot))).toBe(false);
  });

  test('nobody but AWS can make one up', () => {
    // PutEvents refuses sources that begin with `aws.` to everybody else.
    expect(comes(call('iam.amazonaws.com', 'CreateAccessKey'))).toBe(true);
    expect(comes(call('iam.amazonaws.com', 'CreateAccessKey', { source: 'mallory' }))).toBe(false);
    expect(
      comes(call('s3.amazonaws.com', 'ListBuckets', { source: 'x', detail: { userIdentity: { type: 'Root' } } })),
    ).toBe(false);
  });
});
