import { fileURLToPath } from 'node:url'
import type { BundleOptions } from '@temporalio/worker'

const file = (path: string) => fileURLToPath(new URL(path, import.meta.url))

/** For bundling: the workflow of rules' runs, without schemas. */
export const ruleRunWorkflows = {
  workflowsPath: file('../workflows/rule-run.ts'),
  webpackConfigHook: (config) => ({
    ...config,
    resolve: { ...config.resolve, alias: { ...config.resolve?.alias, zod$: file('./no-schemas.cjs') } },
  }),
} satisfies Partial<BundleOptions>
