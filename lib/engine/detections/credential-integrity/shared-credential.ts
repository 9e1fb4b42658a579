import type { Case } from '../../case.ts';
import { isLongTermKey } from '../../lineage/credentials.ts';
import type { Session } from '../../model/session.ts';
import { areNeighbours, originOf, withOrigin } from '../../whereabouts/whereabouts.ts';
import type { Detection, Match } from '../detection.ts';
import { DAY_MS } from '../own-work.ts';
import { listed, plural, who } from '../telling.ts';
import { isFromHolder, softwareOf } from './presences.ts';

/** Fewer days are a visit: a laptop on the road, a test, a thief. */
const STABLE_DAYS = 3;
const STABLE_CALLS = 10;
/** A key in an app has thousands of users; a few clusters tell it as well. */
const MOST_CLUSTERS = 64;

/** One program on one network. */
interface Cluster {
  readonly network: string;
  readonly software: string;
  readonly days: Set<number>;
  readonly rows: number[];
  calls: number;
}

const clustersOf = (file: Case, sessions: readonly Session[]): Cluster[] => {
  const { facts, credentials } = file;
  const clusters = new Map<string, Cluster>();
  for (const session of sessions) {
    for (const row of session.rows) {
      const shape = file.shape(facts.shapeOf(row));
      if (
        credentials[facts.credentialOf(row)]!.holder.invokedBy !== '' ||
        !isFromHolder(shape, session) ||
        shape.network.isPrivate ||
        shape.vpcEndpointId !== ''
      )
        continue;
      const [network, software] = [shape.network.name, softwareOf(shape)];
      const name = `${network}|${software}`;
      let cluster = clusters.get(name);
      if (!cluster) {
        if (clusters.size >= MOST_CLUSTERS) continue;
        cluster = { network, software, days: new Set(), rows: [], calls: 0 };
        clusters.set(name, cluster);
      }
      const day = Math.floor(facts.atMs(row) / DAY_MS);
      if (!cluster.days.has(day)) cluster.rows.push(row);
      cluster.days.add(day);
      cluster.calls++;
    }
  }
  return [...clusters.values()];
};

/** Stable clusters of which none shares network or software with another: the busiest of those that do stands for them. */
const separateOf = (file: Case, clusters: readonly Cluster[]): Cluster[] => {
  const stable = clusters
    .filter(({ days, calls }) => days.size >= STABLE_DAYS && calls >= STABLE_CALLS)
    .sort((a, b) => b.calls - a.calls || (`${a.network}${a.software}` < `${b.network}${b.software}` ? -1 : 1));
  const separate: Cluster[] = [];
  for (const one of stable)
    if (
      separate.every(
        ({ network, software }) =>
          network !== one.network && software !== one.software && !areNeighbours(file, network, one.network),
      )
    )
      separate.push(one);
  return separate;
};

export const sharedCredential = {
  id: 'shared-credential',
  title: 'One key in several hands',
  severity: 'low',
  attack: ['T1078'],
  tactics: ['persistence'],
  why: 'A key that several programs and places share cannot be watched or revoked without breaking somebody.',
  logic:
    `One long-term key is used from two or more networks by different software, each on at least ${STABLE_DAYS} days and for ${STABLE_CALLS} calls. ` +
    'Quiet where network (or access provider, where a data set tells it) or software is the same: address pools, and machines with several programs.',
  falsePositives: ['One administrator with a desktop and a server'],
  knownGaps: ['Several machines of one kind', 'Keys shared for fewer days'],
  needs: ['some days of records'],
  isAbout: ({ anchor, serviceMade }) => anchor === 'timeline' && !serviceMade,
  *judge(session, file): Iterable<Match> {
    const key = session.keys.find(isLongTermKey);
    // Told once for the key, at its first run.
    if (
      key === undefined ||
      file.lastMs - session.firstMs < (STABLE_DAYS - 1) * DAY_MS ||
      file.sessionsOfKey(key)[0] !== session
    )
      return;
    const sessions = file.sessionsOfKey(key);
    const separate = separateOf(file, clustersOf(file, sessions));
    if (separate.length < 2) return;
    const places = separate.map(
      ({ network, software, days }) =>
        `${software} on ${withOrigin(network, originOf(file, network))} (${plural(days.size, 'day')})`,
    );
    yield {
      subject: { type: 'credential', id: key },
      summary: `${who(session)} is used in ${plural(separate.length, 'place')} that have neither network nor software in common: ${listed(places)}`,
      severity: 'low',
      confidence: 'medium',
      sessions: [session],
      evidence: separate.flatMap(({ rows }) => rows.slice(0, STABLE_DAYS)),
    };
  },
} as const satisfies Detection;
