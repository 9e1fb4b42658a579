import { guid } from '../ids.ts';
import { asking, inTurn, on } from '../in-turn.ts';
import { dana, deploys, STRANGE_CLI } from '../small-company.ts';
import type { Intrusion } from './intrusion.ts';

const thief = dana[16]!.with({ address: '203.0.113.171', userAgent: STRANGE_CLI });
const docker = thief.with({ userAgent: 'docker/27.5.1 go/go1.22.10 kernel/6.6.75 os/linux arch/amd64' });
const repositoryName = 'shop/api';
const anyone =
  '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":["ecr:BatchGetImage","ecr:GetDownloadUrlForLayer"]}]}';
const pushed = [
  asking('ecr:InitiateLayerUpload', { repositoryName }),
  asking('ecr:CompleteLayerUpload', { repositoryName }),
  asking('ecr:PutImage', { repositoryName, imageTag: 'latest' }),
];

/** A session copied from a laptop: tags are made changeable, scanning stops, another image takes the name of the shop's. */
export const imagePoisoned: Intrusion = {
  source: 'https://unit42.paloaltonetworks.com/cloud-supply-chain-attacks/',
  expects: { origin: guid('user dana@harbour.example') },
  attack: [
    ...inTurn(on(16, '11:30'), '20s', thief, [
      'sts:GetCallerIdentity',
      'ecr:DescribeRepositories',
      'ecr:GetAuthorizationToken',
      asking('ecr:PutImageTagMutability', { repositoryName, imageTagMutability: 'MUTABLE' }),
      asking('ecr:PutImageScanningConfiguration', {
        repositoryName,
        imageScanningConfiguration: { scanOnPush: false },
      }),
    ]),
    ...inTurn(on(16, '11:34'), '10s', docker, pushed),
    ...inTurn(on(16, '11:36'), '20s', thief, [
      asking('ecr:SetRepositoryPolicy', { repositoryName, policyText: anyone, force: true }),
      asking('ecs:UpdateService', { cluster: 'shop', service: 'api', forceNewDeployment: true }),
    ]),
  ],
  // The pipeline builds and pushes an image.
  twin: inTurn(on(16, '09:40'), '10s', deploys[16]!, [
    'ecr:GetAuthorizationToken',
    ...pushed,
    asking('ecs:UpdateService', { cluster: 'shop', service: 'api', forceNewDeployment: true }),
  ]),
};
