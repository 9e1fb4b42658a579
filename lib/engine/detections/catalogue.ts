import { agentBeyondTool } from './agents/agent-beyond-tool.ts';
import { agentCredentialElsewhere } from './agents/agent-credential-elsewhere.ts';
import { agentMarkLost } from './agents/agent-mark-lost.ts';
import { agentWithoutHuman } from './agents/agent-without-human.ts';
import { grantUnused } from './approvals/grant-unused.ts';
import { jitExpired } from './approvals/jit-expired.ts';
import { jitLateTail } from './approvals/jit-late-tail.ts';
import { jitNoGrant } from './approvals/jit-no-grant.ts';
import { jitRevokedBeforeUse } from './approvals/jit-revoked-before-use.ts';
import { jitSelfApproved } from './approvals/jit-self-approved.ts';
import { jitWrongScope } from './approvals/jit-wrong-scope.ts';
import { standingPrivilege } from './approvals/standing-privilege.ts';
import { secretHarvest } from './credential-access/secret-harvest.ts';
import { badNetworkUsed } from './credential-integrity/bad-network-used.ts';
import { consoleFromKey } from './credential-integrity/console-from-key.ts';
import { credentialSourceChanged } from './credential-integrity/credential-source-changed.ts';
import { credentialWithoutIssuance } from './credential-integrity/credential-without-issuance.ts';
import { issuedHereUsedThere } from './credential-integrity/issued-here-used-there.ts';
import { keyTested } from './credential-integrity/key-tested.ts';
import { sessionKeptAlive } from './credential-integrity/session-kept-alive.ts';
import { sessionOnTwoNetworks } from './credential-integrity/session-on-two-networks.ts';
import { sharedCredential } from './credential-integrity/shared-credential.ts';
import { strangePipeline } from './credential-integrity/strange-pipeline.ts';
import { usedAfterEnd } from './credential-integrity/used-after-end.ts';
import { workloadCredentialOutside } from './credential-integrity/workload-credential-outside.ts';
import { cleanUpAfterSelf } from './defense-evasion/clean-up-after-self.ts';
import { containmentEvaded } from './defense-evasion/containment-evaded.ts';
import { guardrailWeakened } from './defense-evasion/guardrail-weakened.ts';
import { logGap } from './defense-evasion/log-gap.ts';
import { loggingDisabled } from './defense-evasion/logging-disabled.ts';
import { organizationLeft } from './defense-evasion/organization-left.ts';
import type { Detection } from './detection.ts';
import { permissionProbing } from './discovery/permission-probing.ts';
import { reconBurst } from './discovery/recon-burst.ts';
import { activityBurst } from './drift/activity-burst.ts';
import { dormantCredentialRevived } from './drift/dormant-credential-revived.ts';
import { humanOnServiceIdentity } from './drift/human-on-service-identity.ts';
import { newClient } from './drift/new-client.ts';
import { newNetwork } from './drift/new-network.ts';
import { newPrivilegeUsed } from './drift/new-privilege-used.ts';
import { newRegion } from './drift/new-region.ts';
import { peerOutlier } from './drift/peer-outlier.ts';
import { remoteCommand } from './execution/remote-command.ts';
import { bulkRead } from './exfiltration/bulk-read.ts';
import { dataSharedOut } from './exfiltration/data-shared-out.ts';
import { computeHijack } from './impact/compute-hijack.ts';
import { destruction } from './impact/destruction.ts';
import { expectedJobSilent } from './impact/expected-job-silent.ts';
import { mailAbuse } from './impact/mail-abuse.ts';
import { modelAbuse } from './impact/model-abuse.ts';
import { breakGlassUsed } from './initial-access/break-glass-used.ts';
import { jobOutOfRhythm } from './initial-access/job-out-of-rhythm.ts';
import { offHoursSession } from './initial-access/off-hours-session.ts';
import { rootUsed } from './initial-access/root-used.ts';
import { signInAnomaly } from './initial-access/sign-in-anomaly.ts';
import { newIdentityMadeAndUsed } from './persistence/new-identity-made-and-used.ts';
import { persistenceAdded } from './persistence/persistence-added.ts';
import { trustOpened } from './persistence/trust-opened.ts';
import { privilegeGranted } from './privilege-escalation/privilege-granted.ts';
import { selfEscalation } from './privilege-escalation/self-escalation.ts';
import { attackPath } from './sequences/attack-path.ts';
import { rareApiSequence } from './sequences/rare-api-sequence.ts';

/** What runs, in the order that lists show it. To add a detection: its file, its stories beside it, and a line here. */
export const catalogue: readonly Detection[] = [
  sessionOnTwoNetworks,
  workloadCredentialOutside,
  usedAfterEnd,
  credentialWithoutIssuance,
  badNetworkUsed,

  loggingDisabled,
  selfEscalation,
  newIdentityMadeAndUsed,
  secretHarvest,
  reconBurst,
  rootUsed,

  privilegeGranted,
  trustOpened,
  persistenceAdded,
  guardrailWeakened,
  organizationLeft,
  remoteCommand,
  dataSharedOut,
  destruction,
  computeHijack,
  modelAbuse,
  mailAbuse,

  issuedHereUsedThere,
  credentialSourceChanged,
  keyTested,
  consoleFromKey,
  sessionKeptAlive,
  sharedCredential,
  strangePipeline,
  permissionProbing,
  cleanUpAfterSelf,
  containmentEvaded,
  signInAnomaly,
  breakGlassUsed,

  agentCredentialElsewhere,
  agentWithoutHuman,
  agentMarkLost,
  agentBeyondTool,

  offHoursSession,
  jobOutOfRhythm,
  expectedJobSilent,
  logGap,

  newPrivilegeUsed,
  newNetwork,
  newClient,
  newRegion,
  dormantCredentialRevived,
  humanOnServiceIdentity,
  bulkRead,
  activityBurst,
  peerOutlier,

  jitNoGrant,
  jitRevokedBeforeUse,
  jitWrongScope,
  jitSelfApproved,
  jitExpired,
  jitLateTail,
  standingPrivilege,
  grantUnused,

  rareApiSequence,
  attackPath,
];
