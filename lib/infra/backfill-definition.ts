/** Objects that one call reads: enough to write what they share once, few enough to end in time. */
const OBJECTS_A_CALL = 50;

export interface BackfillParts {
  readonly partition: string;
  readonly functionArn: string;
  /** Where a batch that cannot be read ends, an object a message, each as it would have been delivered. */
  readonly deadLettersUrl: string;
  /** What became of each batch is written here, since a run's own answer may have 256 KB only. */
  readonly resultsBucket: string;
  readonly resultsPrefix: string;
  readonly concurrency: number;
}

/**
 * The back-fill in Amazon States Language. Input: `{"bucket": name, "prefixes": [key prefix, …]}`. Prefixes are taken
 * one after the other, so that the bound on concurrency holds for all; the objects of each run wide. Reading an object
 * again changes nothing, so a run may be stopped, redriven or started anew at any time.
 */
export const backfillDefinition = (parts: BackfillParts): object => ({
  Comment: 'Reads what a trail delivered before, a prefix at a time',
  StartAt: 'Prefixes',
  States: {
    Prefixes: {
      Type: 'Map',
      ItemsPath: '$.prefixes',
      ItemSelector: { 'bucket.$': '$.bucket', 'prefix.$': '$$.Map.Item.Value' },
      MaxConcurrency: 1,
      ItemProcessor: {
        ProcessorConfig: { Mode: 'INLINE' },
        StartAt: 'Objects',
        States: { Objects: objectsBelow(parts) },
      },
      End: true,
    },
  },
});

const objectsBelow = (parts: BackfillParts): object => ({
  Type: 'Map',
  Label: 'Objects',
  ItemReader: {
    Resource: `arn:${parts.partition}:states:::s3:listObjectsV2`,
    Parameters: { 'Bucket.$': '$.bucket', 'Prefix.$': '$.prefix' },
  },
  ItemSelector: { 'Bucket.$': '$.bucket', 'Key.$': '$$.Map.Item.Value.Key' },
  ItemBatcher: { MaxItemsPerBatch: OBJECTS_A_CALL },
  MaxConcurrency: parts.concurrency,
  // A bad batch must not stop the good ones: it is counted, and lies with the dead letters. Many are no accident.
  ToleratedFailurePercentage: 5,
  ItemProcessor: {
    ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
    StartAt: 'Read',
    States: {
      Read: readingOf(parts),
      SetAside: settingAside(parts),
      NotRead: { Type: 'Fail', Error: 'NotRead', Cause: 'The objects of this batch lie with the dead letters' },
    },
  },
  ResultWriter: {
    Resource: `arn:${parts.partition}:states:::s3:putObject`,
    Parameters: { Bucket: parts.resultsBucket, Prefix: parts.resultsPrefix },
  },
  End: true,
});

const readingOf = ({ functionArn }: BackfillParts): object => ({
  Type: 'Task',
  Resource: functionArn,
  TimeoutSeconds: 900,
  // Throttling of the table passes within these five minutes.
  Retry: [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 5, BackoffRate: 2, MaxAttempts: 6, JitterStrategy: 'FULL' }],
  Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: null, Next: 'SetAside' }],
  End: true,
});

/** As EventBridge would have brought them, so that a redrive of the dead letters reads them. */
const settingAside = ({ partition, deadLettersUrl }: BackfillParts): object => ({
  Type: 'Map',
  ItemsPath: '$.Items',
  ItemProcessor: {
    ProcessorConfig: { Mode: 'INLINE' },
    StartAt: 'DeadLetter',
    States: {
      DeadLetter: {
        Type: 'Task',
        Resource: `arn:${partition}:states:::sqs:sendMessage`,
        Parameters: {
          QueueUrl: deadLettersUrl,
          MessageBody: {
            source: 'aws.s3',
            'detail-type': 'Object Created',
            detail: { bucket: { 'name.$': '$.Bucket' }, object: { 'key.$': '$.Key' } },
          },
        },
        End: true,
      },
    },
  },
  Next: 'NotRead',
});
