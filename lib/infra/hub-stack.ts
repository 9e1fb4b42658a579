import { CfnOutput, Duration, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { CodeOf } from './built-code.ts';
import { Alarms } from './constructs/alarms.ts';
import { Backfill } from './constructs/backfill.ts';
import { Board } from './constructs/board.ts';
import { CaseTable } from './constructs/case-table.ts';
import { CustomerKey } from './constructs/customer-key.ts';
import { Deliveries } from './constructs/deliveries.ts';
import { DeployedConfig } from './constructs/deployed-config.ts';
import { GrantsBus } from './constructs/grants-bus.ts';
import { INGEST_TIMEOUT, IngestWorker } from './constructs/ingest-worker.ts';
import { Investigator } from './constructs/investigator.ts';
import { hasMembers, MembersBus } from './constructs/members-bus.ts';
import { Notices } from './constructs/notices.ts';
import { Publisher } from './constructs/publisher.ts';
import { Quarantine } from './constructs/quarantine.ts';
import { Sweeper } from './constructs/sweeper.ts';
import { TrailSource } from './constructs/trail-source.ts';
import type { Settings } from './settings.ts';

export interface HubStackProps extends StackProps {
  readonly settings: Settings;
  readonly code: CodeOf;
}

/** The whole system: trail objects and sensitive calls in, findings and incidents out. */
export class HubStack extends Stack {
  constructor(scope: Construct, id: string, { settings, code, ...props }: HubStackProps) {
    super(scope, id, { description: 'trailwarden: who acted, through which credential', ...props });
    const { alarmEmail, securityHub, messageFormat } = settings;
    const batchWindow = Duration.seconds(settings.batchWindowSeconds);

    const key = settings.customerKey ? new CustomerKey(this, 'CustomerKey').key : undefined;
    const trail = new TrailSource(this, 'Trail', settings);
    const caseTable = new CaseTable(this, 'CaseTable', { key });
    const quarantine = new Quarantine(this, 'Quarantine', { key });
    const notices = new Notices(this, 'Notices', { key, alarmEmail });
    const deliveries = new Deliveries(this, 'Deliveries', {
      bucketName: trail.bucket.bucketName,
      prefix: settings.trailPrefix,
      fastWay: settings.fastWay,
      visibilityTimeout: Duration.seconds(6 * INGEST_TIMEOUT.toSeconds() + batchWindow.toSeconds()),
    });
    deliveries.takeFrom('Own');
    if (hasMembers(settings)) deliveries.takeFrom('Members', new MembersBus(this, 'MembersBus', settings).bus);
    const approvers = settings.grantApprovers;
    const grantsBus = approvers.length > 0 ? new GrantsBus(this, 'GrantsBus', { approvers }).bus : undefined;
    if (grantsBus) deliveries.takeGrantsFrom('Grants', grantsBus);

    const { configFile } = settings;
    const config = configFile === undefined ? undefined : new DeployedConfig(this, 'Config', { path: configFile });
    const environment = {
      CASE_TABLE: caseTable.table.tableName,
      FACT_DAYS: String(settings.factDays),
      QUARANTINE_BUCKET: quarantine.bucket.bucketName,
      ...config?.environment,
    };
    const concurrency = { ingest: settings.ingestConcurrency, backfill: settings.backfillConcurrency };
    const analysis = { code, environment, caseTable };
    const ingest = new IngestWorker(this, 'Ingest', {
      ...analysis,
      trail,
      deliveries,
      quarantine,
      batchWindow,
      concurrency: concurrency.ingest,
    });
    const backfill = new Backfill(this, 'Backfill', {
      ...analysis,
      trail,
      quarantine,
      key,
      deadLetters: deliveries.deadLetters,
      concurrency: concurrency.backfill,
    });
    const sweeper = new Sweeper(this, 'Sweep', { ...analysis, every: Duration.minutes(settings.sweepEveryMinutes) });
    const investigator = new Investigator(this, 'Investigate', analysis);
    const publisher = new Publisher(this, 'Publish', {
      code,
      caseTable,
      notices,
      key,
      securityHub,
      environment: {
        CASE_TABLE: caseTable.table.tableName,
        FINDINGS_TOPIC_ARN: notices.findings.topicArn,
        INCIDENTS_TOPIC_ARN: notices.incidents.topicArn,
        EVENT_BUS_NAME: 'default',
        MESSAGE_FORMAT: messageFormat,
        ...(securityHub ? { SECURITY_HUB: 'on' } : {}),
      },
    });
    if (config) for (const { worker } of [ingest, backfill, sweeper, investigator]) config.allowReading(worker);

    const workers = {
      ingest: ingest.worker,
      publish: publisher.worker,
      sweep: sweeper.worker,
      investigate: investigator.worker,
      backfill: backfill.worker,
    };
    const watched = { deliveries, publisher, sweeper, backfill, caseTable, workers };
    new Alarms(this, 'Alarms', { ...watched, topic: notices.alarms });
    new Board(this, 'Board', watched);

    const outputs = {
      TrailBucketName: trail.bucket.bucketName,
      DeliveryQueueUrl: deliveries.queue.queueUrl,
      DeadLetterQueueUrl: deliveries.deadLetters.queueUrl,
      CaseTableName: caseTable.table.tableName,
      QuarantineBucketName: quarantine.bucket.bucketName,
      FindingsTopicArn: notices.findings.topicArn,
      IncidentsTopicArn: notices.incidents.topicArn,
      AlarmsTopicArn: notices.alarms.topicArn,
      BackfillStateMachineArn: backfill.stateMachine.stateMachineArn,
      InvestigateUrl: investigator.url,
      ...(grantsBus && { GrantsBusArn: grantsBus.eventBusArn }),
    };
    for (const [name, value] of Object.entries(outputs)) new CfnOutput(this, name, { value });
  }
}
