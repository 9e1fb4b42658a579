import { asking, inTurn, on, refused, type Told } from '../in-turn.ts';
import { federatedConsole } from '../issuing-console.ts';
import { createdKey, federationToken } from '../issuing-users.ts';
import { deploys, mailer, PROD, role } from '../small-company.ts';
import { at } from '../story.ts';
import type { Intrusion } from './intrusion.ts';

const thief = mailer
  .from('203.0.113.7')
  .with({ userAgent: 'Boto3/1.34.131 md/Botocore#1.34.131 ua/2.0 os/windows#10' });
const token = federationToken(thief, 'consoleUser', {
  policy: '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}',
});
const console = federatedConsole(token);
const smtp = createdKey(thief, 'ses-smtp-user.20260319');

const identity = (emailIdentity: string): Told => asking('ses:CreateEmailIdentity', { emailIdentity });
const trust = (account: string): string =>
  `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::${account}:root"},"Action":"sts:AssumeRole"}]}`;

/** Leaked keys become a console by federation; phishing infrastructure is set up in SES, with users and a role to return by. */
export const javaGhost: Intrusion = {
  source: 'https://unit42.paloaltonetworks.com/javaghost-cloud-phishing/',
  expects: { origin: 'user/shop-mailer' },
  attack: [
    ...inTurn(on(17, '01:15'), '20s', thief, ['servicequotas:GetServiceQuota', 'ses:GetSendQuota', 'ses:GetAccount']),
    at(on(17, '01:20'), token.begins),
    at(on(17, '01:21'), console.begins),
    ...inTurn(on(17, '01:25'), '40s', console, [
      identity('pay-roll-update.example'),
      identity('hr-portal.example'),
      asking('ses:PutAccountDetails', { mailType: 'TRANSACTIONAL', productionAccessEnabled: true }),
      'ses:ListIdentities',
      asking('ec2:CreateSecurityGroup', { groupName: 'Java_Ghost', groupDescription: 'We Are There But Not Visible' }),
      refused('organizations:LeaveOrganization'),
    ]),
    ...inTurn(on(17, '01:45'), '30s', thief, [
      asking(
        'iam:CreateUser',
        { userName: 'ses-smtp-user.20260319' },
        {
          response: {
            user: { userName: 'ses-smtp-user.20260319', arn: `arn:aws:iam::${PROD}:user/ses-smtp-user.20260319` },
          },
        },
      ),
      asking('iam:AttachUserPolicy', {
        userName: 'ses-smtp-user.20260319',
        policyArn: 'arn:aws:iam::aws:policy/AdministratorAccess',
      }),
      asking(
        'iam:CreateRole',
        { roleName: 'SupportAccess', assumeRolePolicyDocument: trust('666677778888') },
        { response: { role: { roleName: 'SupportAccess', arn: role('SupportAccess'), path: '/' } } },
      ),
      asking('iam:AttachRolePolicy', {
        roleName: 'SupportAccess',
        policyArn: 'arn:aws:iam::aws:policy/AdministratorAccess',
      }),
    ]),
    at(on(17, '01:50'), smtp.begins),
    ...inTurn(
      on(17, '02:30'),
      '8s',
      smtp.from('203.0.113.8').with({ userAgent: '' }),
      Array.from({ length: 20 }, () => asking('ses:SendEmail', { source: 'it@hr-portal.example' })),
    ),
  ],
  // Marketing gets a sender of its own, through the pipeline.
  twin: [
    ...inTurn(on(17, '09:40'), '20s', deploys[17]!, [identity('news.harbour.example'), 'ses:GetAccount']),
    ...inTurn(
      on(17, '15:00'),
      '60s',
      mailer,
      Array.from({ length: 15 }, () => asking('ses:SendEmail', { source: 'news@harbour.example' })),
    ),
  ],
};
