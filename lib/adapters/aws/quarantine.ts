import { hash } from 'node:crypto';
import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { Quarantine, Quarantined } from '#ports/quarantine.ts';
import { redacted } from './redacted.ts';

/** A queue's message is no longer than this; a longer text is cut, because its beginning says what it was. */
const MOST_CHARACTERS = 256 * 1024;
/** All metadata of an object share 2 KB. */
const MOST_METADATA = 700;

/**
 * A bucket for what nobody can read: `objects/…` points to an object that stays where it is, `messages/…` holds a message.
 * Named by id and reason, and never overwritten, so that a repeat is no second entry and needs no right to read.
 */
export const s3Quarantine = (client: S3Client, bucket: string): Quarantine => ({
  async put(quarantined) {
    const { id, reason, body } = quarantined;
    const name = hash('sha256', JSON.stringify([id, reason])).slice(0, 40);
    try {
      await client.send(
        new PutObjectCommand({
          Bucket: bucket,
          Key: `${body === undefined ? 'objects' : 'messages'}/${name}.json`,
          Body: contentOf(quarantined),
          ContentType: 'application/json',
          Metadata: { id: headerText(id), reason: headerText(reason) },
          IfNoneMatch: '*',
        }),
      );
    } catch (error) {
      if (!(error instanceof Error) || error.name !== 'PreconditionFailed') throw error;
    }
  },
});

const contentOf = ({ id, reason, body }: Quarantined): string =>
  JSON.stringify({
    id: redacted(id),
    reason: redacted(reason),
    ...(body !== undefined && { body: cut(redacted(body)) }),
  });

const cut = (text: string): string =>
  text.length <= MOST_CHARACTERS ? text : `${text.slice(0, MOST_CHARACTERS)}… (${text.length} characters)`;

/** Headers carry printable ASCII; what else a log holds would break the request or pose as another header. */
const headerText = (text: string): string =>
  redacted(text)
    .replace(/[^ -~]/g, '?')
    .slice(0, MOST_METADATA)
    .trim() || '-';
