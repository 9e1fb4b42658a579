import type { Origin } from '#engine/model/network-data.ts';

/*
 * Where makers of data sets put what is wanted; the first place that holds something of its kind counts. MaxMind and
 * DB-IP nest the country; ip-location-db is flat and calls things as MaxMind does; IPinfo and IPLocate have words of
 * their own.
 */
const ASN = ['autonomous_system_number', 'asn', 'asn.asn'] as const;
const ORGANISATION = ['autonomous_system_organization', 'as_name', 'asn.name', 'organization', 'org', 'name'] as const;
const COUNTRY = ['country.iso_code', 'registered_country.iso_code', 'country_code', 'country'] as const;

/** Longer names are cut: they stand in sentences, and anybody may register any. */
const MOST_NAME = 48;
const MOST_ASN = 2 ** 32 - 1;

/** What a record of a data set says; undefined where it says neither AS nor country. */
export const originIn = (record: unknown): Origin | undefined => {
  const asn = firstOf(record, ASN, asnOf);
  const country = firstOf(record, COUNTRY, countryOf);
  if (asn === undefined && country === undefined) return undefined;
  const organisation = asn === undefined ? undefined : firstOf(record, ORGANISATION, nameOf);
  return {
    ...(asn !== undefined && { asn }),
    ...(organisation !== undefined && { organisation }),
    ...(country !== undefined && { country }),
  };
};

const firstOf = <Value>(
  record: unknown,
  places: readonly string[],
  read: (value: unknown) => Value | undefined,
): Value | undefined => {
  for (const place of places) {
    const found = read(place.split('.').reduce(memberOf, record));
    if (found !== undefined) return found;
  }
  return undefined;
};

const memberOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Record<string, unknown>)[name]
    : undefined;

const asnOf = (value: unknown): number | undefined => {
  const digits = /^(?:AS)?(\d{1,10})$/i.exec(
    typeof value === 'number' || typeof value === 'string' ? `${value}` : '',
  )?.[1];
  const asn = Number(digits);
  return asn > 0 && asn <= MOST_ASN ? asn : undefined;
};

/** `ZZ` stands for no country at all. */
const countryOf = (value: unknown): string | undefined =>
  typeof value === 'string' && /^[a-z]{2}$/i.test(value) && value !== 'ZZ' ? value.toUpperCase() : undefined;

const nameOf = (value: unknown): string | undefined => {
  const name = typeof value === 'string' ? value.trim() : '';
  return name === '' ? undefined : [...name].slice(0, MOST_NAME).join('');
};
