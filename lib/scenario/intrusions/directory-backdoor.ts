import { guid } from '../ids.ts';
import { asking, inTurn, on } from '../in-turn.ts';
import { identityCenter } from '../issuing-console.ts';
import { dana, PROD, secret } from '../small-company.ts';
import { at } from '../story.ts';
import type { Intrusion } from './intrusion.ts';

/** A code talked out of the administrator at the telephone: the sign-in is in order, the place is not. */
const caller = identityCenter('dana@harbour.example', 'PlatformAdmin', { console: true, address: '203.0.113.88' });
const ghost = identityCenter('audit-svc@harbour.example', 'Recovery', { address: '203.0.113.89' });
const GHOST_ID = guid('user audit-svc@harbour.example');
const SET = 'arn:aws:sso:::permissionSet/ssoins-7223/ps-0d1c';
const instanceArn = 'arn:aws:sso:::instance/ssoins-7223';

/** Help-desk fraud: a user and an administrator's permission set of their own in the directory, and the first sign-in with both. */
export const directoryBackdoor: Intrusion = {
  source: 'https://www.mandiant.com/resources/blog/unc3944-targets-saas-applications',
  expects: { origin: guid('user dana@harbour.example') },
  attack: [
    at(on(17, '21:50'), caller.begins),
    ...inTurn(on(17, '21:52'), '40s', caller, [
      'sso:ListInstances',
      'sso:ListPermissionSets',
      'identitystore:ListUsers',
      asking(
        'identitystore:CreateUser',
        { identityStoreId: 'd-9967000000', userName: 'HIDDEN_DUE_TO_SECURITY_REASONS' },
        { response: { userId: GHOST_ID, identityStoreId: 'd-9967000000' } },
      ),
      asking(
        'sso:CreatePermissionSet',
        { name: 'Recovery', instanceArn, sessionDuration: 'PT12H' },
        { response: { permissionSet: { permissionSetArn: SET, name: 'Recovery' } } },
      ),
      asking('sso:AttachManagedPolicyToPermissionSet', {
        instanceArn,
        permissionSetArn: SET,
        managedPolicyArn: 'arn:aws:iam::aws:policy/AdministratorAccess',
      }),
      asking('sso:CreateAccountAssignment', {
        instanceArn,
        permissionSetArn: SET,
        principalType: 'USER',
        principalId: GHOST_ID,
        targetId: PROD,
        targetType: 'AWS_ACCOUNT',
      }),
    ]),
    at(on(17, '22:20'), ghost.begins),
    ...inTurn(on(17, '22:21'), '30s', ghost, ['sts:GetCallerIdentity', 'iam:ListRoles', secret('shop/database')]),
  ],
  // A colleague joins: the administrator makes the user and lets them in with what developers have; they sign in from home.
  twin: [
    ...inTurn(on(17, '10:20'), '60s', dana[17]!, [
      asking(
        'identitystore:CreateUser',
        { identityStoreId: 'd-9967000000', userName: 'HIDDEN_DUE_TO_SECURITY_REASONS' },
        { response: { userId: guid('user hal@harbour.example'), identityStoreId: 'd-9967000000' } },
      ),
      asking('sso:CreateAccountAssignment', {
        instanceArn,
        permissionSetArn: 'arn:aws:sso:::permissionSet/ssoins-7223/ps-0001',
        principalType: 'USER',
        principalId: guid('user hal@harbour.example'),
        targetId: PROD,
        targetType: 'AWS_ACCOUNT',
      }),
    ]),
    ...(() => {
      const hal = identityCenter('hal@harbour.example', 'Developer', { console: true, address: '198.19.77.5' });
      return [
        at(on(17, '11:30'), hal.begins),
        ...inTurn(on(17, '11:32'), '5m', hal, ['lambda:ListFunctions', 'cloudformation:DescribeStacks']),
      ];
    })(),
  ],
};
