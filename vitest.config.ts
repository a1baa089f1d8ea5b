import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

const ignored = ['**/node_modules/**', '**/.orchestrator/**', '**/.cache/**']
const common = { environment: 'node' as const, testTimeout: 30_000, hookTimeout: 300_000, teardownTimeout: 20_000 }

export default defineConfig({
  test: {
    globalSetup: ['test/support/global-setup.ts'],
    reporters: ['default', './test/support/closing-line-reporter.ts'],
    maxWorkers: Math.max(2, Math.min(4, availableParallelism())),
    projects: [
      {
        extends: true,
        test: {
          ...common,
          name: 'unit',
          include: ['packages/**/src/**/*.test.ts', 'playbooks/**/*.test.ts', 'scripts/**/*.test.ts'],
          exclude: ignored,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          ...common,
          // Real processes, some of them killed on purpose: one file at a time, after the rest.
          name: 'stack',
          include: ['test/**/*.test.ts'],
          exclude: ignored,
          testTimeout: 120_000,
          fileParallelism: false,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
})
