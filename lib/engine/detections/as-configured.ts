import type { Case } from '../case.ts';
import { expiryMs } from '../config/calendar.ts';
import { fits } from '../config/pattern.ts';
import type { Config } from '../model/config.ts';
import type { Severity } from '../model/report.ts';
import { badNetworkUsed } from './credential-integrity/bad-network-used.ts';
import type { Detection, Match } from './detection.ts';
import { type Finding, higherConfidence, higherSeverity } from './finding.ts';
import { distinct, lastWords, listed } from './telling.ts';

/** Detections that the configuration does not leave out. */
export const enabled = (file: Case, detections: readonly Detection[]): readonly Detection[] =>
  detections.filter(({ id }) => file.config.settings.detections[id]?.enabled !== false);

/**
 * The finding as the organisation sees it: raised by what is configured about the things and networks it speaks of, then
 * set to the severity configured for its detection, which has the last word; suppressed where that is configured. Each
 * change is told in the summary.
 */
export const asConfigured = (file: Case): ((finding: Finding) => Finding) => {
  const { suppressions, detections } = file.config.settings;
  const standing = suppressions.filter(({ expires }) => (expiryMs(expires) ?? 0) > file.asOfMs);
  return (finding) => {
    const raised = raise(finding, [...sensitiveGround(file, finding), ...badGround(file, finding)]);
    const set = withSeverity(raised, detections[finding.detection.id]?.severity);
    const reason = suppressedBy(finding, standing);
    return reason === undefined ? set : withLine(set, { status: 'suppressed', suppressedBy: reason });
  };
};

const withLine = (finding: Finding, change: Partial<Finding['line']>): Finding => ({
  ...finding,
  line: { ...finding.line, ...change },
});

/** One step for each ground; what cannot become worse becomes surer. */
const raise = (finding: Finding, grounds: readonly string[]): Finding => {
  let { severity, confidence, summary } = finding.line;
  for (const ground of grounds) {
    if (severity === 'critical') confidence = higherConfidence(confidence);
    else severity = higherSeverity(severity);
    summary = `${summary}; raised because ${ground}`;
  }
  return grounds.length === 0 ? finding : withLine(finding, { severity, confidence, summary });
};

const withSeverity = (finding: Finding, severity: Severity | undefined): Finding => {
  const { severity: was, summary } = finding.line;
  if (severity === undefined || severity === was) return finding;
  return withLine(finding, { severity, summary: `${summary}; ${severity} by configuration instead of ${was}` });
};

const sensitiveGround = (file: Case, { matches }: Finding): string[] => {
  const { settings, isSensitive } = file.config;
  if (settings.resources.length === 0) return [];
  const touched = distinct(matches.flatMap((match) => resourcesOf(file, match)).filter(isSensitive));
  return touched.length === 0 ? [] : [`${listed(touched.map(lastWords))} is configured as highly sensitive`];
};

const resourcesOf = (file: Case, { resources, evidence }: Match): readonly string[] =>
  resources ?? evidence.flatMap((row) => file.useOf(row).deed?.resources ?? []);

const badGround = (file: Case, { detection, sessions }: Finding): string[] => {
  if (file.config.settings.badNetworks.length === 0 || detection.id === badNetworkUsed.id) return [];
  const shapes = sessions.flatMap((session) => file.shapesOf(session));
  const bad = shapes.filter(({ own, shape }) => own && shape.badList !== undefined).map(({ shape }) => shape);
  if (bad.length === 0) return [];
  const addresses = distinct(bad.map(({ address }) => address)).sort();
  return [`${listed(addresses)} is on ${listed(distinct(bad.map(({ badList }) => badList!)).sort())}`];
};

/** The reason of the first suppression of what the finding says; undefined while any of it is not suppressed. */
const suppressedBy = ({ detection, matches }: Finding, suppressions: Config['suppressions']): string | undefined => {
  if (suppressions.length === 0) return undefined;
  const found = matches.map((match) => suppressions.find((one) => suppresses(one, detection, match)));
  return found.every((one) => one !== undefined) ? found[0]?.reason : undefined;
};

const suppresses = (
  { detection, principal, account, resource }: Config['suppressions'][number],
  { id }: Detection,
  { sessions, resources = [] }: Match,
): boolean => {
  const [session] = sessions;
  if (!session) return false;
  return (
    (detection === undefined || fits(detection, id)) &&
    (principal === undefined || fits(principal, session.principal) || fits(principal, session.holder.arn)) &&
    (account === undefined || fits(account, session.accountId)) &&
    (resource === undefined || (resources.length > 0 && resources.every((one) => fits(resource, one))))
  );
};
