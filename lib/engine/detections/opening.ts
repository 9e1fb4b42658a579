import { awsPrincipals } from '../actions/policy-document.ts';
import type { Case, Use } from '../case.ts';
import type { ParamValue } from '../model/deed.ts';
import { isForeignAccount } from './accounts.ts';
import { distinct, listed } from './telling.ts';

/** Whom a call lets in. */
export interface Opening {
  readonly isAnyone: boolean;
  /** Accounts that are neither ours nor AWS's own. */
  readonly strangers: readonly string[];
  /** Only accounts of ours, as far as the call names them. */
  readonly isWithin: boolean;
}

const ACCOUNT = /(?<!\d)\d{12}(?!\d)/;

/** What calls that share or open something say of the other side; later calls may close it again. */
export const openingOf = (file: Case, uses: readonly Use[]): Opening => {
  const named = distinct(uses.flatMap(accountsNamed));
  const strangers = named.filter((account) => isForeignAccount(file, account));
  const isAnyone = uses.some(({ doings }) => doings.includes('made-public'));
  return { isAnyone, strangers, isWithin: !isAnyone && named.length > 0 && strangers.length === 0 };
};

const accountsNamed = ({ deed }: Use): readonly string[] => {
  const { accounts, principals, organizations, resourcePolicy, trustDocument, ownAccount } = deed?.params ?? {};
  const direct = [accounts, principals, organizations].flatMap(textsOf);
  const policies = [resourcePolicy, trustDocument].flatMap(awsPrincipals);
  return [...direct, ...policies].flatMap((text) => ACCOUNT.exec(text)?.[0] ?? []).filter((one) => one !== ownAccount);
};

const textsOf = (value: ParamValue | undefined): readonly string[] =>
  value === undefined ? [] : typeof value === 'object' ? value : [String(value)];

/** `anyone`, `account 444455556666 (not one of ours)`, `somebody outside`. */
export const letIn = ({ isAnyone, strangers }: Opening): string => {
  if (isAnyone) return 'anyone';
  if (strangers.length === 0) return 'somebody outside its account';
  return `${strangers.length > 1 ? 'accounts' : 'account'} ${listed(strangers)} (not one of ours)`;
};
