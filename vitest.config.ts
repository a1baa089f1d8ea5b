import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'
import LongestFirst from './test/support/longest-first.ts'

// What a reader of the tutorial makes is theirs: its tests are for node:test.
const ignored = ['**/node_modules/**', '**/.orchestrator/**', '**/.cache/**', 'playbooks/tutorial*/**']
const durability = 'test/durability/**/*.test.ts'
/** They say how soon something has to go on or to end: nothing beside them takes the processor. */
const timed = ['backlog', 'ending', 'exactly-once', 'postgres'].map((name) => `test/durability/${name}.test.ts`)
// Pure functions: their files share what they load, which takes as long as half of their tests.
const pure = 'packages/domain/src/**/*.test.ts'
// Time for a slow machine: a test that hangs costs this once.
const common = {
  environment: 'node' as const,
  ...{ testTimeout: 120_000, hookTimeout: 300_000, teardownTimeout: 20_000 },
  expect: { poll: { timeout: 60_000 } },
}
// Two beside each other kept a processor busy for six tenths of their time: they wait for Postgres, Temporal and each other's processes.
const workers = Math.max(3, Math.min(5, availableParallelism() + 1))

export default defineConfig({
  test: {
    globalSetup: ['test/support/global-setup.ts'],
    reporters: ['default', './test/support/closing-line-reporter.ts'],
    maxWorkers: workers,
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        extends: true,
        test: {
          ...common,
          name: 'pure',
          include: [pure],
          isolate: false,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          ...common,
          name: 'unit',
          include: ['packages/**/src/**/*.test.ts', 'playbooks/**/*.test.ts', 'scripts/**/*.test.ts'],
          exclude: [...ignored, pure],
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
          maxWorkers: 3,
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
          maxWorkers: 3,
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
          fileParallelism: false,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
})
