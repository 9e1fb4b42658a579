import { CfnEventBusPolicy, EventBus } from 'aws-cdk-lib/aws-events';
import { Construct } from 'constructs';
import type { Settings } from '../settings.ts';

/** Members find it by its name. */
export const MEMBERS_BUS = 'trailwarden-members';

/** Where other accounts forward their sensitive calls and their archive's objects. Known accounts only. */
export class MembersBus extends Construct {
  readonly bus: EventBus;

  constructor(scope: Construct, id: string, who: Pick<Settings, 'organizationId' | 'memberAccounts'>) {
    super(scope, id);
    this.bus = new EventBus(this, 'Bus', { eventBusName: MEMBERS_BUS });
    const mayForward = (statementId: string, principal: unknown, condition?: object) =>
      new CfnEventBusPolicy(this, statementId, {
        eventBusName: this.bus.eventBusName,
        statementId,
        statement: {
          Sid: statementId,
          Effect: 'Allow',
          Principal: principal,
          Action: 'events:PutEvents',
          Resource: this.bus.eventBusArn,
          ...(condition === undefined ? {} : { Condition: condition }),
        },
      });
    const { organizationId, memberAccounts } = who;
    if (organizationId !== undefined)
      mayForward('Organization', '*', { StringEquals: { 'aws:PrincipalOrgID': organizationId } });
    if (memberAccounts.length > 0) mayForward('Members', { AWS: memberAccounts });
  }
}

export const hasMembers = ({ organizationId, memberAccounts }: Settings): boolean =>
  organizationId !== undefined || memberAccounts.length > 0;
