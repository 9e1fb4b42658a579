/**
 * `userIdentity` decoded: who a record says made the call. Equal content is one shared object per decoder, so that
 * facts can compare by reference first. Absent or wrongly typed fields are the empty string (or undefined for times).
 * Field facts: AWS CloudTrail user guide, "CloudTrail userIdentity element".
 */
export interface Identity {
  /** `Root`, `IAMUser`, `AssumedRole`, `AWSService`…; empty for service events, which carry none. */
  readonly type: string;
  readonly principalId: string;
  readonly arn: string;
  readonly accountId: string;
  /** `AKIA…` long-term, `ASIA…` temporary, empty when the call carried no key. */
  readonly accessKeyId: string;
  readonly userName: string;
  /** Service that made the call on this identity's behalf (`AWS Internal`, `ssm.amazonaws.com`), else empty. */
  readonly invokedBy: string;
  /** When the session's credential was issued (`sessionContext.attributes.creationDate`), epoch milliseconds. */
  readonly creationMs: number | undefined;
  readonly mfa: boolean;
  /** The role or user behind a temporary credential; `issuerArn` keeps the role path that `arn` drops. */
  readonly issuerType: string;
  readonly issuerArn: string;
  readonly issuerPrincipalId: string;
  readonly issuerAccountId: string;
  readonly sourceIdentity: string;
  /** `1.0` or `2.0`: the instance metadata service version an EC2 credential came through. */
  readonly ec2RoleDelivery: string;
  readonly assumedRoot: boolean;
  readonly signInSessionArn: string;
  /** `sessionContext.webIdFederationData.federatedProvider`. */
  readonly federatedProvider: string;
  /** SAML or OIDC provider of a sign-in call (`userIdentity.identityProvider`). */
  readonly identityProvider: string;
  /** Resource a service vended the credential to (`inScopeOf`): type `AWS::Lambda::Function` and its ARN. */
  readonly inScopeOfType: string;
  readonly inScopeOfArn: string;
  /** Identity Center user (`onBehalfOf.userId`). */
  readonly onBehalfOf: string;
  /** Bearer token id of an Identity Center call (`credentialId`). */
  readonly credentialId: string;
  /** The record's `sessionCredentialFromConsole` was `"true"`. Not part of `userIdentity`, but it speaks of the credential. */
  readonly fromConsole: boolean;
}
