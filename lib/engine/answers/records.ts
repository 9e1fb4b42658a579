import type { Case } from '../case.ts';
import type { RecordLine } from '../model/report.ts';
import { printTime } from '../time.ts';

/** What the records of these ids say, by id; ids that are not here are left out. One pass over all records. */
export const recordLines = (file: Case, ids: ReadonlySet<string>): ReadonlyMap<string, RecordLine> => {
  const { facts } = file;
  const rows = new Map<string, number>();
  if (ids.size > 0) {
    for (let row = 0; row < facts.size; row++) {
      const id = facts.eventId(row);
      if (!ids.has(id)) continue;
      const known = rows.get(id);
      // Two accounts may hold a record under one id: the first of them speaks, whatever came first.
      if (known === undefined || facts.compare(row, known) < 0) rows.set(id, row);
    }
  }
  return new Map([...rows].map(([id, row]) => [id, recordLine(file, id, row)]));
};

const recordLine = (file: Case, id: string, row: number): RecordLine => {
  const { facts } = file;
  const session = file.sessionOfRow(row);
  const { shape, deed, atMs } = file.useOf(row);
  const { key } = file.credentials[facts.credentialOf(row)]!;
  const known = Object.entries({
    errorCode: shape.errorCode,
    region: shape.region,
    accountId: shape.account,
    address: shape.address,
    userAgent: shape.userAgent,
    accessKeyId: key,
  }).filter(([, text]) => text !== '');
  return {
    type: 'record',
    id,
    at: printTime(atMs),
    action: shape.action,
    outcome: shape.outcome,
    session: session.id,
    principal: session.principal,
    ...Object.fromEntries(known),
    ...(deed && deed.resources.length > 0 && { resources: [...deed.resources] }),
  };
};
