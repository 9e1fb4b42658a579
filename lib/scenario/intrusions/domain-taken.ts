import { guid } from '../ids.ts';
import { asking, inTurn, on } from '../in-turn.ts';
import { identityCenter } from '../issuing-console.ts';
import { dana } from '../small-company.ts';
import { at } from '../story.ts';
import type { Intrusion } from './intrusion.ts';

const phished = identityCenter('dana@harbour.example', 'PlatformAdmin', { console: true, address: '203.0.113.140' });
const domainName = 'harbour.example';
const registrar = { region: 'us-east-1' };

/** The lock is lifted, mail and name servers are turned aside, and the domain is handed to another account. */
export const domainTaken: Intrusion = {
  source: 'https://www.elastic.co/guide/en/security/current/aws-route-53-domain-transferred-to-another-account.html',
  expects: { origin: guid('user dana@harbour.example') },
  attack: [
    at(on(16, '23:10'), phished.begins),
    ...inTurn(on(16, '23:12'), '45s', phished, [
      asking('route53domains:ListDomains', null, registrar),
      asking('route53domains:GetDomainDetail', { domainName }, registrar),
      'route53:ListHostedZones',
      asking('route53domains:DisableDomainTransferLock', { domainName }, registrar),
      asking('route53domains:RetrieveDomainAuthCode', { domainName }, registrar),
      asking(
        'route53domains:UpdateDomainNameservers',
        { domainName, nameservers: [{ name: 'ns1.parking.example' }] },
        registrar,
      ),
      asking('route53domains:TransferDomainToAnotherAwsAccount', { domainName, accountId: '666677778888' }, registrar),
    ]),
  ],
  // The domain is renewed, and a record for mail is added.
  twin: inTurn(on(17, '10:20'), '60s', dana[17]!, [
    asking('route53domains:ListDomains', null, registrar),
    asking('route53domains:RenewDomain', { domainName, durationInYears: 1 }, registrar),
    asking('route53:ChangeResourceRecordSets', {
      hostedZoneId: 'Z0HARBOUR',
      changeBatch: {
        changes: [{ action: 'UPSERT', resourceRecordSet: { name: '_dmarc.harbour.example.', type: 'TXT' } }],
      },
    }),
  ]),
};
