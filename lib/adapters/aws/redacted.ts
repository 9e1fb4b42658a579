/** Members of CloudTrail records and requests whose values let somebody in. */
const SECRET_MEMBER =
  /(\\*"(?:sessionToken|secretAccessKey|password|newPassword|oldPassword|masterUserPassword|secretString|secretBinary|signinToken|accessToken|refreshToken|idToken|samlAssertion|saml-assertion|webIdentityToken|authorization)\\*"\s*:\s*\\*")(?:[^"\\]|\\+[^"\\])*/gi;

/** Parts of signed URLs. */
const SIGNED = /((?:X-Amz-(?:Signature|Security-Token|Credential)|AWSAccessKeyId|Signature|SigninToken)=)[^&"'\s\\]+/gi;

/** A text that nobody could read, without what must not be kept; JSON within JSON, too. Not meant to keep it readable. */
export const redacted = (text: string): string =>
  text.replace(SECRET_MEMBER, '$1(left out)').replace(SIGNED, '$1(left out)');
