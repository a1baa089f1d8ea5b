import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'
import LongestFirst from './test/support/longest-first.ts'

// What a reader of the tutorial makes is theirs: its tests are for node:test.
const ignored = ['**/node_modules/**', '**/.orchestrator/**', '**/.cache/**', 'playbooks/tutorial*/**']
const durability = 'test/durability/**/*.test.ts'
/** They say how soon something has to go on or to end: nothing beside them takes the processor. */
const timed = ['backlog', 'ending', 'exactly-once', 'postgres'].map((name) => `test/durability/${name}.test.ts`)
const common = { environment: 'node' as const, testTimeout: 30_000, hookTimeout: 300_000, teardownTimeout: 20_000 }

export default defineConfig({
  test: {
    globalSetup: ['test/support/global-setup.ts'],
    reporters: ['default', './test/support/closing-line-reporter.ts'],
    maxWorkers: Math.max(2, Math.min(4, availableParallelism())),
    sequence: { sequencer: LongestFirst },
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
          // Processes are killed on purpose: with the stack's, for here too much of the time is spent on waiting.
          name: 'durability',
          include: [durability],
          exclude: [...ignored, ...timed],
          testTimeout: 120_000,
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          ...common,
          name: 'timed',
          include: timed,
          exclude: ignored,
          testTimeout: 120_000,
          fileParallelism: false,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
})
