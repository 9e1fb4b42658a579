import type { FindingLine } from '#engine/model/report.ts';
import type { Telling } from '#engine/model/telling.ts';
import { toJson } from './escape.ts';
import { fitted } from './fitted.ts';
import { chatNotification } from './slack-message.ts';

/** SNS and EventBridge take 256 KB with attributes and envelope; the rest is room for those. */
const MAX_BODY_BYTES = 200 * 1024;

/** The line as the command line prints it, with version, status and what changed: the body of a message. */
export const messageBody = (telling: Telling): string => toJson(messageOf(telling));

/** The same as plain data; where long lists were cut, `whole` is where the entry point for questions has all of it. */
function messageOf({ line, version, status, change, changed, into }: Telling): object {
  const body = {
    ...line,
    status,
    version,
    change,
    ...(changed.length > 0 && { changed }),
    ...(into !== undefined && { into }),
  };
  const whole = `/${line.type}/${line.id}`;
  const short = fitted(body, MAX_BODY_BYTES - whole.length - 20);
  return short === body ? body : { ...short, whole };
}

/** An attribute to choose messages by; never empty. A list is met by any of its entries. */
export type Attribute = string | number | readonly string[];

/** Subscribers' filters may name as many values as they like, a message only what one would filter by. */
const MAX_ACCOUNTS = 20;

/** At most 7: a queue that takes messages raw loses those with more than 10. */
export function messageAttributes({ line, status, version, change }: Telling): Readonly<Record<string, Attribute>> {
  const accounts = (line.type === 'finding' ? [line.accountId ?? ''] : line.accountIds).filter((id) => id !== '');
  const [account] = accounts;
  return {
    id: line.id,
    version,
    change,
    severity: line.severity,
    status,
    ...(isFinding(line) && { detection: line.detection }),
    ...(account !== undefined && { accountId: accounts.length > 1 ? accounts.slice(0, MAX_ACCOUNTS) : account }),
  };
}

const isFinding = (line: Telling['line']): line is FindingLine => line.type === 'finding';

export interface Message {
  readonly body: string;
  readonly attributes: Readonly<Record<string, Attribute>>;
}

/** By the name of a format: `json` is the line for programs, `slack` a message that Amazon Q shows people. Throws on others. */
export function rendererOf(format: string, table?: string): (telling: Telling) => Message | undefined {
  const bodyOf = BODIES[format];
  if (!bodyOf) throw new Error(`MESSAGE_FORMAT ${format} is not known; choose ${Object.keys(BODIES).join(' or ')}`);
  return (telling) => {
    const body = bodyOf(telling, table);
    return body === undefined ? undefined : { body, attributes: messageAttributes(telling) };
  };
}

const BODIES: Readonly<Record<string, (telling: Telling, table?: string) => string | undefined>> = {
  json: messageBody,
  slack: chatNotification,
};
