import { fileURLToPath } from 'node:url'
import type { BundleOptions } from '@temporalio/worker'

const file = (path: string) => fileURLToPath(new URL(path, import.meta.url))

/** The workflow of rules' runs that need one, and how it is bundled: without schemas. */
export const ruleRunWorkflows = {
  workflowsPath: file('../workflows/rule-run.ts'),
  webpackConfigHook: (config) => ({
    ...config,
    resolve: { ...config.resolve, alias: { ...config.resolve?.alias, zod$: file('./no-schemas.cjs') } },
  }),
} satisfies Partial<BundleOptions>
