import type { AwsSecurityFinding } from '@aws-sdk/client-securityhub';
import type { FindingLine, Severity } from '#engine/model/report.ts';
import type { FindingTelling, Telling } from '#engine/model/telling.ts';
import { asffResources } from './asff-resources.ts';
import { isTactic, TACTICS } from './attack.ts';
import { escapeStrings } from './escape.ts';
import { clip } from './look.ts';

/** Where findings are filed: the account and Region whose Security Hub is called; its partition is `aws` but for China and GovCloud. */
export interface SecurityHubPlace {
  readonly partition: string;
  readonly region: string;
  readonly accountId: string;
}

/** Limits of the AWS Security Finding Format, in characters and entries. */
export const ASFF_LIMITS = {
  id: 512,
  title: 256,
  description: 1_024,
  types: 50,
  resources: 32,
  productFields: 50,
  productFieldName: 128,
  productFieldValue: 2_048,
} as const;

const LABELS = {
  informational: 'INFORMATIONAL',
  low: 'LOW',
  medium: 'MEDIUM',
  high: 'HIGH',
  critical: 'CRITICAL',
} as const satisfies Record<Severity, string>;

/** ASFF counts from 0 to 100; the middle of each third. */
const CONFIDENCES: Readonly<Record<FindingLine['confidence'], number>> = { low: 25, medium: 50, high: 90 };

/**
 * A finding for Security Hub. It is filed under the account that calls, whatever account it is about: a caller may not
 * file under another. `UpdatedAt` rises with each version, because an equal or older one is ignored.
 */
export function asffOf(telling: FindingTelling, place: SecurityHubPlace): AwsSecurityFinding {
  const line = escapeStrings(telling.line);
  const { partition, region, accountId } = place;
  return {
    SchemaVersion: '2018-10-08',
    Id: clip(`trailwarden/${line.id}`, ASFF_LIMITS.id),
    ProductArn: `arn:${partition}:securityhub:${region}:${accountId}:product/${accountId}/default`,
    ProductName: 'trailwarden',
    GeneratorId: clip(`trailwarden/${line.detection}`, ASFF_LIMITS.id),
    AwsAccountId: accountId,
    CreatedAt: new Date(line.firstAt).toISOString(),
    UpdatedAt: updatedAt(telling),
    FirstObservedAt: new Date(line.firstAt).toISOString(),
    LastObservedAt: new Date(line.lastAt).toISOString(),
    Title: clip(filled(line.title, line.detection), ASFF_LIMITS.title),
    Description: clip(filled(line.summary, line.title), ASFF_LIMITS.description),
    FindingProviderFields: {
      Severity: { Label: LABELS[line.severity], Original: line.severity },
      Confidence: CONFIDENCES[line.confidence],
      Types: typesOf(line.tactics ?? []),
    },
    ProductFields: productFields(line, telling),
    Resources: asffResources(line, partition, ASFF_LIMITS.resources),
    RecordState: telling.status === 'open' ? 'ACTIVE' : 'ARCHIVED',
  };
}

/** Streams tell the second; the version orders what is stored within one. */
const updatedAt = ({ storedAtMs, version }: Telling): string =>
  new Date(Math.floor(storedAtMs / 1_000) * 1_000 + (version % 1_000)).toISOString();

const filled = (text: string, other: string): string => (text.trim() === '' ? other : text);

/** ASFF's own names of what ATT&CK calls tactics; its namespace of effects has other categories. */
const TYPES: Readonly<Record<string, string>> = {
  exfiltration: 'Effects/Data Exfiltration',
  impact: 'Effects',
};

const typesOf = (tactics: readonly string[]): string[] => {
  const types = tactics.map((tactic) => TYPES[tactic] ?? (isTactic(tactic) ? `TTPs/${TACTICS[tactic].name}` : 'TTPs'));
  const distinct = [...new Set(types)].slice(0, ASFF_LIMITS.types);
  return distinct.length > 0 ? distinct : ['Unusual Behaviors/User'];
};

const productFields = (line: FindingLine, { version, status }: Telling): Record<string, string> => {
  const fields: readonly (readonly [string, string | undefined])[] = [
    ['detection', line.detection],
    ['status', status],
    ['version', String(version)],
    ['incident', line.incident],
    ['accountId', line.accountId],
    ['principal', line.principal],
    ['subject', `${line.subject.type} ${line.subject.id}`],
    ['sessions', line.sessions?.join(' ')],
    ['techniques', line.attack?.join(' ')],
    ['evidence', line.evidence.join(' ')],
    ['evidenceTotal', String(line.evidenceTotal)],
    ['suppressedBy', line.suppressedBy],
  ];
  return Object.fromEntries(
    fields.flatMap(([name, value]) =>
      value === undefined || value.trim() === ''
        ? []
        : [[`trailwarden/${name}`, clip(value, ASFF_LIMITS.productFieldValue)]],
    ),
  );
};
