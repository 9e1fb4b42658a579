import type { Backfill } from './backfill.ts';
import type { CaseTable } from './case-table.ts';
import type { Deliveries } from './deliveries.ts';
import type { Publisher } from './publisher.ts';
import type { Sweeper } from './sweeper.ts';
import type { Worker } from './worker.ts';

/** What alarms and dashboard look at. */
export interface Watched {
  readonly deliveries: Deliveries;
  readonly publisher: Publisher;
  readonly sweeper: Sweeper;
  readonly backfill: Backfill;
  readonly caseTable: CaseTable;
  /** Every function, by name. */
  readonly workers: Readonly<Record<string, Worker>>;
}
