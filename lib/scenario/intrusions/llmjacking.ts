import { asking, inTurn, on, type Told } from '../in-turn.ts';
import { BOTO, deploys, intake, mailer } from '../small-company.ts';
import type { Intrusion } from './intrusion.ts';

const thief = mailer.from('203.0.113.23').with({ userAgent: BOTO.replace('1.35.36', '1.39.9'), region: 'us-east-1' });
const MODELS = [
  'anthropic.claude-3-opus-20240229-v1:0',
  'anthropic.claude-3-5-sonnet-20241022-v2:0',
  'meta.llama3-70b-instruct-v1:0',
  'mistral.mistral-large-2407-v1:0',
  'cohere.command-r-plus-v1:0',
  'amazon.titan-text-express-v1',
];
const SONNET = MODELS[1]!;
/** `max_tokens_to_sample: -1`: an answer without a bill tells whether the key may call the model. */
const probe = (modelId: string, region = 'us-east-1'): Told =>
  asking('bedrock:InvokeModel', { modelId }, { error: 'ValidationException', region });
const invoke = (region: string): Told =>
  asking('bedrock:InvokeModelWithResponseStream', { modelId: SONNET }, { region });

/** A leaked key is tried on models, access is opened, then it is sold: calls in bulk from several regions. */
export const llmjacking: Intrusion = {
  source: 'https://sysdig.com/blog/llmjacking-stolen-cloud-credentials-used-in-new-ai-attack/',
  expects: { origin: 'user/shop-mailer' },
  attack: [
    ...inTurn(on(17, '02:40'), '5s', thief, [
      'sts:GetCallerIdentity',
      'bedrock:ListFoundationModels',
      'bedrock:GetModelInvocationLoggingConfiguration',
      ...MODELS.map((model) => probe(model)),
      probe(SONNET, 'us-west-2'),
      probe(SONNET, 'eu-west-3'),
      'bedrock:GetFoundationModelAvailability',
      'bedrock:PutUseCaseForModelAccess',
      asking('bedrock:CreateFoundationModelAgreement', { modelId: SONNET, offerToken: 'offer' }),
      asking('bedrock:PutFoundationModelEntitlement', { modelId: SONNET }),
    ]),
    ...inTurn(
      on(17, '03:00'),
      '9s',
      thief,
      Array.from({ length: 150 }, (_, n) => invoke(['us-east-1', 'us-west-2', 'eu-west-3', 'ap-northeast-1'][n % 4]!)),
    ),
  ],
  // The pipeline opens one model for the shop's function, which then calls it.
  twin: [
    ...inTurn(on(17, '09:40'), '20s', deploys[17]!, [
      'bedrock:ListFoundationModels',
      'bedrock:PutUseCaseForModelAccess',
      asking('bedrock:CreateFoundationModelAgreement', { modelId: SONNET, offerToken: 'offer' }),
    ]),
    ...inTurn(
      on(17, '10:10'),
      '12s',
      intake[17]!,
      Array.from({ length: 150 }, () => asking('bedrock:InvokeModel', { modelId: SONNET })),
    ),
  ],
};
