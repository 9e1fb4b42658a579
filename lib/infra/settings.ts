import { existsSync, readFileSync } from 'node:fs';
import type { Node } from 'constructs';
import { parseConfig } from '#adapters/local/config-file.ts';
import { checkConfig } from '#engine/config/check-config.ts';
import { type Deployment, deployment } from '#engine/config/deployment.ts';
import { catalogue } from '#engine/detections/catalogue.ts';

export interface Settings extends Deployment {
  /** The checked `trailwarden.yaml` that goes to the functions; undefined where there is none. */
  readonly configFile?: string | undefined;
}

const DEFAULT_FILE = 'trailwarden.yaml';

/**
 * What the stacks are to be: CDK context (`-c name=value`), else `deploy` in the file named by the context `config`,
 * else that of trailwarden.yaml, else the defaults. Throws, in one line, on what cannot be used: an analysis must not
 * be deployed with a configuration that its functions would refuse.
 */
export const settingsOf = (node: Node): Settings => {
  const named: unknown = node.tryGetContext('config');
  const configFile = typeof named === 'string' ? named : existsSync(DEFAULT_FILE) ? DEFAULT_FILE : undefined;
  const written = configFile === undefined ? undefined : deployIn(configFile);
  const fromContext = Object.keys(deployment.shape).flatMap((key) => {
    const value: unknown = node.tryGetContext(key);
    return value === undefined ? [] : [[key, contextValue(key as keyof Deployment, value)]];
  });
  const read = deployment.safeParse({ ...written, ...Object.fromEntries(fromContext) });
  if (!read.success) throw new Error(read.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)[0]);
  if (read.data.organizationTrail && read.data.organizationId === undefined)
    throw new Error('organizationTrail needs organizationId');
  return { ...read.data, configFile };
};

const deployIn = (file: string): Partial<Deployment> | undefined => {
  if (!existsSync(file)) throw new Error(`${file} is not there; check the context value "config"`);
  const { value, lineOf } = parseConfig(readFileSync(file, 'utf8'), file);
  const ids = catalogue.map(({ id }) => id);
  const checked = checkConfig(value, ids);
  if ('faults' in checked) {
    const { path, message } = checked.faults[0]!;
    throw new Error(`${file}:${lineOf(path)}: ${path.join('.')}: ${message} (npx trailwarden config check tells more)`);
  }
  const { badNetworks, deploy } = checked.config;
  if (badNetworks.length > 0)
    throw new Error(
      `${file}:${lineOf(['badNetworks'])}: badNetworks names files beside it, which a deployment does not carry: ` +
        `deploy without, then npx trailwarden config push ${file} --table NAME`,
    );
  return deploy;
};

/** On the command line every value is text: the first reading that the setting takes is meant. */
const contextValue = (key: keyof Deployment, value: unknown): unknown => {
  if (typeof value !== 'string') return value;
  const schema = deployment.shape[key];
  const readings = [value, Number(value), YES.has(value) || (NO.has(value) ? false : undefined), value.split(',')];
  const fitting = readings.find((reading) => reading !== undefined && schema.safeParse(reading).success);
  if (fitting === undefined)
    throw new Error(`-c ${key}=${value}: ${schema.safeParse(value).error?.issues[0]?.message}`);
  return fitting;
};
const YES: ReadonlySet<string> = new Set(['1', 'true', 'yes']);
const NO: ReadonlySet<string> = new Set(['0', 'false', 'no']);

/** Tried on a local emulator of AWS: `-c local=1`. */
export const isLocal = (node: Node): boolean => YES.has(String(node.tryGetContext('local')));
