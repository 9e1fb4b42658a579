import type { Shape } from '../case.ts';
import type { Client } from '../client.ts';
import type { Session } from '../model/session.ts';
import { type Kind, MOST_NAME } from './past.ts';

/** Services of one Region for all (AWS general reference, "Global services"): their Region says nothing of the caller. */
const EVERYWHERE =
  /^(iam|sts|organizations|account|signin|sso|identitystore|route53|route53domains|cloudfront|globalaccelerator|waf|shield|support|trustedadvisor|health|ce|cur|budgets|billing|payments|tax|pricing|freetier|invoicing|artifact|networkmanager|notifications|access-analyzer):/;
export const isGlobal = (action: string): boolean => EVERYWHERE.test(action);
/** They list or name things of all Regions, and are logged in one. */
const OF_ALL_REGIONS = new Set(['s3:ListBuckets', 'ec2:DescribeRegions', 'sts:GetCallerIdentity']);

/** What one kind of call shows of the actor; empty: nothing. */
export interface Features {
  readonly action: string;
  readonly network: string;
  readonly client: string;
  readonly region: string;
  /** AWS's own pages and CloudShell: the address is theirs, not the holder's. */
  readonly isPage: boolean;
  /** Reads objects, items or rows that are stored: a data event. */
  readonly isDataRead: boolean;
}

const DATA_READ =
  /^(s3:(GetObject|SelectObjectContent|GetObjectTorrent)|dynamodb:(GetItem|BatchGetItem|Query|Scan|ExecuteStatement|TransactGetItems|PartiQLSelect)|ebs:GetSnapshotBlock|athena:GetQueryResults|rds-data:ExecuteStatement)$/;

export const featuresOf = ({ action, region, network, vpcEndpointId, client }: Shape): Features => ({
  action: action.slice(0, MOST_NAME),
  // What comes through a VPC endpoint is inside, whatever its address.
  network: !network.isClient
    ? ''
    : vpcEndpointId !== '' || network.isPrivate
      ? 'a private network'
      : network.name.slice(0, MOST_NAME),
  client: familyOf(client).slice(0, MOST_NAME),
  region: isGlobal(action) || OF_ALL_REGIONS.has(action) ? '' : region.slice(0, MOST_NAME),
  isPage: client.nature === 'console' || client.nature === 'service' || client.executionEnvironment === 'CloudShell',
  isDataRead: DATA_READ.test(action),
});

/**
 * The program without its version, so that an upgrade is nothing new. The console shows now as itself, now as the
 * browser it runs in.
 */
export const familyOf = ({ nature, name }: Client): string => {
  if (nature === 'service') return '';
  if (nature === 'browser' || nature === 'console') return 'browser';
  const family = (name.split('/')[0] ?? '').toLowerCase();
  return family === 'botocore' ? 'boto3' : family;
};

const SIGNED_IN: ReadonlySet<Session['kind']> = new Set(['console', 'identity-center', 'root']);

/** What a call of the session shows of this kind. Only who is signed in has pages: anyone else may merely claim to be one. */
export const shownBy = (features: Features, kind: Kind, session: Session): string => {
  if (kind === 'actions') return features.action;
  if (kind === 'clients') return features.client;
  if (kind === 'regions') return features.region;
  return features.isPage && SIGNED_IN.has(session.kind) ? '' : features.network;
};
