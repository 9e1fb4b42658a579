import type { HopLine } from '#engine/model/report.ts';
import { escapeStrings } from './escape.ts';
import { inkOf, type Look, wrapped } from './look.ts';

/** A chain for eyes, from the asked session (1.) back to its origin, one hop a line; `indent` goes before each. */
export function chainText(hops: readonly HopLine[], look: Look, indent = ''): string[] {
  const ink = inkOf(look);
  const lines: string[] = [];
  let before: HopLine | undefined;
  for (const hop of hops.map(escapeStrings)) {
    const isKnown = hop.actor !== undefined && hop.actor !== 'unknown';
    const number = `${indent}${hop.n + 1}. `;
    const details = [hop.accessKeyId, isKnown && `[${hop.actor}]`, hop.at && `at ${hop.at}`].filter(Boolean).join('  ');
    const told: string[] = [];
    // Where key, actor and time do not fit beside it, the principal has a line to itself.
    if (number.length + hop.principal.length + 2 + details.length <= look.width) {
      lines.push(`${number}${ink.bold(hop.principal)}${details && `  ${ink.dim(details)}`}`);
    } else {
      lines.push(`${number}${ink.bold(hop.principal)}`);
      if (details) told.push(...wrapped(details, look, `${indent}   `));
    }
    // A chain inherits its actor from hop to hop; why is worth telling once.
    if (isKnown && hop.actorWhy && hop.actorWhy !== before?.actorWhy)
      told.push(...wrapped(hop.actorWhy, look, `${indent}   `));
    if (hop.jit)
      told.push(
        ...wrapped(`grant: ${[hop.jit.grant, hop.jit.verdict].filter(Boolean).join(', ')}`, look, `${indent}   `),
      );
    told.push(...wrapped(`← ${issuedBy(hop)}`, look, `${indent}   `, `${indent}     `));
    lines.push(...told.map(ink.dim));
    before = hop;
  }
  return lines;
}

function issuedBy(hop: HopLine): string {
  const sureness = hop.grade ? ` (${[hop.grade, hop.rule].filter(Boolean).join(', ')})` : '';
  if (hop.issuance) return `issued by event ${hop.issuance}${sureness}`;
  if (hop.candidates?.length) return `issued by one of the events ${hop.candidates.join(', ')}${sureness}`;
  return `the chain begins here, as far as these logs go${sureness}`;
}
