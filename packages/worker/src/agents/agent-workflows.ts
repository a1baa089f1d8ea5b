import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { BundleOptions } from '@temporalio/worker'

const require = createRequire(import.meta.url)

/** What the agents' library expects of its surroundings and the isolate has not; Temporal's integration brings it. */
const surroundings = join(dirname(require.resolve('@temporalio/openai-agents')), 'workflow', 'preload-polyfills.js')

/** The workflow of agents' runs, and how it is bundled. */
export const agentWorkflows = {
  workflowsPath: fileURLToPath(new URL('../workflows/agents/agent-run.ts', import.meta.url)),
  webpackConfigHook: (config) => ({
    ...config,
    entry: [surroundings, ...[config.entry as string | string[]].flat()],
    // Its two forms, for import and for require, would be two libraries in one bundle: handoffs and approvals of one are not known to the other.
    resolve: {
      ...config.resolve,
      alias: { ...config.resolve?.alias, '@openai/agents-core$': require.resolve('@openai/agents-core') },
    },
  }),
} satisfies Partial<BundleOptions>
