/**
 * Leaves packages out of the bundle, and loads each when the first module that imports it is loaded itself. Left out
 * alone, a package would be loaded at the start of every command, because a bundle has its imports at the top.
 */
export const lazyPackages = (filter) => ({
  name: 'lazy-packages',
  setup(build) {
    build.onResolve({ filter }, ({ path, namespace, kind }) =>
      namespace === 'lazy-package' || kind === 'dynamic-import'
        ? { path, external: true }
        : { path, namespace: 'lazy-package' },
    );
    build.onLoad({ filter, namespace: 'lazy-package' }, async ({ path }) => {
      const names = Object.keys(await import(path)).filter((name) => name !== 'default');
      const lines = names.map((name) => `export const ${name} = /* @__PURE__ */ of('${name}');`);
      const load = `const loaded = await import('${path}'); const of = (name) => loaded[name];`;
      return { contents: [load, ...lines].join('\n'), loader: 'js' };
    });
  },
});
