import type { Case } from '../../case.ts';
import type { Session } from '../../model/session.ts';
import { callerOf } from '../caller.ts';
import { buildersIn } from '../deployer.ts';
import { sameIdentity } from '../identity-name.ts';
import { changesOf, DAY_MS } from '../own-work.ts';

/** A release changes what a role may do and the role then does it, within a day. */
const RELEASE_MS = DAY_MS;

/** The latest change to the principal by a deployer or a signed-in person within a day before the moment: a release. */
export const releaseBefore = (file: Case, session: Session, atMs: number): number | undefined => {
  for (const row of [...changesOf(file, session.principal)].reverse()) {
    const changedMs = file.facts.atMs(row);
    if (changedMs > atMs) continue;
    if (atMs - changedMs > RELEASE_MS) return undefined;
    const changer = file.sessionOfRow(row);
    if (sameIdentity(changer.principal, session.principal)) continue;
    const caller = callerOf(file, changer, buildersIn(file.usesOf(changer)), file.useOf(row));
    if (caller === 'deployer' || caller === 'person') return row;
  }
  return undefined;
};
