/** What kind of program made a call, as far as its user agent says; the agent is the caller's own word. */
export interface Client {
  /** `aws-cli/2`, `Boto3/1`, `Terraform/1`, `browser`, `console.amazonaws.com`, or the first word. Empty: none stated. */
  readonly name: string;
  readonly nature:
    | 'service'
    | 'console'
    | 'browser'
    | 'interactive'
    | 'deployment'
    | 'agent-software'
    | 'sdk'
    | 'unknown';
  /** The AWS SDKs state where a process runs (`exec-env/AWS_Lambda_nodejs20.x`, `exec-env/CloudShell`). */
  readonly executionEnvironment: string;
}

/** First match wins. Sources: AWS SDK user agent documentation; tools' published user agents. */
const NATURES: readonly (readonly [RegExp, Client['nature']])[] = [
  [/^[a-z0-9-]+(\.[a-z0-9-]+)*\.amazonaws\.com$|^AWS Internal/i, 'service'],
  [/signin\.amazonaws\.com|console\.amazonaws\.com|aws-internal\/\d|AWSConsole|S3Console/i, 'console'],
  [/\b(mcp|modelcontextprotocol|bedrock-agentcore|claude|langchain|strands)\b/i, 'agent-software'],
  [/amazon-ssm-agent|ECS Agent|amazon-ecs-agent|kubelet|cluster-autoscaler|karpenter|CloudWatchAgent|aws-k8s/i, 'sdk'],
  [/Terraform|OpenTofu|Pulumi|cloudformation|aws-cdk|serverless|ansible|crossplane|atlantis/i, 'deployment'],
  [/^Mozilla\//i, 'browser'],
  [/CloudShell|aws-cli\/|AWSPowerShell|PowerShell/i, 'interactive'],
  [/boto|aws-sdk|smithy|sdk-/i, 'sdk'],
];

/** Tools built on a library name the library's partner programme or SDK first (`APN/1.0 HashiCorp/1.0 Terraform/1.4.6`). */
const SPEAKS_LATE: ReadonlySet<Client['nature']> = new Set(['deployment', 'agent-software']);

export const clientOf = (userAgent: string): Client => {
  // S3 writes the agent in square brackets.
  const text = userAgent.startsWith('[') && userAgent.endsWith(']') ? userAgent.slice(1, -1) : userAgent;
  const found = NATURES.find(([pattern]) => pattern.test(text));
  const nature = found?.[1] ?? 'unknown';
  return {
    name:
      nature === 'browser' ? 'browser' : nameOf(SPEAKS_LATE.has(nature) ? text.slice(text.search(found![0])) : text),
    nature,
    executionEnvironment: /exec-env\/([^\s;)]+)/.exec(text)?.[1] ?? '',
  };
};

/** Product and major version: `aws-cli/2.15.0 Python/3.11` is `aws-cli/2`. An id after the product is not a version. */
const nameOf = (text: string): string => {
  const first = text.trim().split(/[\s;,(]/, 1)[0] ?? '';
  const [product = '', version = ''] = first.split('/');
  const major = /^v?(\d+)/.exec(version)?.[1];
  return major === undefined ? product : `${product}/${major}`;
};
