import { escapeText } from '#report/escape.ts';

/** One line on standard error. File names come from others, so they are made harmless first. */
export function complain(message: string): void {
  process.stderr.write(`trailwarden: ${escapeText(message.replace(/\s*\n\s*/g, ' '))}\n`);
}
