import type { Told } from './told.ts';

/** An object put, and the records in it. */
export interface Put {
  readonly putMs: number;
  readonly ids: readonly string[];
}

/**
 * From the moment an object was put to a message about it, sorted. `puts` are all deliveries in their order, each made
 * when the one before was read. A message belongs to the last object that holds evidence of it, if that was the last but
 * one or the last one put: else something besides evidence changed the finding, and no object can be named.
 */
export const latenciesMs = (told: readonly Told[], puts: readonly Put[]): readonly number[] => {
  const placeOf = new Map<string, number>();
  puts.forEach(({ ids }, place) => {
    for (const id of ids) if (!placeOf.has(id)) placeOf.set(id, place);
  });
  return told
    .flatMap(({ body, atMs }) => {
      if (body.type !== 'finding' || body.status !== 'open') return [];
      const latest = puts.findLastIndex(({ putMs }) => putMs <= atMs);
      const places = body.evidence.flatMap((id) => placeOf.get(id) ?? []).filter((place) => place <= latest);
      const place = Math.max(...places);
      return place >= latest - 1 ? [atMs - puts[place]!.putMs] : [];
    })
    .sort((a, b) => a - b);
};

/** Of sorted numbers; 0 of none. */
export const percentile = (sorted: readonly number[], percent: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * percent) / 100))] ?? 0;
