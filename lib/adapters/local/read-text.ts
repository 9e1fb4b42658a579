import { createReadStream } from 'node:fs';

/** A file that cannot be taken as it is. The message names the file and says what to do, on one line. */
export class UnreadableText extends Error {
  override name = 'UnreadableText';
}

/** The text of a small file, or of standard input for `-`. Throws UnreadableText. */
export const readText = async (path: string, maxBytes: number): Promise<string> => {
  const place = path === '-' ? 'standard input' : path;
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  try {
    for await (const chunk of path === '-' ? process.stdin : createReadStream(path)) {
      chunks.push(chunk);
      sizeBytes += chunk.length;
      if (sizeBytes > maxBytes) break;
    }
  } catch (error) {
    throw new UnreadableText(`${place} ${reasonOf(error as NodeJS.ErrnoException)}`, { cause: error });
  }
  if (sizeBytes > maxBytes)
    throw new UnreadableText(`${place} is larger than ${maxBytes / 1024} KB; that is no such file`);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks));
  } catch (error) {
    throw new UnreadableText(`${place} is not UTF-8 text; save it as UTF-8`, { cause: error });
  }
};

const reasonOf = ({ code, message }: NodeJS.ErrnoException): string => {
  switch (code) {
    case 'ENOENT':
      return 'is not there; check the path';
    case 'EISDIR':
      return 'is a folder; name a file in it';
    case 'EACCES':
      return 'may not be read; check its permissions';
    default:
      return `cannot be read: ${message}`;
  }
};
