import type { ParamValue } from '../model/deed.ts';
import type { IssuanceKind } from '../model/issuance.ts';

/** ATT&CK tactics, the words findings and incidents use. */
export type Tactic =
  | 'initial-access'
  | 'execution'
  | 'persistence'
  | 'privilege-escalation'
  | 'defense-evasion'
  | 'credential-access'
  | 'discovery'
  | 'lateral-movement'
  | 'collection'
  | 'exfiltration'
  | 'impact';

/** What kind of change a successful call makes to what it touches. */
export type Effect = 'read' | 'create' | 'change' | 'permission' | 'delete' | 'execute' | 'issue';

export type Sensitivity = 'none' | 'low' | 'medium' | 'high';

/**
 * What one API action means: the single place where detections, blast radius and plans learn it. A row is data;
 * `when` is the only code in it, for meanings that hang on parameters.
 */
export interface ActionMeaning {
  /** As in `Activity.action`. */
  readonly action: string;
  readonly effect: Effect;
  readonly sensitivity: Sensitivity;
  readonly tactic?: Tactic;
  /** Named meanings detections ask for, e.g. `logging-off`; with `when`, only if the deciding parameters say so. */
  readonly does?: readonly (Doing | { readonly what: Doing; readonly when: (params: Params) => boolean })[];
  /** ARN templates, see `describe.ts`. A template whose placeholders are not all there yields nothing. */
  readonly resources?: readonly string[];
  /**
   * What of these a successful `create` found there and did not make, by a piece of their names: `:volume/`. All of
   * them where it is empty.
   */
  readonly found?: readonly string[];
  /** Parameter name -> path into the record. */
  readonly params?: Readonly<Record<string, string>>;
  /** The action hands out a credential or a sign-in. */
  readonly issues?: IssuanceKind;
}

export type Params = Readonly<Record<string, ParamValue>>;

/** What a call does, in a responder's words. One word for one thing; detections never compare action names. */
export type Doing =
  | 'logging-off' // a trail, detector, recorder, flow log… stops, is deleted or narrowed
  | 'log-destroyed' // log groups, log buckets' content set to expire
  | 'alarm-off' // rules, alarms and their targets removed or disabled
  | 'user-created'
  | 'role-created'
  | 'access-key-created'
  | 'access-key-disabled'
  | 'access-key-enabled'
  | 'access-key-deleted'
  | 'password-set' // login profile created or changed
  | 'password-removed'
  | 'mfa-removed'
  | 'mfa-added'
  | 'identity-deleted' // user or role deleted
  | 'policy-attached'
  | 'policy-detached'
  | 'inline-policy-put'
  | 'inline-policy-deleted'
  | 'policy-version-set'
  | 'boundary-changed'
  | 'boundary-removed'
  | 'group-joined'
  | 'permission-set-assigned'
  | 'role-trust-changed'
  | 'provider-added' // SAML, OIDC, trust anchor: a new issuer is trusted
  | 'role-passed' // compute starts with a role the caller names
  | 'instance-profile-swapped'
  | 'function-code-changed'
  | 'function-configured' // layers, environment, handler
  | 'trigger-added' // event source, rule target, schedule
  | 'opened-to-others' // resource policy or ACL names another account or anyone
  | 'made-public'
  | 'data-shared' // snapshot, image, database copy opened to others
  | 'data-exported'
  | 'secret-read'
  | 'secret-listed'
  | 'instance-secret-read' // user data, console output, Windows password
  | 'remote-command'
  | 'boot-script-changed'
  | 'network-opened' // ingress from anywhere
  | 'network-joined' // a network of ours and one of another account reach each other
  | 'domain-handed-over'
  | 'guardrail-off' // public-access block, EBS default encryption, IMDSv2, password policy, key policy
  | 'organization-changed'
  | 'data-destroyed'
  | 'recovery-removed' // backups, snapshots, versioning
  | 'key-disabled' // KMS key disabled or scheduled for deletion
  | 'data-encrypted' // written under a customer-provided or foreign key
  | 'compute-started'
  | 'compute-prepared' // a project, app, stack or task that runs what its maker says, once it is started
  | 'quota-raised'
  | 'model-invoked'
  | 'model-access-opened'
  | 'mail-sent'
  | 'mail-probed'
  | 'identity-probed' // GetCallerIdentity and its like
  | 'sign-in'
  | 'session-revoked' // AWSRevokeOlderSessions and its like: a principal is denied everything
  | 'containment-removed' // such a denial, or AWS's quarantine of a leaked key, is taken off again
  | 'logging-redirected' // a trail writes to another bucket or under another key
  | 'service-credential-created' // SSH key, signing certificate, API key, service-specific password
  | 'mail-prepared' // sender verified, sandbox exit asked, sending switched on
  | 'organization-left' // the account leaves, is removed or closed
  | 'provider-removed'
  | 'deletion-unlocked'; // termination or deletion protection switched off; deployers do it too, just before a delete
