import type { Client } from '../client.ts';
import type { ActorKind } from '../model/report.ts';
import type { Actor, Session } from '../model/session.ts';
import { isServiceIdentity } from './credentials.ts';

/** What the classification reads: the session, the clients of its own calls, and where its chain ends. */
export interface ActorGround {
  readonly session: Session;
  readonly clients: readonly Client[];
  readonly origin: Session;
  /** The service that handed the credential at the beginning of its chain to whatever it runs; empty: none. */
  readonly vendedBy: string;
  /** The session was issued by a caller of another account who named an external id. */
  readonly externalId: string;
}

type Rule = readonly [kind: ActorKind, applies: (ground: ActorGround) => string | false | undefined];

const CI_ISSUER =
  /token\.actions\.githubusercontent\.com|gitlab|circleci|app\.terraform\.io|bitbucket|buildkite|codefresh|spacelift|vstoken\.dev\.azure\.com|oidc\.vercel/i;
const AGENT_RUNTIME = /:bedrock-agentcore:/;
const INSTANCE = /^i-[0-9a-zA-Z]{8,17}$/;

const sessionName = ({ principalId }: Session): string => {
  const colon = principalId.indexOf(':');
  return colon < 0 ? '' : principalId.slice(colon + 1);
};

const federation = ({ holder }: Session): string => holder.identityProvider || holder.federatedProvider;
const some = (ground: ActorGround, nature: Client['nature']) =>
  ground.clients.find((client) => client.nature === nature)?.name;

/** First that applies. What a credential is beats what a client says of itself, which anyone can write. */
const RULES: readonly Rule[] = [
  ['service', ({ session }) => isServiceIdentity(session.holder) && `${session.principal} acts in its own name`],
  ['service', ({ session }) => /:role\/aws-service-role\//.test(session.holder.issuerArn) && 'a service-linked role'],
  [
    'agent',
    (ground) => some(ground, 'agent-software') && `its client is agent software: ${some(ground, 'agent-software')}`,
  ],
  [
    'agent',
    ({ session, vendedBy }) =>
      (AGENT_RUNTIME.test(session.holder.inScopeOfArn) || vendedBy === 'bedrock-agentcore.amazonaws.com') &&
      'its credential was vended to an agent runtime',
  ],
  [
    'workload',
    ({ session }) =>
      session.holder.inScopeOfArn !== '' && `its credential was vended to ${session.holder.inScopeOfArn}`,
  ],
  [
    'workload',
    ({ session }) => session.holder.ec2RoleDelivery !== '' && 'its credential came through instance metadata',
  ],
  [
    'workload',
    ({ session }) =>
      INSTANCE.test(sessionName(session)) && `its session is named after instance ${sessionName(session)}`,
  ],
  [
    'workload',
    ({ session, origin }) =>
      origin !== session && INSTANCE.test(sessionName(origin)) && `it descends from instance ${sessionName(origin)}`,
  ],
  [
    'workload',
    ({ session }) => /system:serviceaccount:/.test(session.holder.userName) && 'a Kubernetes service account',
  ],
  [
    'ci',
    ({ session, origin }) =>
      CI_ISSUER.test(federation(session) || federation(origin)) &&
      `its token came from ${federation(session) || federation(origin)}`,
  ],
  [
    'workload',
    ({ origin }) =>
      /system:serviceaccount:|cognito-identity|oidc\.eks\./.test(origin.principal) &&
      `it descends from ${origin.principal}`,
  ],
  [
    'workload',
    ({ session, vendedBy }) => vendedBy !== '' && !session.serviceMade && `${vendedBy} vended its credential`,
  ],
  ['workload', ({ clients }) => executionEnvironment(clients)],
  [
    'human',
    ({ session }) => (session.kind === 'console' || session.kind === 'identity-center') && `${session.kind} sign-in`,
  ],
  ['human', ({ session }) => session.kind === 'saml' && 'a SAML sign-in'],
  [
    'human',
    ({ session, origin }) =>
      origin !== session &&
      (origin.kind === 'saml' || origin.kind === 'console' || origin.kind === 'identity-center') &&
      `it descends from a ${origin.kind} sign-in`,
  ],
  ['human', ({ session }) => session.mfa && 'it was signed in with MFA'],
  ['vendor', ({ externalId }) => externalId !== '' && 'a foreign account assumed it with an external id'],
  ['vendor', ({ session }) => session.kind === 'foreign-account' && `a caller of account ${session.accountId}`],
  ['human', ({ session }) => session.kind === 'root' && 'the root user'],
  ['service', ({ session }) => session.serviceMade && session.kind === 'assumed-role' && 'only services use it'],
  ['ci', (ground) => some(ground, 'deployment') && `its client deploys infrastructure: ${some(ground, 'deployment')}`],
  ['human', (ground) => (some(ground, 'browser') ?? some(ground, 'console')) && 'it is used in a browser'],
];

const executionEnvironment = (clients: readonly Client[]): string | false => {
  const found = clients
    .map((client) => client.executionEnvironment)
    .find((name) => /AWS_(Lambda|ECS|Fargate)/i.test(name));
  return found !== undefined && `its client says it runs in ${found}`;
};

export const actorOf = (ground: ActorGround): Actor => {
  for (const [kind, applies] of RULES) {
    const why = applies(ground);
    if (why) return { kind, why };
  }
  return { kind: 'unknown', why: 'nothing in its credential or clients tells' };
};
