import { ATTACK_VERSION, techniqueOf } from './attack.ts';

export const TAXONOMY_NAME = 'MITRE ATT&CK';

/** The techniques named, as a SARIF taxonomy (a `toolComponent`), each once and by id. */
export const attackTaxonomy = (techniques: readonly string[]): object => ({
  name: TAXONOMY_NAME,
  version: ATTACK_VERSION,
  organization: 'The MITRE Corporation',
  informationUri: 'https://attack.mitre.org/',
  isComprehensive: false,
  taxa: [...new Set(techniques)].sort().map((id) => {
    const { name, url } = techniqueOf(id);
    return { id, ...(name !== undefined && { name, shortDescription: { text: name } }), helpUri: url };
  }),
});

/** A `reportingDescriptorReference` to a technique. */
export const taxonReference = (id: string): object => ({ id, toolComponent: { name: TAXONOMY_NAME, index: 0 } });
