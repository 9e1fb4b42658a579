import type { Telling } from '#engine/model/telling.ts';

/** One place where findings and incidents are told: a topic, a bus, another product. */
export interface Channel {
  readonly name: string;
  /**
   * Tells all of them, the versions of one line in the order given. Resolves to those that did not arrive and must be
   * told again; with one of them, every later version of its line. What can never arrive is said in the log and counts
   * as told. Never rejects.
   */
  tell(tellings: readonly Telling[]): Promise<readonly Telling[]>;
}
