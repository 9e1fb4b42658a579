import type { Case } from '../case.ts';
import type { Credential } from '../lineage/credentials.ts';
import { principalOf } from '../lineage/describe-session.ts';
import type { Issuance } from '../lineage/issuances.ts';
import type { IssuanceLine, LinkLine } from '../model/report.ts';
import type { Link } from '../model/session.ts';
import { printTime } from '../time.ts';

/** Rows that a link joins to its issuance, and rows that services made on the session's behalf under other keys; an event once. */
interface LinkedRows {
  readonly uses: readonly number[];
  readonly onBehalf: readonly number[];
}

const linkedRows = (file: Case, link: Link): LinkedRows => {
  const { session, key } = link;
  const { facts } = file;
  const issuing = new Set(
    key === '' ? [link.issuance, ...link.companions, ...link.candidates].flatMap((one) => one?.rows ?? []) : [],
  );
  const uses: number[] = [];
  const onBehalf: number[] = [];
  // Neighbouring records mostly carry one credential, so its place is found once for them all.
  let known = -1;
  let place: number[] | undefined;
  const lent = lentBy(file, link);
  for (const row of session.rows) {
    const number = facts.credentialOf(row);
    if (lent && (facts.atMs(row) < lent.fromMs || lent.key === file.credentials[number]!.key)) continue;
    if (number !== known) {
      known = number;
      const found = placeOf(file, link, file.credentials[number]!);
      place = found === 'use' ? uses : found === 'on behalf' ? onBehalf : undefined;
    }
    if (!place || (place === uses && issuing.has(row))) continue;
    // Both accounts of one call may have got it under one id; rows are by time and id, so copies are neighbours.
    const before = place.at(-1);
    if (before === undefined || !facts.isSameEvent(before, row)) place.push(row);
  }
  return { uses, onBehalf };
};

/** What is lent from a sign-in session (`aws login`) begins with the loan, and goes to another key than the lender's. */
const lentBy = (file: Case, { issuance, rule }: Link): { key: string | undefined; fromMs: number } | undefined =>
  rule === 'sign-in' && issuance?.issued.kind === 'oauth-token'
    ? { key: file.credentials[file.facts.credentialOf(issuance.row)]!.key || undefined, fromMs: issuance.atMs }
    : undefined;

const placeOf = (file: Case, { session, key }: Link, credential: Credential): 'use' | 'on behalf' | 'neither' => {
  if (key !== '' && credential.key === key) return 'use';
  if (credential.forwarded && !session.serviceMade)
    return credential.key !== '' && file.linksTo(session).some((other) => other.key === credential.key)
      ? 'neither'
      : 'on behalf';
  return key === '' && credential.holder.type !== 'AWSAccount' ? 'use' : 'neither';
};

/** Undefined for a join that nothing used: a sign-in, and silence. */
export const linkLine = (file: Case, link: Link): LinkLine | undefined => {
  const { uses, onBehalf } = linkedRows(file, link);
  if (uses.length === 0 && onBehalf.length === 0) return undefined;
  const ids = (rows: readonly number[]) => rows.map((row) => file.facts.eventId(row));
  const { issuance, candidates } = link;
  return {
    type: 'link',
    id: link.id,
    grade: link.grade,
    rule: link.rule,
    ...(issuance && { issuance: issuance.id }),
    ...(link.key !== '' && { issuedAccessKeyId: link.key }),
    ...(issuance ? {} : { candidates: candidates.map(({ id }) => id) }),
    session: link.session.id,
    useEventIds: ids(uses),
    ...(onBehalf.length > 0 && { onBehalfEventIds: ids(onBehalf) }),
    ...(issuance && { because: [...new Set([...ids(issuance.rows), ...link.companions.map(({ id }) => id)])] }),
  };
};

export const issuanceLine = (file: Case, issuance: Issuance): IssuanceLine => {
  const { issued, row } = issuance;
  const credential = file.credentials[file.facts.credentialOf(row)]!;
  const links = file.linksFrom(issuance);
  const uses = links.reduce((sum, link) => sum + linkedRows(file, link).uses.length, 0);
  const given = {
    ...(issued.accessKeyId !== '' && { accessKeyId: issued.accessKeyId }),
    ...(issued.sessionArn !== '' && { sessionArn: issued.sessionArn }),
    ...(issued.expiresMs !== undefined && { expiresAt: printTime(issued.expiresMs) }),
  };
  return {
    type: 'issuance',
    id: issuance.id,
    at: printTime(issuance.atMs),
    kind: issued.kind,
    outcome: issued.outcome,
    by: {
      principal: principalOf(credential.holder),
      ...(credential.key !== '' && { accessKeyId: credential.key }),
      session: file.sessionOfRow(row).id,
    },
    ...((issued.outcome === 'issued' || issued.outcome === 'keyless') && { issued: given }),
    ...(links.length > 0 && { sessions: [...new Set(links.map(({ session }) => session.id))].sort() }),
    uses,
    ...(issuance.rows.length > 1 && {
      recordIds: [...new Set(issuance.rows.map((one) => file.facts.eventId(one)))],
    }),
  };
};
