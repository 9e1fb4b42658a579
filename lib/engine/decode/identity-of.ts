import type { Identity } from '../model/identity.ts';
import { isJsonObject, type JsonObject } from '../model/json.ts';
import { parseEventTime } from './event-time.ts';
import { keptText } from './kept-text.ts';

const NOTHING: JsonObject = {};
const objectAt = (parent: JsonObject, key: string): JsonObject => {
  const value = parent[key];
  return isJsonObject(value) ? value : NOTHING;
};

/** CloudTrail writes these flags as the strings "true" and "false"; exports make them booleans. */
export const isTrue = (value: unknown): boolean => value === 'true' || value === true;

/** `userIdentity` as parsed (any value; what is missing or of a wrong type is absent), decoded. */
export const identityOf = (userIdentity: unknown, fromConsole: boolean): Identity => {
  const who = isJsonObject(userIdentity) ? userIdentity : NOTHING;
  const session = objectAt(who, 'sessionContext');
  const attributes = objectAt(session, 'attributes');
  const issuer = objectAt(session, 'sessionIssuer');
  const scope = objectAt(who, 'inScopeOf');
  return {
    type: keptText(who.type),
    principalId: keptText(who.principalId),
    arn: keptText(who.arn),
    accountId: keptText(who.accountId),
    accessKeyId: keptText(who.accessKeyId),
    userName: keptText(who.userName),
    invokedBy: keptText(who.invokedBy),
    creationMs: parseEventTime(keptText(attributes.creationDate)),
    mfa: isTrue(attributes.mfaAuthenticated),
    issuerType: keptText(issuer.type),
    issuerArn: keptText(issuer.arn),
    issuerPrincipalId: keptText(issuer.principalId),
    issuerAccountId: keptText(issuer.accountId),
    sourceIdentity: keptText(session.sourceIdentity),
    ec2RoleDelivery: keptText(session.ec2RoleDelivery),
    assumedRoot: isTrue(session.assumedRoot),
    signInSessionArn: keptText(session.signInSessionArn),
    federatedProvider: keptText(objectAt(session, 'webIdFederationData').federatedProvider),
    identityProvider: keptText(who.identityProvider),
    inScopeOfType: keptText(scope.issuerType),
    inScopeOfArn: keptText(scope.credentialsIssuedTo),
    onBehalfOf: keptText(objectAt(who, 'onBehalfOf').userId),
    credentialId: keptText(who.credentialId),
    fromConsole,
  };
};
