import { CfnResource, type IAspect } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { Publisher } from './constructs/publisher.ts';

/**
 * What a local AWS emulator does not know and refuses a whole stack for. Nothing in the stacks refers to these, so that
 * nothing else differs between what is tried locally and what is deployed, but for the next line.
 */
export const REFUSED_LOCALLY: ReadonlySet<string> = new Set(['AWS::CloudTrail::Trail', 'AWS::Events::EventBusPolicy']);

/** In AWS `sns:Publish` is the permission for a batch; the emulator asks for one that AWS does not have. */
export const ASKED_LOCALLY = 'sns:PublishBatch';

/** `-c local=1`. */
export const asTheEmulatorTakesIt: IAspect = {
  visit(node: IConstruct): void {
    if (node instanceof Publisher) node.worker.allow([ASKED_LOCALLY], node.topicArns);
    if (CfnResource.isCfnResource(node) && REFUSED_LOCALLY.has(node.cfnResourceType))
      node.node.scope?.node.tryRemoveChild(node.node.id);
  },
};
