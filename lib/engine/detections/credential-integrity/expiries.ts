import type { Case } from '../../case.ts';
import type { Link, Session } from '../../model/session.ts';
import { oncePerCase } from '../once-per-case.ts';
import { type Ending, SLACK_MS } from './endings.ts';

/** Nothing outlives its credential but by theft or error; where one in five does, the log's expiry times are wrong. */
const MOST_OUTLIVING = 0.2;
const FEW = 3;

/** When the session's keys expired, by key: from the records that issued them. Empty where expiry times cannot be believed. */
export const expiriesOf = (session: Session, file: Case): readonly (Ending & { readonly key: string })[] => {
  const links = file.linksTo(session).filter((link) => isOutlived(link));
  if (links.length === 0 || !expiryTimes(file).areBelievable) return [];
  return links.map(({ key, issuance }) => {
    const atMs = issuance!.issued.expiresMs!;
    return { what: 'expired', atMs, row: issuance!.row, untilMs: Number.POSITIVE_INFINITY, bornBeforeMs: atMs, key };
  });
};

const expiryOf = ({ rule, grade, issuance }: Link): number | undefined =>
  rule === 'issued-key' && grade === 'exact' ? issuance?.issued.expiresMs : undefined;

const isOutlived = (link: Link): boolean =>
  link.session.lastMs > (expiryOf(link) ?? Number.POSITIVE_INFINITY) + SLACK_MS;

/** Exports write expiry in local time, and made-up logs write any. */
const expiryTimes = oncePerCase((file): { areBelievable: boolean } => {
  let stated = 0;
  let outlived = 0;
  for (const link of file.links) {
    if (expiryOf(link) === undefined) continue;
    stated++;
    if (isOutlived(link)) outlived++;
  }
  return { areBelievable: outlived <= FEW || outlived <= stated * MOST_OUTLIVING };
});
