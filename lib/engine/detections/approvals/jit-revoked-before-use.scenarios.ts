import { admin, granted, JIT, morning, works } from '#scenario/approvals.ts';
import { at } from '#scenario/story.ts';

export const config = JIT;
export const grants = [
  granted({ status: 'revoked', revokedAt: '2026-03-02T09:10:00Z' }),
  granted({ id: 'CHG-8', principal: 'dave@example.com', status: 'revoked' }),
  granted({ id: 'CHG-9', principal: 'erin@example.com', revokedAt: '2026-03-02T09:10:00Z' }),
  granted({ id: 'CHG-10', principal: 'erin@example.com', from: '2026-03-02T09:15:00Z' }),
];

const opened = admin();

export const fires = {
  'the grant was taken back, and the session began ten minutes later': morning(works('+20m', admin())),
  'the session was opened in time and first used after': morning(
    at('+5m', opened.begins),
    at('+12m', opened, 'rds:RebootDBInstance'),
  ),
  'nobody says when it was taken back': morning(works('+20m', admin('dave@example.com'))),
};

export const staysQuiet = {
  'it was used before it was taken back': morning(works('+5m', admin())),
  'it was given again': morning(works('+20m', admin('erin@example.com'))),
  'a session of two days later is one without a grant': morning(works('+2940m', admin())),
};
