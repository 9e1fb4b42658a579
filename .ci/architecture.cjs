// Who may import whom: events go in, findings and plans come out, and the part that decides touches nothing.
const layer = (name) => `^lib/${name}/`;

/** Each layer and what it may import besides itself. */
const mayImport = {
  engine: [],
  ports: ['engine'],
  pipeline: ['engine', 'ports'],
  adapters: ['engine', 'ports'],
  report: ['engine', 'pipeline'],
  scenario: ['engine'],
  bench: ['engine', 'ports', 'adapters', 'scenario'],
  cli: ['engine', 'ports', 'pipeline', 'adapters', 'report', 'scenario'],
  // Knows the functions by the paths of their bundles; reads the configuration as the command line does.
  infra: ['engine', 'adapters'],
};

module.exports = {
  forbidden: [
    ...Object.entries(mayImport).map(([name, others]) => ({
      name: `${name}-reaches-too-far`,
      severity: 'error',
      from: { path: layer(name), pathNot: '\\.scenarios\\.ts$' },
      to: { path: '^(lib|bin|lambdas|test)/', pathNot: [name, ...others].map(layer) },
    })),
    {
      name: 'functions-are-reached-by-path',
      comment: 'A handler reads its environment when it is loaded: only AWS, and tests of handlers, load one.',
      severity: 'error',
      from: { path: '^(bin|lib)/' },
      to: { path: '^lambdas/[^/]+$' },
    },
    {
      name: 'functions-only-put-together',
      comment:
        'Parse, call the pipeline with adapters, answer: what is decided is decided below, and no stack is known.',
      severity: 'error',
      from: { path: '^lambdas/' },
      to: { path: '^(lib|bin|lambdas|test)/', pathNot: ['adapters', 'pipeline', 'ports', 'report'].map(layer) },
    },
    {
      name: 'stacks-stay-out-of-the-product',
      comment: 'The construct library is a tool of deployment and no dependency of what runs.',
      severity: 'error',
      from: { path: '^(lib|lambdas)/', pathNot: '^lib/infra/' },
      to: { path: 'node_modules/(aws-cdk-lib|constructs)/' },
    },
    {
      name: 'engine-is-pure',
      comment: 'No I/O, clock or environment; a hash is a pure function.',
      severity: 'error',
      from: { path: layer('engine') },
      to: { dependencyTypes: ['core'], pathNot: '^(node:)?crypto$' },
    },
    {
      name: 'engine-and-scenario-touch-nothing',
      severity: 'error',
      from: { path: layer('scenario'), pathNot: '\\.test\\.ts$' },
      to: { dependencyTypes: ['core'], pathNot: '^(node:)?crypto$' },
    },
    {
      name: 'stories-stay-out-of-the-product',
      comment: 'Scenarios beside a detection are for tests, documentation and the demo.',
      severity: 'error',
      from: { path: '^lib/', pathNot: '\\.scenarios\\.ts$|^lib/scenario/' },
      to: { path: '\\.scenarios\\.ts$' },
    },
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
  ],
  options: {
    parser: 'swc',
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(node_modules|dist)/' },
    enhancedResolveOptions: { extensions: ['.ts', '.mjs', '.js', '.json'], conditionNames: ['import', 'node'] },
  },
};
