import { ListObjectsV2Command, type S3Client } from '@aws-sdk/client-s3';

/** Days, both included, as `2026-03-02`. */
export interface Days {
  readonly from: string;
  readonly to: string;
}

/** `AWSLogs/<organisation>/<account>/CloudTrail/<region>/` is five deep; a prefix of one's own may stand before it. */
const DEEPEST = 12;

/**
 * The prefixes under which a trail's objects of these days lie. Trails end in `…/2026/03/02/`; the folders above are found
 * by listing. What is not kept by date at all is left out.
 */
export const datedPrefixes = async (
  client: S3Client,
  bucket: string,
  prefix: string,
  days: Days,
): Promise<string[]> => {
  const found: string[] = [];
  const open = [{ at: prefix, depth: 0 }];
  for (let one = open.pop(); one; one = open.pop()) {
    const folders = await foldersIn(client, bucket, one.at);
    const years = folders.filter((folder) => /\/\d{4}\/$/.test(folder));
    if (years.length > 0) found.push(...prefixesOfDays(one.at, days).filter((dated) => isUnder(dated, years)));
    else if (one.depth < DEEPEST) open.push(...folders.map((at) => ({ at, depth: one.depth + 1 })));
  }
  return found.sort();
};

const isUnder = (dated: string, folders: readonly string[]): boolean =>
  folders.some((folder) => dated.startsWith(folder));

const foldersIn = async (client: S3Client, bucket: string, prefix: string): Promise<string[]> => {
  const folders: string[] = [];
  let token: string | undefined;
  do {
    const page = await client.send(
      new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix, Delimiter: '/', ContinuationToken: token }),
    );
    folders.push(...(page.CommonPrefixes ?? []).flatMap(({ Prefix }) => Prefix ?? []));
    token = page.NextContinuationToken;
  } while (token);
  return folders;
};

const DAY_MS = 86_400_000;

/** As few prefixes as cover exactly these days: whole years and months as one. */
export const prefixesOfDays = (folder: string, { from, to }: Days): string[] => {
  const prefixes: string[] = [];
  const lastMs = Date.parse(`${to}T00:00:00Z`);
  for (let atMs = Date.parse(`${from}T00:00:00Z`); atMs <= lastMs; ) {
    const [year = '', month = '', day = ''] = new Date(atMs).toISOString().slice(0, 10).split('-');
    const nextYearMs = Date.UTC(Number(year) + 1, 0);
    const nextMonthMs = Date.UTC(Number(year), Number(month));
    const isFirst = day === '01';
    if (isFirst && month === '01' && nextYearMs - DAY_MS <= lastMs) {
      prefixes.push(`${folder}${year}/`);
      atMs = nextYearMs;
    } else if (isFirst && nextMonthMs - DAY_MS <= lastMs) {
      prefixes.push(`${folder}${year}/${month}/`);
      atMs = nextMonthMs;
    } else {
      prefixes.push(`${folder}${year}/${month}/${day}/`);
      atMs += DAY_MS;
    }
  }
  return prefixes;
};
