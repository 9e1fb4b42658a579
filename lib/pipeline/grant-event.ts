import type { Grant } from '#engine/grants/grant.ts';
import { parseGrant } from '#engine/grants/parse-grant.ts';
import { withoutTypes } from '#engine/grants/team-request.ts';
import { isJsonObject, type Json } from '#engine/model/json.ts';

/** What an event of approvals says. */
export interface GivenGrants {
  /** None, and nothing strange: it says that nothing was approved. */
  readonly grants: readonly Grant[];
  /** Why a part of it is no grant. */
  readonly strange: readonly string[];
}

/** The source of events that bring grants; nobody puts events on the bus whom the stack does not name as an approver. */
const SOURCE = 'trailwarden.grants';

/**
 * The grants of an event: its detail is one, or `{"grants": […]}`. Undefined for all other events; one that is wrapped
 * is no event of the bus, and whoever could wrap it is no approver.
 */
export const grantsOfEvent = (event: Json): GivenGrants | undefined => {
  if (!isJsonObject(event) || event['source'] !== SOURCE) return undefined;
  const { detail } = event;
  const listed = isJsonObject(detail) ? (detail['grants'] ?? [detail]) : undefined;
  if (!Array.isArray(listed)) return { grants: [], strange: ['grants: expected a detail with one grant, or a list'] };
  const grants: Grant[] = [];
  const strange: string[] = [];
  for (const [n, row] of listed.entries()) {
    const read = parseGrant(isJsonObject(row) ? withoutTypes(row) : row);
    if ('grant' in read) grants.push(read.grant);
    else strange.push(`grant ${n + 1} of ${listed.length}: ${read.fault.field}: ${read.fault.reason}`);
  }
  return { grants, strange };
};
