import { type AnyEvent, AppError } from '@orchestrator/domain'
import { expect, test, vi } from 'vitest'
import type { Told } from '../simulate.ts'
import type { Source } from '../source.ts'
import type { Job } from './protocol.ts'
import { runSimulation } from './run-simulation.ts'

// Each starts a thread.
vi.setConfig({ testTimeout: 120_000 })

const memberId = '019b0000-0000-7000-8000-000000000002'
const event = {
  ...{ id: memberId, workspaceId: memberId, seq: 1, type: 'a.thing', projectId: null, payload: {}, depth: 0 },
  ...{ subject: { type: 'workspace', id: memberId }, correlationId: memberId, occurredAt: '2026-01-01T00:00:00.000Z' },
  actor: { type: 'user', id: memberId, memberId },
} as unknown as AnyEvent

const job: Job = {
  automation: {
    ...{ kind: 'rule', id: '019b0000-0000-7000-8000-000000000001', name: 'a rule', memberId },
    rule: {
      ...{ when: 'a.thing', if: null, flow: null, scopes: null },
      then: [{ action: 'comment.create', taskId: memberId, body: 'x' }],
    },
  },
  ...{ current: null, compareRan: false, after: 0, upTo: 1, logEnd: Date.now(), answers: 'none', leftOut: [] },
}

/** Reads of rows end with an error. */
async function simulateWith(error: unknown, patience = 60_000): Promise<readonly Told[]> {
  const source: Source = {
    events: async ({ after }) => ({ events: after < 1 ? [event] : [], position: 1, atHead: true }),
    rows: () => Promise.reject(error),
    list: async () => ({ items: [], nextCursor: null }),
    runs: async () => [],
    membersBehind: async () => [],
    steps: async () => [],
  }
  const all: Told[] = []
  await runSimulation(job, { source, onTold: (told) => all.push(...told) > 0, patience })
  return all
}

test.each([
  ['is away', new AppError('unavailable', 'the database does not answer now; try again')],
  ['fails', new AppError('internal', 'the database refused the change')],
  ['says what nobody expects', new Error('boom')],
])('when what it reads from %s, the simulation ends with that, and no run is told to have failed', async (_, error) => {
  await expect(simulateWith(error)).rejects.toBe(error)
})

test('what is refused to a run is the run’s own failure, with its code', async () => {
  const told = await simulateWith(new AppError('invalid_input', 'that is no cursor'))
  expect(told[0]).toMatchObject({
    judged: { outcome: { status: 'failed', error: { code: 'invalid_input', message: 'that is no cursor' } } },
  })
})

test('the time that its own code takes to load is not the automation’s', async () => {
  // Loading takes longer than this on most machines; one event does not.
  const told = await simulateWith(new AppError('invalid_input', 'that is no cursor'), 250)
  expect(told[0]).toMatchObject({ judged: { outcome: { status: 'failed' } } })
})
