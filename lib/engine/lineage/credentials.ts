import type { Holder } from '../facts/fact-batch.ts';
import type { Facts } from '../facts/facts.ts';

/** Who and what one credential is, read once per distinct credential. */
export interface Credential {
  readonly number: number;
  readonly holder: Holder;
  readonly key: string;
  readonly bornMs: number | undefined;
  /** A service made the call for this identity, under a key of its own or none. */
  readonly forwarded: boolean;
}

export const pairName = (principalId: string, bornMs: number): string => `${principalId}|${Math.floor(bornMs / 1000)}`;

/** `principalId|birth second`: what all keys of one rotating session share; empty where either is missing. */
export const pairOf = ({ holder, bornMs }: Credential): string =>
  holder.principalId !== '' && bornMs !== undefined ? pairName(holder.principalId, bornMs) : '';

export const credentialsOf = (facts: Facts): Credential[] => {
  const credentials: Credential[] = [];
  for (let number = 0; number < facts.credentialCount; number++) {
    const holder = facts.holderOf(number);
    credentials.push({
      number,
      holder,
      key: facts.keyOf(number),
      bornMs: facts.bornMs(number),
      forwarded: holder.invokedBy !== '' && isCustomerIdentity(holder),
    });
  }
  return credentials;
};

/** A service acting in its own name, or an event that names nobody but a service. */
export const isServiceIdentity = (holder: Holder): boolean =>
  holder.type === 'AWSService' || (holder.type === '' && holder.invokedBy !== '' && holder.principalId === '');

const isCustomerIdentity = (holder: Holder): boolean => !isServiceIdentity(holder);

/** Long-term keys live until deleted, temporary ones hours; the prefix is AWS's own mark (IAM user guide, unique identifiers). */
export const isLongTermKey = (key: string): boolean => key.startsWith('AKIA');
