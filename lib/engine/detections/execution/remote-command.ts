import type { Case, Use } from '../../case.ts';
import type { Session } from '../../model/session.ts';
import { byCaller, type DeedKind, type Deeds, tellsDeeds } from '../deeds.ts';
import type { Detection } from '../detection.ts';
import { blindWithout } from '../sight.ts';

/** One machine may be a repair; the same on several is a sweep. */
const SEVERAL = 3;
/** Even people at work open a shell on one machine after another, not on ten. */
const MANY = 10;
/** A changed boot script runs when the machine starts: whoever stops and starts it around the change wants it to run. */
const AROUND_MS = 30 * 60_000;

/** Calls that change the same machines around the deed: stopped before, started after. */
const around = (file: Case, session: Session, uses: readonly Use[]): readonly Use[] => {
  const machines = new Set(uses.flatMap(({ deed }) => deed?.resources ?? []));
  const told = new Set(uses);
  return file
    .usesOf(session)
    .filter(
      (use) =>
        use.own &&
        !told.has(use) &&
        use.shape.meaning.effect === 'change' &&
        use.shape.outcome === 'success' &&
        use.deed?.resources.some((one) => machines.has(one)) &&
        uses.some(({ atMs }) => Math.abs(atMs - use.atMs) <= AROUND_MS),
    );
};

const bootScript: DeedKind = {
  words: ['changed what a machine runs when it starts', 'change what a machine runs when it starts'],
  of: ['boot-script-changed'],
  ownWorkOf: 'everybody',
  weigh: (deeds) => {
    const isRestarted = around(deeds.file, deeds.session, deeds.uses).length > 0;
    const isSure = isRestarted || deeds.things >= SEVERAL;
    const why = isRestarted
      ? 'it was stopped or started around that, so the script runs with the rights of the machine'
      : 'it runs at the next start, with the rights of the machine';
    return byCaller(deeds, why, {
      stranger: isSure ? ['high', 'medium'] : ['medium', 'medium'],
      person: isSure ? ['medium', 'low'] : ['low', 'low'],
      machine: ['low', 'low'],
    });
  },
  alsoRows: ({ file, session, uses }) => around(file, session, uses).map(({ row }) => row),
  attack: ['T1059', 'T1578'],
  tactics: ['execution'],
};

/** Targets chosen by a tag may be all there are. */
const isByTag = ({ uses }: Deeds): boolean =>
  uses.some(({ deed }) => deed?.params['targetKeys'] !== undefined && deed.resources.length === 0);

const isWide = (deeds: Deeds): boolean => deeds.things >= SEVERAL || isByTag(deeds);

const command: DeedKind = {
  words: ['ran commands or opened shells on machines', 'run commands or open shells on machines'],
  of: ['remote-command'],
  only: ({ shape }) => shape.meaning.sensitivity === 'high',
  ownWorkOf: 'everybody',
  // A sweep is one deed; on one machine and another they are two.
  apart: (deeds) => (isWide(deeds) ? undefined : ({ deed }) => deed?.resources[0] ?? ''),
  weigh: (deeds) => {
    const { things } = deeds;
    const isSweep = isWide(deeds);
    const why = isSweep
      ? 'on several machines in a row, each with rights and secrets of its own'
      : 'whoever is on a machine has its rights and secrets';
    return byCaller(deeds, why, {
      stranger: isSweep ? ['high', 'medium'] : ['medium', 'medium'],
      ...(things >= MANY && { person: ['medium', 'low'] as const }),
      machine: ['low', 'low'],
    });
  },
};

export const remoteCommand = {
  id: 'remote-command',
  title: 'Commands run on machines through the control plane',
  severity: 'high',
  attack: ['T1651', 'T1021.007', 'T1021.004'],
  tactics: ['execution', 'lateral-movement'],
  why: 'Access to the API becomes access to machines, their roles and their data, without a password or an open port.',
  logic:
    'Somebody nothing vouches for runs a command, opens a session, tunnel or serial console, pushes an SSH key, or changes what a machine runs at its start. ' +
    `High on ${SEVERAL} machines or more within an hour, by tag, or where the machine was stopped and started around a changed boot script; on fewer machines each is a finding of its own. ` +
    `Quiet for routine, deployers, machines it started itself and signed-in people up to ${MANY - 1} machines; low for workloads.`,
  falsePositives: [
    'An administrator with a plain key who repairs a machine for the first time in the log',
    'A new patching tool on its first days',
  ],
  knownGaps: [
    'What the command was: the record hides or shortens it',
    'Commands that a document or maintenance window runs later on its own',
    'Sessions of tools that run code for agents every day are not told apart',
  ],
  needs: ['management events, write'],
  blind: blindWithout('writes'),
  ...tellsDeeds(bootScript, command),
} as const satisfies Detection;
