import { UsageError } from './usage-error.ts';

/** What a caller can put right, by the name of the SDK's error. */
const ADVICE: Readonly<Record<string, string>> = {
  CredentialsProviderError: 'no AWS credentials found; set AWS_PROFILE or the usual variables',
  ExpiredToken: 'the AWS credentials have expired; sign in again',
  ExpiredTokenException: 'the AWS credentials have expired; sign in again',
  UnrecognizedClientException: 'the AWS credentials are not valid; sign in again',
  InvalidClientTokenId: 'the AWS credentials are not valid; sign in again',
  InvalidAccessKeyId: 'the AWS credentials are not valid; sign in again',
  InvalidSignatureException: 'the AWS credentials are not valid; check the secret key and the clock',
  SignatureDoesNotMatch: 'the AWS credentials are not valid; check the secret key and the clock',
  ResourceNotFoundException: 'the table is not there; check its name, the account and the Region',
  StateMachineDoesNotExist: 'the state machine is not there; check the ARN, the account and the Region',
  ExecutionDoesNotExist: 'the execution is not there; check the ARN, the account and the Region',
  InvalidArn: 'that is no ARN of this kind; take it from the outputs of the stack',
  NoSuchBucket: 'the bucket is not there; check its name and the account',
};

/** Errors whose own message already says what to do. */
const PLAIN: ReadonlySet<string> = new Set(['BackfillRefused', 'ConfigTooLarge', 'NothingThere']);

/** Runs calls of AWS; what the caller can put right becomes one line that says how. */
export async function awsCall<Result>(what: string, call: () => Promise<Result>): Promise<Result> {
  try {
    return await call();
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const { name, message } = error;
    const advice = ADVICE[name] ?? (PLAIN.has(name) ? message : undefined) ?? reachedAdvice(error);
    // A slip of our own is not the caller's to put right.
    if (advice === undefined) throw error;
    throw new UsageError(`${what}: ${advice}`, { cause: error });
  }
}

const reachedAdvice = (error: Error & { code?: string; $metadata?: unknown }): string | undefined => {
  if (/Region is missing/i.test(error.message)) return 'no AWS Region; set AWS_REGION';
  if (/AccessDenied/.test(error.name)) return `not allowed: ${error.message}`;
  if (/^E[A-Z_]+$/.test(error.code ?? ''))
    return `AWS cannot be reached (${error.code}); check AWS_ENDPOINT_URL and the network`;
  const isOfAws = error.$metadata !== undefined || error.name === 'TimeoutError';
  return isOfAws ? `${error.name}: ${error.message}` : undefined;
};
