/**
 * How far a batch's judgement looks. A wider look costs reads and time in every batch and changes few answers; whatever a
 * bound leaves out, the look at the whole puts right.
 */
export const BOUNDS = {
  /** Credential chains of real intrusions and of roles that assume roles end within four links; twice that. */
  hops: 8,
  /** Groups that a touched session's credentials led to: a dispatcher that issues thousands is not followed to each. */
  groups: 300,
  /** Habits are days of the same work; three weeks hold three of what is done weekly, and a month-end. */
  historyDays: 30,
  /** Of one holder's past, the newest: some 3,000 records, days of a busy pipeline, months of a person. */
  historyBytes: 96 * 1024,
  /** Of the pasts of all holders in one batch. */
  allHistoryBytes: 4 * 1024 * 1024,
  /** Of what was done to one identity, whole groups: a few thousand changes. */
  aboutBytes: 96 * 1024,
} as const;
