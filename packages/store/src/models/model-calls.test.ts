import { newId } from '@orchestrator/domain'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { openTestStore, type TestStore, type TestWorkspace } from '../../../../test/support/workspace.ts'
import { beginModelCall } from './begin-model-call.ts'
import { endModelCall } from './end-model-call.ts'
import type { ModelCallEnd, NewModelCall } from './model-call.ts'
import { readModelUsage } from './model-usage.ts'
import { readRunUsage } from './run-usage.ts'

let stage: TestStore
let w: TestWorkspace
beforeAll(async () => {
  stage = await openTestStore()
})
beforeEach(async () => {
  w = await stage.workspace()
})
afterAll(() => stage?.close())

const callOf = (runId: string = newId(), step = 0): NewModelCall => ({
  ...{ workspaceId: w.id, id: newId(), runId, step, projectId: null, agent: 'planner', runBudgetUsd: null },
  ...{ purpose: 'planner', route: 'planner.low', cache: null, isRepeatable: true, isCoalesced: false },
})
const begin = async (call: NewModelCall): Promise<string> => {
  const begun = await beginModelCall(w.store, call, () => ({ reservedUsd: 1, reservedMs: 60_000 }))
  if (begun.state !== 'mine') throw new Error('it was answered before')
  return begun.tryId
}
const usage = { input: 10, cachedInput: 2, output: 5 }
const failed: ModelCallEnd = {
  ...{ attempts: [{ model: 'local/a', error: 'timeout' }], usage, costUsd: 0.5, unpriced: false, latencyMs: 100 },
  outcome: { error: 'timeout', httpStatus: 0 },
}
const answered: ModelCallEnd = {
  ...{ ...failed, attempts: [{ model: 'local/a', error: null }] },
  outcome: { answer: { text: 'yes' }, model: 'local/a', price: null, cacheKey: null },
}
const rowOf = async ({ id }: NewModelCall) => {
  const [row] = await w.store.read(
    w.id,
    (tx) => tx<Record<string, unknown>[]>`
      select status, lost, cost_usd::float8 as cost_usd, unpriced, input_tokens::int as input_tokens, latency_ms,
        jsonb_array_length(attempts) as attempts
      from model_calls where workspace_id = ${w.id} and id = ${id}`,
  )
  return row
}

test.each([
  ['answered', answered],
  ['failed', failed],
] as const)(
  'a try that says twice what came of it, since nobody told it that it was heard, counts once: %s',
  async (status, end) => {
    const call = callOf()
    const tryId = await begin(call)
    await endModelCall(w.store, call, tryId, end)
    await endModelCall(w.store, call, tryId, end)
    const once = { status, lost: 0, costUsd: 0.5, inputTokens: 10, latencyMs: 100, attempts: 1 }
    expect(await rowOf(call)).toMatchObject(once)
  },
)

test('a try that was taken over is lost until it says what it cost', async () => {
  const call = callOf()
  const [first, second] = [await begin(call), await begin(call)]
  expect(await rowOf(call)).toMatchObject({ status: 'open', lost: 1 })
  await endModelCall(w.store, call, second, answered)
  for (let times = 0; times < 2; times++) await endModelCall(w.store, call, first, failed)
  expect(await rowOf(call)).toMatchObject({ status: 'answered', lost: 0, costUsd: 1, attempts: 2 })
})

test('a try of no known price leaves what others cost, and says that it was more', async () => {
  const call = callOf()
  await endModelCall(w.store, call, await begin(call), failed)
  await endModelCall(w.store, call, await begin(call), { ...failed, costUsd: 0.25, unpriced: true })
  await endModelCall(w.store, call, await begin(call), answered)
  expect(await rowOf(call)).toMatchObject({ costUsd: 1.25, unpriced: true })
  const [from, to] = ['2000-01-01T00:00:00Z', '2100-01-01T00:00:00Z']
  const usageOf = () => w.store.read(w.id, (tx) => readModelUsage(tx, w.id, { from, to, groupBy: 'agent' }))
  expect((await usageOf()).total).toMatchObject({ costUsd: 1.25, unpriced: 1 })
})

test('a run took what all its calls took, those that came to nothing too', async () => {
  const runId = newId()
  const ref = { workspaceId: w.id, runId }
  const nothing = { calls: 0, inputTokens: 0, outputTokens: 0, costUsd: '0' }
  expect(await readRunUsage(w.store, ref)).toEqual(nothing)
  const [first, second] = [callOf(runId, 0), callOf(runId, 1)]
  await endModelCall(w.store, first, await begin(first), { ...failed, costUsd: 0.0000025 })
  await endModelCall(w.store, first, await begin(first), answered)
  await endModelCall(w.store, second, await begin(second), failed)
  await begin(callOf())
  expect(await readRunUsage(w.store, ref)).toEqual({
    ...{ calls: 2, inputTokens: 30, outputTokens: 15, costUsd: '1.0000025' },
  })
  await endModelCall(w.store, second, await begin(second), { ...answered, unpriced: true })
  expect((await readRunUsage(w.store, ref)).costUsd).toBeNull()
})
