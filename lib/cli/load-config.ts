import { access } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { OpenedNetworkData } from '#adapters/local/network-data.ts';
import type { ConfigFault } from '#engine/config/check-config.ts';
import type { BadNetworks, Config } from '#engine/model/config.ts';
import { complain } from './complain.ts';
import { hintFor } from './nearest.ts';
import { UsageError } from './usage-error.ts';

/** Read when it stands in the working directory and no other file is named. */
export const DEFAULT_FILE = 'trailwarden.yaml';

/** What is known of the organisation, and of networks; each undefined where nothing is. */
export interface Known {
  readonly config: Config | undefined;
  readonly networkData: OpenedNetworkData | undefined;
}

/** The configuration of the named file, else of the working directory's. */
async function loadConfig(named: string | undefined): Promise<Config | undefined> {
  if (named !== undefined) return configOf(named);
  return (await isPresent(DEFAULT_FILE)) ? configOf(DEFAULT_FILE) : undefined;
}

/**
 * The same, but that a deployed table's own configuration goes before that of the working directory. The deployed
 * functions have no data sets of networks, and what is asked of their table is answered as they do.
 */
export async function configFor({
  config: named,
  table,
}: {
  readonly config?: string;
  readonly table?: string;
}): Promise<Known> {
  if (table === undefined) {
    const config = await loadConfig(named);
    return { config, networkData: config && (await networkDataOf(config, named ?? DEFAULT_FILE)) };
  }
  const { configPushedTo } = await import('./aws-places.ts');
  const pushed = named === undefined ? await configPushedTo(table) : undefined;
  const config = pushed ?? (await loadConfig(named));
  if (config && config.networkData.length > 0)
    complain('networkData is left out: the deployed functions have none, and --table answers as they do');
  return { config, networkData: undefined };
}

/** The data sets that the configuration names, relative to its file; undefined where it names none. */
export async function networkDataOf(
  { networkData: names }: Config,
  path: string,
): Promise<OpenedNetworkData | undefined> {
  if (names.length === 0) return undefined;
  const { openNetworkData } = await import('#adapters/local/network-data.ts');
  return readable(openNetworkData(names, folderOf(path)), `${placeOf(path)}: networkData: `);
}

const folderOf = (path: string): string => (path === '-' ? '.' : dirname(path));

export const isPresent = async (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    (error: NodeJS.ErrnoException) => error.code !== 'ENOENT',
  );

/** Everything about the file must be good; the first thing that is not is told. Loads the parser only when it is used. */
export const configOf = async (path: string): Promise<Config> => (await readConfig(path)).config;

/** The same, with the text it was read from. */
export async function readConfig(path: string): Promise<{ text: string; config: Config }> {
  const { readConfigFile } = await import('#adapters/local/config-file.ts');
  const { checkConfig } = await import('#engine/config/check-config.ts');
  const { catalogue } = await import('#engine/detections/catalogue.ts');
  const ids = catalogue.map(({ id }) => id);
  const { text, value, lineOf } = await readable(readConfigFile(path), '');
  const checked = checkConfig(value, ids);
  if ('faults' in checked) throw new UsageError(faultText(path, checked.faults, lineOf));
  const { badNetworks: names, ...rest } = checked.config;
  const badNetworks = await badNetworksOf(names, path, lineOf);
  return { text, config: { ...rest, badNetworks } };
}

async function badNetworksOf(names: readonly string[], path: string, lineOf: LineOf): Promise<BadNetworks[]> {
  if (names.length === 0) return [];
  const { readBadNetworks } = await import('#adapters/local/bad-networks.ts');
  const lists: BadNetworks[] = [];
  for (const [n, name] of names.entries()) {
    const place = ['badNetworks', n];
    const where = `${placeOf(path)}:${lineOf(place)}: ${pathText(place)}: `;
    lists.push(await readable(readBadNetworks(name, folderOf(path)), where));
  }
  return lists;
}

const readable = <Read>(reading: Promise<Read>, where: string): Promise<Read> =>
  reading.catch((error: unknown) => {
    if (!(error instanceof Error) || error.name !== 'UnreadableText') throw error;
    throw new UsageError(`${where}${error.message}`, { cause: error });
  });

const placeOf = (path: string): string => (path === '-' ? 'standard input' : path);

type LineOf = (path: ConfigFault['path']) => number;

/** `trailwarden.yaml:12: networks[0].kind "corparate": expected one of … (did you mean corporate?)`: the first in the file. */
function faultText(path: string, faults: readonly ConfigFault[], lineOf: LineOf): string {
  const placed = faults.map((fault) => ({ fault, line: lineOf(fault.path) }));
  // A misspelt key is also a missing one: the slip itself is told.
  const [first] = placed.sort((a, b) => a.line - b.line || Number(isMissing(a.fault)) - Number(isMissing(b.fault)));
  const { fault, line } = first!;
  const { written, choices = [] } = fault;
  const isKey = fault.path.at(-1) === written;
  const where = [pathText(fault.path), !isKey && written !== undefined && `"${written.slice(0, 60)}"`].filter(Boolean);
  const said = [...(where.length > 0 ? [where.join(' ')] : []), fault.message].join(': ');
  const hint = written === undefined ? '' : hintFor(written, choices) || (isKey ? known(choices) : '');
  const more = faults.length > 1 ? `; ${faults.length - 1} more after it` : '';
  return `${placeOf(path)}:${line}: ${said}${hint}${more}`;
}

const isMissing = ({ message }: ConfigFault): boolean => message.startsWith('missing');

/** Few enough to read in one line. */
const MOST_NAMED = 15;
const known = (choices: readonly string[]): string =>
  choices.length === 0 || choices.length > MOST_NAMED ? '' : ` (known here: ${choices.join(', ')})`;

/** `networks[0].cidrs[1]` */
const pathText = (path: ConfigFault['path']): string =>
  path
    .map((step, n) => (typeof step === 'number' ? `[${step}]` : `${n > 0 ? '.' : ''}${step}`))
    .join('')
    .slice(0, 200);
