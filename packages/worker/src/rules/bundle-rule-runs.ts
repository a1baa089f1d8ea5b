import { fileURLToPath } from 'node:url'
import type { WorkerOptions } from '@temporalio/worker'

const file = (path: string) => fileURLToPath(new URL(path, import.meta.url))

/** A worker's options: the workflow of rules' runs, without schemas. */
export const ruleRunWorkflows = {
  workflowsPath: file('../workflows/rule-run.ts'),
  bundlerOptions: {
    webpackConfigHook: (config) => ({
      ...config,
      resolve: { ...config.resolve, alias: { ...config.resolve?.alias, zod$: file('./no-schemas.cjs') } },
    }),
  },
} satisfies Partial<WorkerOptions>
