/** How a credential or sign-in came to somebody. Names are the outside contract's. */
export type IssuanceKind =
  | 'assume-role'
  | 'assume-role-saml'
  | 'assume-role-web-identity'
  | 'assume-root'
  | 'session-token'
  | 'federation-token'
  | 'access-key'
  | 'console-sign-in'
  | 'switch-role'
  | 'sign-in-token'
  | 'identity-center'
  | 'roles-anywhere'
  | 'pod-identity'
  | 'oauth-token'
  | 'cognito-identity';

/** `keyless`: it succeeded, and the record names no key (console sign-in, switch-role, portal). */
export type IssuanceOutcome = 'issued' | 'denied' | 'failed' | 'keyless';

/** What an issuing record says of the credential it gave out. Empty strings where the record is silent. */
export interface IssuedCredential {
  readonly kind: IssuanceKind;
  readonly outcome: IssuanceOutcome;
  /** Key id given out; never the secret or the session token. */
  readonly accessKeyId: string;
  /** `assumedRoleUser.arn`, federated user ARN… */
  readonly sessionArn: string;
  /** `AROA…:session`, `ACCOUNT:name` (federation), or the id the later `userIdentity.principalId` will carry, where known. */
  readonly principalId: string;
  readonly expiresMs: number | undefined;
  /** Role, user or root asked for; on a denial, read from the error message. */
  readonly targetArn: string;
  readonly sessionName: string;
  readonly externalId: string;
  readonly sourceIdentity: string;
  /** The same id on the copies that caller's and target's account get of one cross-account call. */
  readonly sharedEventId: string;
  readonly signInSessionArn: string;
  /** SAML or OIDC provider ARN or host, and the subject it vouched for. */
  readonly provider: string;
  readonly subject: string;
  /** Session policy or tags were passed (`packedPolicySize` or `policy`/`policyArns`): narrower than the role. */
  readonly narrowed: boolean;
  /** Identity Center user behind a portal or token issuance. */
  readonly onBehalfOf: string;
  readonly mfaUsed: boolean | undefined;
}
