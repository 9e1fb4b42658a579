import type { Command } from 'commander';
import { type Format, type FormatChoice, jobsOf, plainFormats, timeOf } from './option-values.ts';

/** What every command that reads logs understands; `quiet` is the program's own option. */
export interface CommonOptions {
  readonly format: Format;
  readonly jobs?: number;
  readonly asOf?: number;
  readonly config?: string;
  readonly store?: string;
  readonly table?: string;
  readonly grants?: readonly string[];
  readonly quiet?: boolean;
}

export const withReadingOptions = (command: Command, format: FormatChoice = plainFormats): Command =>
  command
    .option('--format <FORMAT>', format.words, format.parse, 'text')
    .option('--config <FILE>', 'what is known of your organisation (default: trailwarden.yaml if present)')
    .option('--store <DIR>', 'folder of kept facts: analyze adds to it; without a path it alone is asked')
    .option(
      '--table <NAME>',
      'CaseTableName of the deployed stack: asked, never written to; paths count for this answer',
    )
    .option(
      '--grants <FILE>',
      'approvals: NDJSON, JSON, CSV or a TEAM export; may be given again; --table has its own',
      another,
    )
    .option('--jobs <N>', 'threads that read (default: cores; one where the input is small)', jobsOf)
    .option('--as-of <T>', 'the moment the answer speaks of (default: the latest event)', timeOf);

/** An option that may be given again adds to its list. */
const another = (value: string, before: readonly string[] = []): string[] => [...before, value];
