import { accountWrecked } from './account-wrecked.ts';
import { agentLaundered } from './agent-laundered.ts';
import { ambersquid } from './ambersquid.ts';
import { backupTheft } from './backup-theft.ts';
import { blingLibra } from './bling-libra.ts';
import { bucketRansom } from './bucket-ransom.ts';
import { buildTokenStolen } from './build-token-stolen.ts';
import { carriedOff } from './carried-off.ts';
import { codefinger } from './codefinger.ts';
import { containmentEvasion } from './containment-evasion.ts';
import { copiedThenDestroyed } from './copied-then-destroyed.ts';
import { crimsonCollective } from './crimson-collective.ts';
import { directoryBackdoor } from './directory-backdoor.ts';
import { domainTaken } from './domain-taken.ts';
import { envExtortion } from './env-extortion.ts';
import { functionInjection } from './function-injection.ts';
import { guiVil } from './gui-vil.ts';
import { imagePoisoned } from './image-poisoned.ts';
import { imdsTheft } from './imds-theft.ts';
import { insiderBeyondGrant } from './insider-beyond-grant.ts';
import type { Intrusion } from './intrusion.ts';
import { javaGhost } from './java-ghost.ts';
import { keyThrownAway } from './key-thrown-away.ts';
import { leakedKeyMiner } from './leaked-key-miner.ts';
import { llmjacking } from './llmjacking.ts';
import { logsSiphoned } from './logs-siphoned.ts';
import { lucr3 } from './lucr-3.ts';
import { oidcWithoutSub } from './oidc-without-sub.ts';
import { plantedStack } from './planted-stack.ts';
import { recoveryDestroyed } from './recovery-destroyed.ts';
import { scarleteel } from './scarleteel.ts';
import { shellOnServers } from './shell-on-servers.ts';
import { snapshotTaken } from './snapshot-taken.ts';
import { taskTricked } from './task-tricked.ts';
import { vendorCompromised } from './vendor-compromised.ts';

/** All intrusions, by the names they are known by. */
export const intrusions: Readonly<Record<string, Intrusion>> = {
  SCARLETEEL: scarleteel,
  'LUCR-3': lucr3,
  Codefinger: codefinger,
  LLMjacking: llmjacking,
  'leaked-key miner': leakedKeyMiner,
  '.env extortion': envExtortion,
  'Crimson Collective': crimsonCollective,
  'IMDS theft by SSRF': imdsTheft,
  'OIDC trust without sub': oidcWithoutSub,
  'containment evasion': containmentEvasion,
  'insider beyond a grant': insiderBeyondGrant,
  'agent laundered through a function': agentLaundered,
  'vendor compromised': vendorCompromised,
  'build token stolen': buildTokenStolen,
  'snapshot taken (Imperva)': snapshotTaken,
  'account wrecked (Code Spaces)': accountWrecked,
  JavaGhost: javaGhost,
  AMBERSQUID: ambersquid,
  'function injected in 8 minutes': functionInjection,
  'backups taken (LastPass)': backupTheft,
  'GUI-vil': guiVil,
  'Bling Libra': blingLibra,
  'shell on servers (UNC3944)': shellOnServers,
  'buckets told to forget': bucketRansom,
  'backdoor in the directory': directoryBackdoor,
  'domain taken': domainTaken,
  'image poisoned': imagePoisoned,
  'stack planted': plantedStack,
  'recovery destroyed (Storm-0501)': recoveryDestroyed,
  'task tricked by its input': taskTricked,
  'logs siphoned off': logsSiphoned,
  'copied, then destroyed': copiedThenDestroyed,
  'key thrown away': keyThrownAway,
  'carried off by an insider': carriedOff,
};
