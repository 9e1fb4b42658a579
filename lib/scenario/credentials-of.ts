import type { JsonObject } from '#engine/model/json.ts';
import type { Holder, Scene } from './actor.ts';
import { sessionToken } from './ids.ts';
import { proseTime } from './times.ts';

/** `responseElements.credentials`. The secret key is never logged, the session token always. */
export const credentialsOf = (scene: Scene, holder: Holder, seconds: number): JsonObject => {
  const { issuedKey, bornMs } = scene.life(holder);
  return {
    accessKeyId: issuedKey,
    sessionToken: sessionToken(issuedKey),
    expiration: proseTime(bornMs + seconds * 1000),
  };
};
