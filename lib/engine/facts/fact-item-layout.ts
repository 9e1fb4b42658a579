/**
 * How an item's body is laid out, and how records were read into it. Raise it when either changes: a reader refuses what
 * is newer than itself.
 */
export const ITEM_FORMAT = 1;

export const ID_BYTES = 16;

/** Words of a kind: what one record shares with its neighbours. The deed is its place plus one. */
export const KIND = { credential: 0, shape: 1, deed: 2, width: 3 } as const;
