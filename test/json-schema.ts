import { readFileSync } from 'node:fs';
import { Ajv, type ErrorObject } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';

const read = (name: string): object =>
  JSON.parse(readFileSync(new URL(`fixtures/${name}`, import.meta.url), 'utf8')) as object;

/** Formats are left unchecked: the schemas use them for URIs and times, which the tests look at themselves. */
const OPTIONS = { allErrors: true, strict: false, validateFormats: false } as const;

/** What a document breaks, in words; empty: nothing. */
export type Complaints = (document: unknown) => readonly string[];

const complaintsBy =
  (validate: { (document: unknown): unknown; errors?: ErrorObject[] | null }): Complaints =>
  (document) =>
    validate(document)
      ? []
      : (validate.errors ?? []).map(
          ({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`,
        );

/** The official schema of SARIF 2.1.0; its draft-04 says nothing that draft-07 reads otherwise but its own name. */
export const sarifComplaints = (): Complaints => {
  // One of its patterns is no regular expression in Unicode mode.
  const options = { ...OPTIONS, unicodeRegExp: false };
  const { $schema, id, ...schema } = read('sarif-2.1.0-rtm.5.schema.json') as Record<string, unknown>;
  return complaintsBy(new Ajv(options).compile(schema));
};

/** OCSF 1.5.0, class Detection Finding under the profiles cloud and host. */
export const ocsfComplaints = (): Complaints =>
  complaintsBy(new Ajv2020(OPTIONS).compile(read('ocsf-1.5.0-detection-finding.schema.json')));
