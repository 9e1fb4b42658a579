import { CfnEventBusPolicy, EventBus } from 'aws-cdk-lib/aws-events';
import { Construct } from 'constructs';

/** Where approvals are put by events. Nobody else may, whatever else they may: to put one is to approve. */
export class GrantsBus extends Construct {
  readonly bus: EventBus;

  constructor(scope: Construct, id: string, { approvers }: { readonly approvers: readonly string[] }) {
    super(scope, id);
    this.bus = new EventBus(this, 'Bus', { eventBusName: 'trailwarden-grants' });
    const put = { Action: 'events:PutEvents', Resource: this.bus.eventBusArn };
    const statements = {
      Approvers: { ...put, Effect: 'Allow', Principal: { AWS: [...approvers] } },
      // Many roles may put events anywhere. A session counts as its role.
      NobodyElse: {
        ...put,
        Effect: 'Deny',
        Principal: '*',
        Condition: { ArnNotEquals: { 'aws:PrincipalArn': [...approvers] } },
      },
    };
    for (const [statementId, statement] of Object.entries(statements))
      new CfnEventBusPolicy(this, statementId, {
        eventBusName: this.bus.eventBusName,
        statementId,
        statement: { Sid: statementId, ...statement },
      });
  }
}
