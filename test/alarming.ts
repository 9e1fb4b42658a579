import type { FindingLine, Severity } from '#engine/model/report.ts';

const ALARMING: readonly Severity[] = ['medium', 'high', 'critical'];
const GRAVE: readonly Severity[] = ['high', 'critical'];

/** Somebody is woken by it. */
export const alarming = ({ severity }: Pick<FindingLine, 'severity'>): boolean => ALARMING.includes(severity);
export const grave = ({ severity }: Pick<FindingLine, 'severity'>): boolean => GRAVE.includes(severity);
