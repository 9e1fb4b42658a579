export type ParamValue = string | number | boolean | readonly string[];

/**
 * What one call touched, and the parameters that decide what it means, as the action catalogue reads them.
 * Equal content recurs (the same bucket read a thousand times), so facts store each distinct deed once.
 */
export interface Deed {
  /** ARNs where they can be built, else names; in the order of the catalogue's paths; no duplicates. */
  readonly resources: readonly string[];
  /** By the catalogue's own parameter names, sorted by name; absent parameters are left out. */
  readonly params: Readonly<Record<string, ParamValue>>;
}

/** Shared by all deeds without parameters, so that they are known at a glance. */
export const NO_PARAMS: Deed['params'] = Object.freeze({});
