import { isRecon, meaningOf } from './actions/lookup.ts';
import type { ActionMeaning } from './actions/meaning.ts';
import { type Client, clientOf } from './client.ts';
import type { Configuration, KnownNetwork } from './config/configuration.ts';
import { remembered } from './detections/remembered.ts';
import { SHAPE } from './facts/fact-batch.ts';
import type { Facts } from './facts/facts.ts';
import type { Outcome } from './model/activity.ts';
import type { NetworkData } from './model/network-data.ts';
import { type Network, networkOf } from './network.ts';

/** What was asked for, and how it went: few of these make up all records. */
export interface Call {
  readonly action: string;
  readonly meaning: ActionMeaning;
  readonly isRecon: boolean;
  readonly outcome: Outcome;
}

/** What many records have in common, read once. */
export interface Shape extends Call {
  /** The same for all that are of one call. */
  readonly call: Call;
  readonly errorCode: string;
  readonly region: string;
  readonly account: string;
  readonly address: string;
  readonly network: Network;
  /** The configured network that the address is in. */
  readonly knownNetwork: KnownNetwork | undefined;
  /** The list of bad networks that the address is on. */
  readonly badList: string | undefined;
  readonly client: Client;
  readonly userAgent: string;
  readonly vpcEndpointId: string;
}

/** Shapes are many where calls, addresses and clients are few: what each of those says is read once. */
export const shapeReader = (facts: Facts, config: Configuration, data?: NetworkData): ((number: number) => Shape) => {
  const places = new Map<string, Pick<Shape, 'network' | 'knownNetwork' | 'badList'>>();
  const clients = new Map<string, Client>();
  const calls = new Map<string, Call>();
  const callOf = (action: string, outcome: Outcome) =>
    remembered(calls, `${action} ${outcome}`, () => ({
      action,
      meaning: meaningOf(action),
      isRecon: isRecon(action),
      outcome,
    }));
  const placeAt = (address: string) => {
    const knownNetwork = config.networkOf(address);
    const network = networkOf(address, knownNetwork?.name, data);
    return { network, knownNetwork, badList: config.badListOf(address) };
  };
  return (number) => {
    const text = (place: number) => facts.shapeText(number, place);
    const call = callOf(text(SHAPE.action), facts.outcomeOf(number));
    const address = text(SHAPE.sourceAddress);
    const userAgent = text(SHAPE.userAgent);
    const { network, knownNetwork, badList } = remembered(places, address, () => placeAt(address));
    return {
      action: call.action,
      meaning: call.meaning,
      isRecon: call.isRecon,
      outcome: call.outcome,
      call,
      errorCode: text(SHAPE.errorCode),
      region: text(SHAPE.region),
      account: text(SHAPE.account),
      address,
      network,
      knownNetwork,
      badList,
      client: remembered(clients, userAgent, () => clientOf(userAgent)),
      userAgent,
      vpcEndpointId: text(SHAPE.vpcEndpointId),
    };
  };
};
