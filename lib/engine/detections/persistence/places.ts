import type { Case, Use } from '../../case.ts';
import type { Session } from '../../model/session.ts';
import { earlierSessions } from '../earlier-sessions.ts';

const MOST_SESSIONS = 20;

/** Client networks of the session's own calls. What comes through a VPC endpoint is inside, whatever its address. */
export const placesOf = (uses: readonly Use[]): ReadonlySet<string> =>
  new Set(
    uses
      .filter(({ own, shape }) => own && shape.network.isClient && shape.vpcEndpointId === '')
      .map(({ shape }) => shape.network.name),
  );

/** Where the maker's principal worked, this session included. */
export const placesOfMaker = (file: Case, maker: Session): ReadonlySet<string> =>
  new Set([maker, ...earlierSessions(file, maker, MOST_SESSIONS)].flatMap((one) => [...placesOf(file.usesOf(one))]));

/** Where the holder worked before the moment. */
export const placesBefore = (file: Case, holder: string, atMs: number): ReadonlySet<string> => {
  const before = file
    .sessionsOfPrincipal(holder)
    .filter(({ firstMs }) => firstMs < atMs)
    .slice(-MOST_SESSIONS);
  return new Set(before.flatMap((one) => [...placesOf(file.usesOf(one).filter((use) => use.atMs < atMs))]));
};
