import { describe, expect, test } from 'vitest';
import { expandAction, fitsAction } from '#engine/actions/access-level.ts';
import { analyseRecords } from '#pipeline/analyse-records.ts';
import { at, type Step } from '#scenario/story.ts';
import { monday, stranger } from '#scenario/usual-cast.ts';

describe('what a pattern of a policy stands for', () => {
  test('a service’s changing actions, by level', () => {
    const iam = expandAction('iam:*');
    expect(iam.get('permissions management')).toContain('iam:AttachRolePolicy');
    expect(iam.get('write')).toContain('iam:CreateUser');
    expect([...iam.values()].flat()).not.toContain('iam:GetUser');
  });
  test.each([
    ['s3:Get*', []],
    ['s3:*BucketPolicy', ['s3:DeleteBucketPolicy', 's3:PutBucketPolicy']],
    ['S3:deletebucketpolic?', ['s3:DeleteBucketPolicy']],
    ['nosuchservice:*', []],
  ])('%s', (pattern, actions) => {
    expect([...expandAction(pattern).values()].flat().sort()).toEqual(actions);
  });
  test.each([
    ['*', 's3:GetObject', true],
    ['s3:*', 's3:Get*', true],
    ['s3:Get*', 's3:*', false],
    ['s3:*Object*', 'S3:putobjectacl', true],
    ['s3:Get?bject', 's3:GetObject', true],
    ['ec2:*', 's3:GetObject', false],
  ])('%s against %s', (pattern, action, fits) => {
    expect(fitsAction(pattern, action)).toBe(fits);
  });
  test('a policy cannot make it run for ever', () => {
    expect(fitsAction(`s3:${'*a'.repeat(400)}b`, `s3:${'a'.repeat(4000)}`)).toBe(false);
  });
});

describe('a grant tells what its wildcards make possible, less what was possible before', () => {
  const put = (offset: string, policyName: string, action: string) =>
    at(offset, stranger, 'iam:PutRolePolicy', {
      request: {
        roleName: 'app',
        policyName,
        policyDocument: JSON.stringify({ Statement: [{ Effect: 'Allow', Action: action, Resource: '*' }] }),
      },
    });
  const summaries = (...steps: Step[]): string =>
    analyseRecords(monday(...steps))
      .analysis.findings.filter(({ detection }) => detection === 'privilege-granted')
      .map(({ summary }) => summary)
      .join('\n');
  const counted = (summary: string): number[] =>
    [...summary.matchAll(/(\d+) \w+ actions/g)].map(([, count]) => Number(count));

  test('the levels are counted', () => {
    const summary = summaries(put('+0m', 'p', 's3:*'));
    expect(summary).toContain('newly possible: s3:* (');
    expect(summary).toMatch(/\d+ permissions actions such as s3:/);
  });
  test('what an earlier grant covers is not new', () => {
    const alone = counted(summaries(put('+0m', 'p', 's3:*')));
    const after = counted(
      summaries(put('-2d', 'q', 's3:Put*'), put('+0m', 'p', 's3:*'))
        .split('\n')
        .at(-1)!,
    );
    expect(after.at(-1)!).toBeLessThan(alone.at(-1)!);
  });
});
