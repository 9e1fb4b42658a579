import { isAny, opensToAnyone, opensToOthers } from '../conditions.ts';
import { alike, meanings, when } from '../row.ts';

const TOPIC = '{req.topicArn|res.topicArn|req.targetArn}';
const QUEUE = '{req.queueUrl|res.queueUrl}';
const IDENTITY =
  'arn:{partition}:ses:{region}:{account}:identity/{req.identity|req.emailIdentity|req.emailAddress|req.domain}';
const open = [when('opened-to-others', opensToOthers), when('made-public', opensToAnyone)];
const prepared = ['mail-prepared' as const];
const sent = ['mail-sent' as const];

export const messagingAndMail = [
  ...meanings('ses', {
    SendEmail: ['execute low impact', { params: 'source=req.source|req.fromEmailAddress', does: sent }],
    SendRawEmail: ['execute low impact', { does: sent }],
    SendBulkEmail: ['execute medium impact', { does: sent }],
    SendTemplatedEmail: ['execute low impact', { does: sent }],
    SendBulkTemplatedEmail: ['execute medium impact', { does: sent }],
    SendCustomVerificationEmail: ['execute medium impact', { does: sent }],
    VerifyEmailIdentity: ['create medium impact', { on: IDENTITY, does: prepared }],
    VerifyEmailAddress: ['create medium impact', { on: IDENTITY, does: prepared }],
    VerifyDomainIdentity: ['create medium impact', { on: IDENTITY, does: prepared }],
    VerifyDomainDkim: ['create low impact', { on: IDENTITY, does: prepared }],
    CreateEmailIdentity: ['create medium impact', { on: IDENTITY, does: prepared }],
    DeleteIdentity: ['delete medium defense-evasion', { on: IDENTITY }],
    DeleteEmailIdentity: ['delete medium defense-evasion', { on: IDENTITY }],
    CreateEmailTemplate: ['create low impact', { params: 'templateName' }],
    PutAccountDetails: ['change high impact', { params: 'mailType', does: prepared }],
    PutAccountSendingAttributes: [
      'change high impact',
      { params: 'sendingEnabled', does: [when('mail-prepared', isAny('sendingEnabled', 'true'))] },
    ],
    UpdateAccountSendingEnabled: [
      'change high impact',
      { params: 'enabled', does: [when('mail-prepared', isAny('enabled', 'true'))] },
    ],
    PutAccountDedicatedIpWarmupAttributes: ['change medium impact'],
    PutAccountSuppressionAttributes: ['change medium impact'],
    PutIdentityPolicy: [
      'permission high persistence',
      { on: IDENTITY, params: 'resourcePolicy=req.policy ownAccount=account', does: open },
    ],
    CreateEmailIdentityPolicy: [
      'permission high persistence',
      { on: IDENTITY, params: 'resourcePolicy=req.policy ownAccount=account', does: open },
    ],
    GetSendQuota: ['read low discovery', { does: ['mail-probed'] }],
    GetSendStatistics: ['read low discovery', { does: ['mail-probed'] }],
    GetAccount: ['read low discovery', { does: ['mail-probed'] }],
    GetAccountSendingEnabled: ['read low discovery', { does: ['mail-probed'] }],
    ListIdentities: ['read low discovery', { does: ['mail-probed'] }],
    ListEmailIdentities: ['read low discovery', { does: ['mail-probed'] }],
    ListVerifiedEmailAddresses: ['read low discovery', { does: ['mail-probed'] }],
    GetIdentityVerificationAttributes: ['read low discovery', { does: ['mail-probed'] }],
  }),
  ...meanings('sns', {
    Publish: [
      'execute none',
      { on: TOPIC, params: 'sms=?req.phoneNumber', does: [when('mail-sent', isAny('sms', 'true'))] },
    ],
    PublishBatch: ['execute none', { on: TOPIC }],
    CreateTopic: ['create low', { on: TOPIC, params: 'name' }],
    DeleteTopic: ['delete medium defense-evasion', { on: TOPIC, does: ['alarm-off'] }],
    Subscribe: ['create medium collection', { from: TOPIC, params: 'protocol' }],
    Unsubscribe: ['delete low defense-evasion', { on: '{req.subscriptionArn}' }],
    AddPermission: [
      'permission high exfiltration',
      { on: TOPIC, params: 'accounts=req.aWSAccountIds[]|req.aWSAccountId[] ownAccount=account', does: open },
    ],
    SetTopicAttributes: [
      'change medium',
      {
        on: TOPIC,
        params: 'attributeName resourcePolicy=req.attributeValue ownAccount=account',
        does: [
          when('opened-to-others', (params) => isAny('attributeName', 'Policy')(params) && opensToOthers(params)),
          when('made-public', (params) => isAny('attributeName', 'Policy')(params) && opensToAnyone(params)),
        ],
      },
    ],
    SetSMSAttributes: ['change medium impact', { does: prepared }],
    CreateSMSSandboxPhoneNumber: ['create medium impact', { does: prepared }],
    VerifySMSSandboxPhoneNumber: ['change medium impact', { does: prepared }],
    CreatePlatformApplication: ['create medium persistence'],
    GetSMSAttributes: ['read low discovery', { does: ['mail-probed'] }],
    GetSMSSandboxAccountStatus: ['read low discovery', { does: ['mail-probed'] }],
    ListOriginationNumbers: ['read low discovery', { does: ['mail-probed'] }],
    ListSMSSandboxPhoneNumbers: ['read low discovery', { does: ['mail-probed'] }],
  }),
  ...alike('sns', 'read none discovery', 'ListTopics ListSubscriptions ListSubscriptionsByTopic GetTopicAttributes'),
  ...meanings('sqs', {
    PurgeQueue: ['delete high impact', { on: QUEUE, does: ['data-destroyed'] }],
    DeleteQueue: ['delete medium impact', { on: QUEUE, does: ['data-destroyed'] }],
    CreateQueue: ['create low', { on: QUEUE }],
    AddPermission: [
      'permission high exfiltration',
      { on: QUEUE, params: 'accounts=req.aWSAccountIds[]|req.accountIds[] ownAccount=account', does: open },
    ],
    SetQueueAttributes: [
      'change medium',
      { on: QUEUE, params: 'resourcePolicy=req.attributes.Policy|req.attribute.Policy ownAccount=account', does: open },
    ],
  }),
  ...alike(
    'sqs',
    'read none',
    'ReceiveMessage SendMessage SendMessageBatch DeleteMessage DeleteMessageBatch ChangeMessageVisibility GetQueueUrl GetQueueAttributes',
  ),
  ...meanings('sms-voice', {
    SendTextMessage: ['execute medium impact', { does: sent }],
    SendVoiceMessage: ['execute medium impact', { does: sent }],
    RequestPhoneNumber: ['create medium impact', { does: prepared }],
    SetTextMessageSpendLimitOverride: ['change high impact', { does: ['quota-raised'] }],
  }),
  ...alike('sms-voice', 'read low discovery', 'DescribeAccountAttributes DescribeSpendLimits DescribePhoneNumbers'),
  ...meanings('mobiletargeting', {
    CreateApp: ['create low impact'],
    SendMessages: ['execute medium impact', { does: sent }],
    UpdateSmsChannel: ['change medium impact', { does: prepared }],
    PhoneNumberValidate: ['read low discovery', { does: ['mail-probed'] }],
  }),
  ...meanings('workmail', {
    CreateOrganization: ['create high impact', { params: 'alias', does: prepared }],
    CreateUser: ['create medium impact', { params: 'organizationId', does: ['mail-prepared'] }],
    RegisterToWorkMail: ['create medium impact', { params: 'organizationId', does: prepared }],
  }),
  ...meanings('connect', {
    CreateUser: ['create medium persistence', { params: 'instanceId' }],
    StartOutboundVoiceContact: ['execute medium impact', { does: sent }],
  }),
];
