import { admin, DATABASE_ADMIN, granted, JIT, morning, works } from '#scenario/approvals.ts';
import { HOME, iamUser } from '#scenario/identity.ts';
import { assumeRole } from '#scenario/issuing-roles.ts';
import { instance, serviceLinkedRole } from '#scenario/issuing-workload.ts';
import { at } from '#scenario/story.ts';

export const config = JIT;
export const grants = [
  granted(),
  granted({ id: 'CHG-8', principal: 'dave@example.com', status: 'rejected' }),
  granted({ id: 'CHG-9', principal: 'erin@example.com', role: 'Billing' }),
  granted({ id: 'CHG-10', principal: 'alice@example.com', role: DATABASE_ADMIN }),
  granted({ id: 'CHG-11', principal: 'frank', role: DATABASE_ADMIN }),
  granted({ id: 'CHG-12', principal: 'gina@example.com' }),
  granted({ id: 'CHG-13', principal: 'gina@example.org' }),
];

const bob = admin('bob@example.com');
const developer = assumeRole(iamUser('bob'), `arn:aws:iam::${HOME}:role/developer`, 'bob');
const asAlice = assumeRole(iamUser('bob'), DATABASE_ADMIN, 'alice@example.com');
const chained = assumeRole(developer, DATABASE_ADMIN, 'frank');
const frank = assumeRole(iamUser('frank'), `arn:aws:iam::${HOME}:role/developer`, 'frank');
const chainedFrank = assumeRole(frank, DATABASE_ADMIN, 'incident-81');
const broker = instance(`arn:aws:iam::${HOME}:role/access-broker`, 'i-0a1b2c3d4e5f60718');
const brokered = assumeRole(broker, DATABASE_ADMIN, 'alice@example.com');
const linked = serviceLinkedRole('rds.amazonaws.com', 'AWSServiceRoleForRDSAdmin', 'rds', HOME);
const developing = assumeRole(iamUser('bob'), `arn:aws:iam::${HOME}:role/developer`, 'bob');

export const fires = {
  'somebody takes the role whom nobody granted it': morning(works('+5m', bob)),
  'the grant was asked for and refused': morning(works('+5m', admin('dave@example.com'))),
  'the grant is for another role': morning(works('+5m', admin('erin@example.com'))),
  'the session begins two minutes before its grant': morning(works('-2m', admin())),
  'the session begins a day and an hour after its grant': morning(works('+1560m', admin())),
  'a user takes the name of somebody with a grant as session name': morning(works('+5m', asAlice)),
  'a chained session of a role under grant, whose origin has none': morning(
    at('+0m', developer.begins),
    works('+5m', chained),
  ),
  'two addresses begin with the user name: neither is meant': morning(works('+5m', admin('gina'))),
  'everything that was tried was refused': morning(
    at('+5m', bob.begins),
    at('+6m', bob, 'rds:DeleteDBInstance', { error: 'AccessDenied' }),
  ),
};

export const staysQuiet = {
  'the person has the grant': morning(works('+5m', admin())),
  'the session begins a minute before its grant, by another clock': morning(works('-1m', admin())),
  'the user name is what the address in the grant begins with': morning(works('+5m', admin('alice'))),
  'upper and lower case differ': morning(works('+5m', admin('Alice@Example.com'))),
  'a chained session whose origin has the grant': morning(at('+0m', frank.begins), works('+5m', chainedFrank)),
  'a broker hands out the role in the name of the person': morning(at('+0m', broker.begins), works('+5m', brokered)),
  'a role that needs no grant': morning(works('+5m', developing)),
  'a service acts under its own role': morning(at('+5m', linked.begins), at('+6m', linked, 'ec2:DescribeSubnets')),
  'the role is asked for and refused': morning(
    at('+5m', iamUser('bob'), 'sts:AssumeRole', { error: 'AccessDenied', on: DATABASE_ADMIN }),
  ),
};
