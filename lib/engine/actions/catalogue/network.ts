import { isAny, opensToAnyone, opensToOthers, wholeInternet } from '../conditions.ts';
import { alike, meanings, when } from '../row.ts';

const EC2 = 'arn:{partition}:ec2:{region}:{account}';
const GROUP = `${EC2}:security-group/{req.groupId|res.groupId|res.securityGroupRuleSet.items[].groupId}`;
const FLOW_LOGS = `${EC2}:vpc-flow-log/{req.DeleteFlowLogsRequest.FlowLogId[].content|req.flowLogIdSet.items[].flowLogId}`;
/** Rules come nested, or flat with an empty `ipPermissions`. */
const INGRESS = `groupId cidrs=req.ipPermissions.items[].ipRanges.items[].cidrIp|req.cidrIp
   ipv6Cidrs=req.ipPermissions.items[].ipv6Ranges.items[].cidrIpv6
   fromPorts=req.ipPermissions.items[].fromPort|req.fromPort toPorts=req.ipPermissions.items[].toPort|req.toPort
   protocols=req.ipPermissions.items[].ipProtocol|req.ipProtocol
   sourceGroups=req.ipPermissions.items[].groups.items[].groupId`;
const opened = [when('network-opened', wholeInternet('cidrs', 'ipv6Cidrs'))];
const joined = [when('network-joined', opensToOthers)];

