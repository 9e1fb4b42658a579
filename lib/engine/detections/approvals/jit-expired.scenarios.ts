import { admin, granted, JIT, morning, works } from '#scenario/approvals.ts';

export const config = JIT;
export const grants = [
  granted(),
  granted({ id: 'CHG-8', principal: 'erin@example.com' }),
  granted({ id: 'CHG-9', principal: 'erin@example.com', from: '2026-03-02T14:00:00Z', to: '2026-03-02T15:00:00Z' }),
];

export const fires = {
  'a session begins a minute after its grant has ended': morning(works('+61m', admin())),
  'a session begins 24 hours after its grant has ended': morning(works('+1500m', admin())),
};

export const staysQuiet = {
  'a session begins at the moment at which the grant ends': morning(works('+60m', admin())),
  'later than 24 hours it is one without a grant': morning(works('+1501m', admin())),
  'another grant has begun': morning(works('+310m', admin('erin@example.com'))),
};
