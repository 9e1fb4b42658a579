import { admin, granted, JIT, morning, works } from '#scenario/approvals.ts';

export const config = JIT;
export const grants = [
  granted({ approvedBy: 'alice@example.com' }),
  granted({ id: 'CHG-8', principal: 'dave@example.com', approvedBy: 'DAVE' }),
  granted({
    id: 'CHG-9',
    principal: 'erin@example.com',
    requestedBy: 'frank@example.com',
    approvedBy: 'frank@example.com',
  }),
  granted({ id: 'CHG-10', principal: 'gina@example.com', approvedBy: 'gina@example.com; carol@example.com' }),
  granted({ id: 'CHG-11', principal: 'hal@example.com', approvedBy: '' }),
  granted({ id: 'CHG-12', principal: 'ida@example.com', approvedBy: 'ida@example.com' }),
  granted({ id: 'CHG-13', principal: 'ida@example.com' }),
];

export const fires = {
  'alice approved her own request': morning(works('+5m', admin())),
  'the approver is the same person by the user name': morning(works('+5m', admin('dave@example.com'))),
  'whoever asked for somebody else approved it alone': morning(works('+5m', admin('erin@example.com'))),
};

export const staysQuiet = {
  'a second person approved too': morning(works('+5m', admin('gina@example.com'))),
  'nobody is named: a rule approved it': morning(works('+5m', admin('hal@example.com'))),
  'another grant, approved by another, covers it': morning(works('+5m', admin('ida@example.com'))),
  'the self-approved grant was never used': morning(works('+5m', admin('gina@example.com'))),
};