/** Who can reach what: security groups, routes, mirrors, load balancers. */
export const network = [
  ...meanings('ec2', {
    CreateFlowLogs: ['create none', { params: 'resourceIds=req.CreateFlowLogsRequest.ResourceId[].content' }],
    DeleteFlowLogs: ['delete high defense-evasion', { on: FLOW_LOGS, does: ['logging-off'] }],
    CreateSecurityGroup: ['create low', { on: `${EC2}:security-group/{res.groupId}`, params: 'groupName vpcId' }],
    DeleteSecurityGroup: ['delete low', { on: GROUP }],
    AuthorizeSecurityGroupIngress: ['permission medium defense-evasion', { on: GROUP, params: INGRESS, does: opened }],
    ModifySecurityGroupRules: [
      'permission medium defense-evasion',
      {
        on: `${EC2}:security-group/{req.ModifySecurityGroupRulesRequest.GroupId}`,
        params: `cidrs=req.ModifySecurityGroupRulesRequest.SecurityGroupRule[].SecurityGroupRule.CidrIpv4
          ipv6Cidrs=req.ModifySecurityGroupRulesRequest.SecurityGroupRule[].SecurityGroupRule.CidrIpv6`,
        does: opened,
      },
    ],
    AuthorizeSecurityGroupEgress: ['permission low exfiltration', { on: GROUP, params: INGRESS }],
    RevokeSecurityGroupIngress: ['permission low', { on: GROUP }],
    RevokeSecurityGroupEgress: ['permission low', { on: GROUP }],
    ModifyNetworkInterfaceAttribute: ['change low', { on: `${EC2}:network-interface/{req.networkInterfaceId}` }],
    CreateNetworkAclEntry: [
      'permission medium defense-evasion',
      {
        on: `${EC2}:network-acl/{req.networkAclId}`,
        params: 'cidrs=req.cidrBlock ruleAction egress',
        does: [
          when(
            'network-opened',
            (params) =>
              isAny('ruleAction', 'allow')(params) &&
              !isAny('egress', 'true')(params) &&
              wholeInternet('cidrs')(params),
          ),
        ],
      },
    ],
    ReplaceNetworkAclEntry: [
      'permission medium defense-evasion',
      { on: `${EC2}:network-acl/{req.networkAclId}`, params: 'cidrs=req.cidrBlock ruleAction' },
    ],
    DeleteNetworkAclEntry: ['delete medium defense-evasion', { on: `${EC2}:network-acl/{req.networkAclId}` }],
    DeleteNetworkAcl: ['delete medium defense-evasion', { on: `${EC2}:network-acl/{req.networkAclId}` }],
    CreateRoute: [
      'change medium',
      { on: `${EC2}:route-table/{req.routeTableId}`, params: 'destinationCidrBlock gatewayId' },
    ],
    ReplaceRoute: [
      'change medium',
      { on: `${EC2}:route-table/{req.routeTableId}`, params: 'destinationCidrBlock gatewayId' },
    ],
    DeleteRoute: ['delete low', { on: `${EC2}:route-table/{req.routeTableId}` }],
    CreateVpcPeeringConnection: [
      'create medium lateral-movement',
      {
        from: `${EC2}:vpc/{req.vpcId}`,
        params:
          'accounts=req.peerOwnerId|res.vpcPeeringConnection.accepterVpcInfo.ownerId peerVpcId ownAccount=account',
        does: joined,
      },
    ],
    AcceptVpcPeeringConnection: [
      'permission medium lateral-movement',
      {
        on: `${EC2}:vpc/{res.vpcPeeringConnection.accepterVpcInfo.vpcId}`,
        params: `vpcPeeringConnectionId accounts=res.vpcPeeringConnection.requesterVpcInfo.ownerId ownAccount=account`,
        does: joined,
      },
    ],
    CreateTransitGatewayPeeringAttachment: [
      'create medium lateral-movement',
      {
        from: `${EC2}:transit-gateway/{req.CreateTransitGatewayPeeringAttachmentRequest.TransitGatewayId}`,
        params: 'accounts=req.CreateTransitGatewayPeeringAttachmentRequest.PeerAccountId ownAccount=account',
        does: joined,
      },
    ],
    AcceptTransitGatewayPeeringAttachment: [
      'permission medium lateral-movement',
      {
        on: '{req.AcceptTransitGatewayPeeringAttachmentRequest.TransitGatewayAttachmentId}',
        params: `accounts=res.AcceptTransitGatewayPeeringAttachmentResponse.transitGatewayPeeringAttachment.requesterTgwInfo.ownerId
          ownAccount=account`,
        does: joined,
      },
    ],
    // The gateway is another account's where it was shared with this one, which the record does not say.
    CreateTransitGatewayVpcAttachment: [
      'create medium lateral-movement',
      { from: `${EC2}:vpc/{req.CreateTransitGatewayVpcAttachmentRequest.VpcId}` },
    ],
    AcceptTransitGatewayVpcAttachment: [
      'permission medium lateral-movement',
      {
        on: '{req.AcceptTransitGatewayVpcAttachmentRequest.TransitGatewayAttachmentId}',
        params: `accounts=res.AcceptTransitGatewayVpcAttachmentResponse.transitGatewayVpcAttachment.vpcOwnerId
          ownAccount=account`,
        does: joined,
      },
    ],
    CreateNetworkInterfacePermission: [
      'permission medium lateral-movement',
      {
        on: `${EC2}:network-interface/{req.networkInterfaceId}`,
        params: 'accounts=req.awsAccountId ownAccount=account',
        does: joined,
      },
    ],
    CreateVpcEndpoint: ['create low'],
    ModifyVpcEndpoint: ['change medium defense-evasion'],
    ModifyVpcEndpointServicePermissions: [
      'permission high persistence',
      {
        on: '{req.ModifyVpcEndpointServicePermissionsRequest.ServiceId}',
        params: `principals=req.ModifyVpcEndpointServicePermissionsRequest.AddAllowedPrincipals[].content
          ownAccount=account`,
        does: [when('opened-to-others', opensToOthers), when('made-public', opensToAnyone)],
      },
    ],
    CreateClientVpnEndpoint: ['create medium persistence'],
    CreateTrafficMirrorSession: [
      'create high collection',
      {
        from: `${EC2}:network-interface/{req.CreateTrafficMirrorSessionRequest.NetworkInterfaceId}`,
        params: 'target=req.CreateTrafficMirrorSessionRequest.TrafficMirrorTargetId',
        does: ['data-shared'],
      },
    ],
    CreateTrafficMirrorTarget: ['create medium collection'],
    CreateTrafficMirrorFilter: ['create low collection'],
    CreateTrafficMirrorFilterRule: ['create low collection'],
    AllocateAddress: ['create none', { on: '{res.publicIp}' }],
    CreateVpc: ['create none', { on: `${EC2}:vpc/{res.vpc.vpcId}` }],
    DeleteVpc: ['delete low', { on: `${EC2}:vpc/{req.vpcId}` }],
    CreateSubnet: ['create none', { on: `${EC2}:subnet/{res.subnet.subnetId}` }],
    DeleteSubnet: ['delete low', { on: `${EC2}:subnet/{req.subnetId}` }],
    CreateDefaultVpc: ['create medium execution'],
    CreateInternetGateway: ['create low', { on: `${EC2}:internet-gateway/{res.internetGateway.internetGatewayId}` }],
    AttachInternetGateway: ['change low', { on: `${EC2}:internet-gateway/{req.internetGatewayId}` }],
    CreateNatGateway: ['create low'],
    CreateNetworkInterface: ['create none'],
  }),
  ...meanings('elasticloadbalancing', {
    CreateLoadBalancer: ['create low', { on: '{res.loadBalancers[].loadBalancerArn}' }],
    CreateListener: ['create low', { from: '{req.loadBalancerArn}' }],
    CreateRule: ['create medium persistence', { from: '{req.listenerArn}' }],
    ModifyListener: ['change medium', { on: '{req.listenerArn}' }],
    ModifyLoadBalancerAttributes: ['change medium defense-evasion', { on: '{req.loadBalancerArn}' }],
    DeleteLoadBalancer: ['delete medium impact', { on: '{req.loadBalancerArn|req.loadBalancerName}' }],
  }),
  ...alike(
    'elasticloadbalancing',
    'read none discovery',
    'DescribeLoadBalancers DescribeListeners DescribeTargetGroups DescribeRules',
  ),
];
