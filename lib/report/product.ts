import manifest from '../../package.json' with { type: 'json' };

/** What reports call their maker. */
export const product = { name: manifest.name, version: manifest.version };
