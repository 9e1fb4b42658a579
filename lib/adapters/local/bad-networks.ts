import { resolve } from 'node:path';
import { rangeOf } from '#engine/config/address-range.ts';
import type { BadNetworks } from '#engine/model/config.ts';
import { readText, UnreadableText } from './read-text.ts';

/** The largest public lists of single addresses are about ten million bytes. */
const MAX_BYTES = 64 * 1024 * 1024;

/**
 * Reads a list of addresses, blocks or `first-last` ranges, one a line; what follows `#` or `;` is a comment, what
 * follows a blank or comma is the list's own business. Throws UnreadableText that names the file and the line.
 */
export const readBadNetworks = async (name: string, folder: string): Promise<BadNetworks> => {
  const path = resolve(folder, name);
  return { name, ranges: parseList(await readText(path, MAX_BYTES), path) };
};

const parseList = (text: string, place: string): string[] => {
  const ranges: string[] = [];
  let line = 0;
  for (const written of text.split(/\r?\n/)) {
    line++;
    const entry = entryOf(written);
    if (entry === '') continue;
    if (rangeOf(entry) === undefined)
      throw new UnreadableText(
        `${place}:${line}: "${entry.slice(0, 60)}" is no address and no range such as 203.0.113.0/24`,
      );
    ranges.push(entry);
  }
  return ranges;
};

const entryOf = (line: string): string => {
  const text = line.replace(/[#;].*$/, '').trim();
  const range = /^[\da-f.:]+\s*-\s*[\da-f.:]+/i.exec(text)?.[0].replace(/\s/g, '');
  return range ?? text.split(/[\s,]/, 1)[0] ?? '';
};
