import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openNetworkData } from '#adapters/local/network-data.ts';
import { type MmdbValue, mmdb } from '../fixtures/mmdb.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const folder = temporaryFolder();
let files = 0;
const kept = async (content: Buffer): Promise<string> => {
  const name = `${files++}.mmdb`;
  await writeFile(join(folder, name), content);
  return name;
};
const opened = async (...contents: readonly Buffer[]) => openNetworkData(await Promise.all(contents.map(kept)), folder);
const refusal = async (content: Buffer): Promise<string> =>
  opened(content).then(
    () => 'was opened',
    (error: Error) => error.message,
  );

const COUNTRIES = mmdb({ '203.0.113.0/24': { country_code: 'DE' }, '2001:db8:7::/48': { country_code: 'fr' } });
const SYSTEMS = mmdb({
  '203.0.113.0/25': { autonomous_system_number: 64_500, autonomous_system_organization: 'Example Net' },
  '198.51.100.0/24': { autonomous_system_number: 64_501 },
});

describe('files of the MaxMind DB format', () => {
  it('answer together, each what it knows', async () => {
    const data = await opened(COUNTRIES, SYSTEMS);
    expect(data.sources).toEqual([
      { name: expect.stringMatching(/\.mmdb$/), kind: 'country', built: '2026-06-17' },
      { name: expect.stringMatching(/\.mmdb$/), kind: 'asn', built: '2026-06-17' },
    ]);
    expect(data.at('203.0.113.9')).toEqual({ asn: 64_500, organisation: 'Example Net', country: 'DE' });
    expect(data.at('203.0.113.200')).toEqual({ country: 'DE' });
    expect(data.at('198.51.100.20')).toEqual({ asn: 64_501 });
    expect(data.at('2001:db8:7:1::5')).toEqual({ country: 'FR' });
    expect(data.damage()).toBeUndefined();
  });

  it('have no answer for what is no address, or not in them', async () => {
    const data = await opened(COUNTRIES);
    for (const address of ['192.0.2.1', '2001:db8:8::1', 'ec2.amazonaws.com', 'AWS Internal', '', '203.0.113'])
      expect(data.at(address)).toBeUndefined();
  });

  it('are asked for the address that is meant, however it is written', async () => {
    const data = await opened(COUNTRIES);
    expect(data.at('::ffff:203.0.113.9')).toEqual({ country: 'DE' });
    expect(data.at('203.000.113.09')).toEqual({ country: 'DE' });
  });

  it('of IPv4 alone say nothing of IPv6', async () => {
    // 2001:db8:: begins with the bits of 32.1.13.184.
    const data = await opened(mmdb({ '32.1.0.0/16': { country_code: 'DE' } }, { ipVersion: 4 }));
    expect(data.at('32.1.13.184')).toEqual({ country: 'DE' });
    expect(data.at('2001:db8::1')).toBeUndefined();
  });

  it('of IPv6 alone are opened too', async () => {
    const data = await opened(mmdb({ '2001:db8::/32': { country_code: 'DE' } }));
    expect(data.at('2001:db8::1')).toEqual({ country: 'DE' });
    expect(data.at('203.0.113.9')).toBeUndefined();
  });

  it('the first of a kind answers', async () => {
    const data = await opened(
      mmdb({ '203.0.113.0/24': { country: { iso_code: 'AT' } } }),
      mmdb({ '203.0.113.0/24': { country_code: 'DE' }, '192.0.2.0/24': { country_code: 'CH' } }),
    );
    expect(data.at('203.0.113.9')).toEqual({ country: 'AT' });
    expect(data.at('192.0.2.9')).toEqual({ country: 'CH' });
  });

  const shapes: readonly (readonly [string, MmdbValue, object | undefined])[] = [
    ['GeoLite2-Country', { country: { iso_code: 'DE', geoname_id: 1 }, continent: { code: 'EU' } }, { country: 'DE' }],
    ['registered only', { registered_country: { iso_code: 'US' } }, { country: 'US' }],
    [
      'IPinfo',
      { asn: 'AS64500', as_name: 'Example', country: 'DE' },
      { asn: 64_500, organisation: 'Example', country: 'DE' },
    ],
    ['no country at all', { country_code: 'ZZ', asn: 64_500 }, { asn: 64_500 }],
    ['a number that is none', { autonomous_system_number: 0, country_code: 'DE' }, { country: 'DE' }],
    ['a country that is none', { country: 'Germany', asn: 64_500 }, { asn: 64_500 }],
  ];
  it.each(shapes)('in the words of %s', async (_, record, expected) => {
    expect((await opened(mmdb({ '203.0.113.0/24': record }))).at('203.0.113.9')).toEqual(expected);
  });

  it('have long names cut', async () => {
    const data = await opened(mmdb({ '203.0.113.0/24': { asn: 64_500, name: 'x'.repeat(200) } }));
    expect(data.at('203.0.113.9')?.organisation).toHaveLength(48);
  });
});

describe('a file that cannot be used is named in one line', () => {
  it.each([
    ['empty', Buffer.alloc(0), /is no MaxMind DB file/],
    ['text', Buffer.from('network,asn\n'), /is no MaxMind DB file/],
    ['packed', Buffer.from([0x1f, 0x8b, 8, 0]), /is packed/],
    ['cut short', COUNTRIES.subarray(0, COUNTRIES.length - 300), /is no MaxMind DB file|is damaged/],
    ['without its tree', COUNTRIES.subarray(COUNTRIES.lastIndexOf('country_code')), /is damaged/],
    ['about something else', mmdb({ '203.0.113.0/24': { is_proxy: 'yes' } }), /tells neither/],
  ])('%s', async (_, content, expected) => {
    const message = await refusal(content);
    expect(message).toMatch(expected);
    expect(message).toMatch(/\d\.mmdb/);
    expect(message).not.toContain('\n');
  });

  it('absent, or a folder', async () => {
    await expect(openNetworkData(['none.mmdb'], folder)).rejects.toThrow(/none\.mmdb is not there; check the path/);
    await expect(openNetworkData(['.'], folder)).rejects.toThrow(/is a folder; name the \.mmdb file in it/);
  });

  it('broken deep inside, which shows when it is asked', async () => {
    const many = Object.fromEntries(
      Array.from({ length: 80 }, (_, n) => [`203.0.${n}.0/24`, { country_code: 'DE' }] as const),
    );
    const content = mmdb({ ...many, '203.0.113.0/24': { country_code: 'AT' } });
    const last = content.lastIndexOf('AT');
    // A type that the format does not know.
    content.writeUInt16BE(0x00f0, last - 1);
    const data = await opened(content);
    expect(data.at('203.0.5.1')).toEqual({ country: 'DE' });
    expect(data.damage()).toBeUndefined();
    expect(data.at('203.0.113.9')).toBeUndefined();
    expect(data.damage()).toMatch(/^\d+\.mmdb is damaged: what it says of 203\.0\.113\.9 cannot be read/);
  });
});
