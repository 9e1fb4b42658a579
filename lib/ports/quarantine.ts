/** What nobody can read, kept for another look. */
export interface Quarantined {
  /** The queue's id of the message, or `s3://bucket/key` of an object. */
  readonly id: string;
  readonly reason: string;
  /** The message as it came, for want of an object to point to. */
  readonly body?: string;
}

export interface Quarantine {
  /** Resolves when it is kept; the same id and reason again is no second entry. */
  put(quarantined: Quarantined): Promise<void>;
}
