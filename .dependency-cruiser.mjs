// Who may import whom; see ARCHITECTURE.md. Each rule names what a folder may use: all else is refused.

const tests = '\\.test\\.ts$'

/** Within the packages' sources, `from` may import, of our own code, itself and `may` only. */
const ours = (name, from, may, comment) => ({
  name,
  severity: 'error',
  comment,
  from: { path: from, pathNot: tests },
  to: {
    path: '^(packages|playbooks|bench|test)/',
    pathNot: [from, ...may].map((path) => (path.startsWith('^') ? path : `^${path}`)),
  },
})

/** `from` must run without Node. */
const noNode = (name, from) => ({
  name,
  severity: 'error',
  comment: 'This code also runs in the workflow isolate, the browser or the phone: no node:* modules.',
  from: { path: from, pathNot: tests },
  to: { dependencyTypes: ['core'] },
})

/** `from` may use, of npm, only `may`. */
const npm = (name, from, may, comment) => ({
  name,
  severity: 'error',
  comment,
  from: { path: from, pathNot: tests },
  to: {
    dependencyTypes: ['npm', 'npm-dev', 'npm-optional', 'npm-peer', 'npm-no-pkg', 'npm-unknown', 'npm-bundled'],
    pathNot: may.map((one) => `node_modules/${one}/`),
  },
})

const domain = 'packages/domain/'
const store = 'packages/store/'
const integrations = 'packages/integrations/'
const models = 'packages/models/'
const agents = 'packages/agents/'
const sdk = 'packages/sdk/'
const telemetry = 'packages/telemetry/'
const backtest = 'packages/backtest/'
const sdkIsolate = '^packages/sdk/src/(?!client/|testing/)'
const workflows = 'packages/worker/src/workflows/'
const runCalls = 'packages/worker/src/run-calls/index.ts'
const connected = 'packages/worker/src/connected/index.ts'
const activities = 'packages/worker/src/activities/'

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    ours('domain-imports-nothing', `^${domain}`, [], 'domain is pure: it imports no other package.'),
    noNode('domain-without-node', `^${domain}src/`),
    ours('sdk-imports-domain', `^${sdk}`, [domain], 'domain ← sdk'),
    noNode('sdk-authoring-without-node', sdkIsolate),
    ours('backtest-imports-domain-and-sdk', `^${backtest}`, [domain, sdk], 'domain, sdk ← backtest'),
    noNode('backtest-isolate-without-node', `^${backtest}src/isolate/`),
    ours('store-imports-domain', `^${store}`, [domain, telemetry], 'domain, telemetry ← store'),
    ours('agents-imports-domain-and-store', `^${agents}`, [domain, store], 'domain, store ← agents'),
    ours('telemetry-imports-nothing', `^${telemetry}`, [], 'telemetry imports no other package.'),
    ours('integrations-imports-domain', `^${integrations}`, [domain], 'domain ← integrations'),
    ours('models-imports-domain', `^${models}`, [domain], 'domain ← models'),
    {
      name: 'integrations-without-engine',
      severity: 'error',
      comment: 'integrations and models know no database and no Temporal.',
      from: { path: [`^${integrations}`, `^${models}`] },
      to: { path: 'node_modules/(@temporalio|postgres|kysely)' },
    },
    ours(
      'workflows-import-domain-and-sdk',
      `^${workflows}`,
      [domain, sdk, activities],
      'domain, sdk ← worker/workflows',
    ),
    {
      name: 'workflows-know-activities-by-type',
      severity: 'error',
      comment: 'Activities run in Node: workflow code may import their types, never themselves.',
      from: { path: `^${workflows}`, pathNot: tests },
      to: { path: `^${activities}`, dependencyTypesNot: ['type-only'] },
    },
    noNode('workflows-without-node', `^${workflows}`),
    npm(
      'workflows-use-temporal-workflow-alone',
      `^${workflows}`,
      ['@temporalio/(workflow|common)', '@openai/agents-core', 'zod'],
      'Workflow code runs in the isolate: of npm, only @temporalio/workflow, and what agents are made of.',
    ),
    ours(
      'worker-imports',
      '^packages/worker/',
      [domain, store, integrations, models, agents, sdk, telemetry],
      'domain, store, integrations, models, agents, sdk, telemetry ← worker',
    ),
    {
      name: 'runs-without-connectors',
      severity: 'error',
      comment: 'What runs rules and playbooks starts often, and loads no connectors: integrations/outgoing.',
      from: { path: '^packages/worker/src/(activities|outgoing|playbooks|relay|rules)/', pathNot: tests },
      to: { path: `^${integrations}src/index`, dependencyTypesNot: ['type-only'] },
    },
    ours(
      'api-imports',
      '^packages/api/',
      [domain, store, integrations, models, agents, backtest, telemetry, runCalls, connected],
      'domain, store, integrations, models, agents, backtest, telemetry, worker/run-calls, worker/connected ← api',
    ),
    {
      name: 'only-worker-imports-workflows',
      severity: 'error',
      comment: 'Workflow code is loaded by the bundler, not imported; types alone may be.',
      from: { path: '^packages/', pathNot: ['^packages/worker/', tests] },
      to: { path: `^${workflows}`, dependencyTypesNot: ['type-only'] },
    },
    ours('playbooks-import-sdk', '^playbooks/', [sdk], 'User code imports only the SDK.'),
    {
      name: 'playbooks-import-sdk-by-its-exports',
      severity: 'error',
      comment: 'Playbooks use what the SDK publishes, as anybody could.',
      from: { path: '^playbooks/' },
      to: { path: `^${sdk}src/`, pathNot: `^${sdk}src/(index|client/index|testing/index)\\.ts$` },
    },
    {
      name: 'no-cycles',
      severity: 'error',
      comment: 'A cycle of imports hides who depends on whom.',
      from: { path: '^packages/', pathNot: tests },
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'resolvable',
      severity: 'error',
      comment: 'The import leads nowhere, or to a package that the package.json beside it does not name.',
      from: {},
      // mdast is types alone, which stand in @types/mdast.
      to: { couldNotResolve: true, pathNot: '^(virtual:|mdast$)' },
    },
    {
      name: 'tests-stay-tests',
      severity: 'error',
      comment: 'Product code imports no tests.',
      from: { path: '^packages/', pathNot: tests },
      to: { path: [tests, '^test/', '^bench/'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: ['/node_modules/.*/node_modules/', '\\.orchestrator/', '\\.cache/', '^packages/sdk/(api|dist)/'] },
    parser: 'swc',
    tsPreCompilationDeps: 'specify',
    detectJSDocImports: false,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.mjs', '.js', '.json'],
    },
    externalModuleResolutionStrategy: 'node_modules',
    combinedDependencies: false,
    preserveSymlinks: false,
  },
}
