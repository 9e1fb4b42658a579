import type { Case } from '../case.ts';
import { oncePerCase } from './once-per-case.ts';

/** What kinds of records an input holds: a detection whose kind is not there cannot speak on it. */
interface Sight {
  /** Control-plane questions, such as `ec2:DescribeInstances` or `secretsmanager:GetSecretValue`. */
  readonly reads: boolean;
  /** Control-plane changes. */
  readonly writes: boolean;
  /** Anything that is no data event. */
  readonly management: boolean;
  /** Anything IAM logs, in one Region of the partition only, or the directory of Identity Center, which makes users too. */
  readonly iam: boolean;
  /** Sign-ins to the console or a portal. */
  readonly signIns: boolean;
  /** Records that give a credential to somebody. */
  readonly issuances: boolean;
  /** Calls from an address that is a client's, not a service's. */
  readonly clients: boolean;
}

/**
 * Data events, which a trail logs only where its event selectors ask for them (CloudTrail user guide, "Logging data
 * events"). The rest are management events.
 */
const DATA_EVENT =
  /^(s3:((Get|Put|Head|Delete|Copy|Restore|Select|List|Rename|Update)(Multiple)?(Multipart)?(Object|Part|Upload)|.*MultipartUpload|UploadPart)|lambda:Invoke|dynamodb:((Get|Put|Update|Delete|BatchGet|BatchWrite|TransactGet|TransactWrite)Item|Query|Scan|.*Statement|.*Transaction)|sns:Publish|sqs:\w+Message|kinesis:(Put|Get)Record|cognito-identity:|ssmmessages:|ebs:)/;
const QUESTION =
  /:(Get|List|Describe|Head|Lookup|Search|BatchGet|Check|Test|Simulate|Query|Scan|Select|Filter|View|Preview|Estimate|Validate|Verify|Decrypt|Encrypt|ReEncrypt|GenerateDataKey|Assume)/;

const sightOf = oncePerCase((file): Sight => {
  let [reads, writes, management, iam, signIns, clients] = [false, false, false, false, false, false];
  for (let number = 0; number < file.facts.shapeCount; number++) {
    const shape = file.shape(number);
    clients ||= shape.network.isClient;
    iam ||= /^(iam|identitystore|sso-directory):/.test(shape.action);
    if (DATA_EVENT.test(shape.action)) continue;
    management = true;
    // Signing in is neither a question nor a change to anything.
    if (shape.action.startsWith('signin:')) {
      signIns = true;
      continue;
    }
    if (QUESTION.test(shape.action)) reads = true;
    else writes = true;
  }
  return { reads, writes, management, iam, signIns, issuances: file.issuances.length > 0, clients };
});

/** First that is missing; undefined when the detection can speak. */
export const blindWithout =
  (...needs: readonly (keyof Sight)[]) =>
  (file: Case): string | undefined => {
    const sight = sightOf(file);
    const missing = needs.find((need) => !sight[need]);
    return missing && WHY[missing];
  };

const WHY: Readonly<Record<keyof Sight, string>> = {
  reads: 'no management record of a read is here: the trail leaves them out, or nothing was asked',
  writes: 'no management record of a change is here: the trail leaves them out, or nothing was changed',
  management: 'only data events are here',
  iam: 'no IAM record is here: IAM is logged in one Region only (us-east-1 in the standard partition)',
  signIns: 'no sign-in record is here: they are logged in the Region of the sign-in, often us-east-1',
  issuances: 'no record that issues a credential is here: STS is logged where it is asked',
  clients: 'no call from a client address is here: services made them all',
};
