import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

// What a reader of the tutorial makes is theirs: its tests are for node:test.
const ignored = ['**/node_modules/**', '**/.orchestrator/**', '**/.cache/**', 'playbooks/tutorial*/**']
const durability = 'test/durability/**/*.test.ts'
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
          // Real processes, which wait more than they work.
          name: 'stack',
          include: ['test/**/*.test.ts'],
          exclude: [...ignored, durability],
          testTimeout: 120_000,
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          ...common,
          // Processes are killed on purpose, and many runs are under way: one file at a time, after the rest.
          name: 'durability',
          include: [durability],
          exclude: ignored,
          testTimeout: 120_000,
          fileParallelism: false,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
})
