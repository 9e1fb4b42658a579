import {
  type AwsSecurityFinding,
  BatchImportFindingsCommand,
  type SecurityHubClient,
} from '@aws-sdk/client-securityhub';
import type { FindingTelling, Telling } from '#engine/model/telling.ts';
import type { Channel } from '#ports/channel.ts';
import type { Clock } from '#ports/clock.ts';
import type { Log } from '#ports/log.ts';
import { sendInBatches } from './send-in-batches.ts';

export interface SecurityHubProps {
  readonly client: SecurityHubClient;
  readonly render: (telling: FindingTelling) => AwsSecurityFinding;
  readonly clock: Clock;
  readonly log: Log;
}

/** An optional place must not hold up the others for as long as it is down: what is older is said in the log and left. */
const LONGEST_WAIT_MS = 15 * 60_000;

/** BatchImportFindings takes 100 findings of 240 KB each, 6 MB together. */
const LIMITS = { entries: 100, sizeBytes: 5 * 1024 * 1024 };

/** Asking again does not help and must not hold up the other channels: Security Hub is off here, or not allowed. */
const OFF: ReadonlySet<string> = new Set(['InvalidAccessException', 'AccessDeniedException', 'InvalidInputException']);

/** Of one finding in FailedFindings; all other codes may pass. */
const FOR_GOOD: ReadonlySet<string> = new Set([
  'InvalidInput',
  'InvalidAccess',
  'FindingNotFound',
  'DuplicatedFindingId',
]);

/**
 * Findings for Security Hub, which has no incidents. It keeps one state a finding, so of several versions only the last
 * is sent.
 */
export const securityHubChannel = ({ client, render, clock, log }: SecurityHubProps): Channel => ({
  name: 'Security Hub',
  async tell(tellings) {
    const last = new Map(tellings.filter(isFinding).map((telling) => [telling.line.id, telling]));
    const owed = await sendInBatches(
      [...last.values()].map((telling) => {
        const entry = render(telling);
        return { telling, entry, sizeBytes: Buffer.byteLength(JSON.stringify(entry)) };
      }),
      LIMITS,
      (batch) => importAll(client, batch, log),
      (error) => log.error('Security Hub not reached, told again later', error),
    );
    return owed.filter((telling) => {
      const isFresh = clock() - telling.storedAtMs < LONGEST_WAIT_MS;
      if (!isFresh)
        log.error('Security Hub was not told', new Error('it took nothing for too long'), { finding: telling.line.id });
      return isFresh;
    });
  },
});

const isFinding = (telling: Telling): telling is FindingTelling => telling.line.type === 'finding';

const importAll = async (
  client: SecurityHubClient,
  batch: readonly AwsSecurityFinding[],
  log: Log,
): Promise<number[]> => {
  try {
    const { FailedFindings = [] } = await client.send(new BatchImportFindingsCommand({ Findings: [...batch] }));
    return FailedFindings.flatMap(({ Id, ErrorCode = '', ErrorMessage }) => {
      const isFinal = FOR_GOOD.has(ErrorCode);
      const fate = isFinal ? 'finding refused by Security Hub' : 'finding not taken by Security Hub, told again later';
      log.error(fate, new Error(`${ErrorCode}: ${ErrorMessage ?? ''}`), { finding: Id });
      return isFinal ? [] : [batch.findIndex((one) => one.Id === Id)];
    });
  } catch (error) {
    if (!(error instanceof Error) || !OFF.has(error.name)) throw error;
    log.error('Security Hub takes no findings: switch it on in this Region, or switch it off for this stack', error);
    return [];
  }
};
