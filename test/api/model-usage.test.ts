import { newId } from '@orchestrator/domain'
import { beginModelCall, endModelCall, type NewModelCall } from '@orchestrator/store'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startApi, type TestApi, type TestWorkspace } from './start-api.ts'

let api: TestApi
let w: TestWorkspace
let other: TestWorkspace
let projectId: string

const usage = { input: 100, cachedInput: 20, output: 50 }
const attempt = { model: 'openai/gpt-6-luna', error: null }

/** A call that a model answered, or (`error`) did not, or that was answered again. */
async function call(place: TestWorkspace, given: Partial<NewModelCall>, costUsd: number | null, error?: string) {
  const asked: NewModelCall = {
    ...{
      workspaceId: place.workspaceId,
      id: newId(),
      isRepeatable: false,
      isCoalesced: false,
      runId: null,
      step: null,
      projectId: null,
      agent: null,
    },
    ...{ runBudgetUsd: null, purpose: 'planner', route: 'planner.low', cache: null, ...given },
  }
  const begun = await beginModelCall(api.store, asked, () => ({ reservedUsd: 1, reservedMs: 60_000 }))
  if (begun.state === 'answered') return
  const price = { source: 'a catalogue', asOf: '2026-09-23' }
  const answer = { text: 'x', model: attempt.model }
  const outcome = error
    ? { error, httpStatus: 503 }
    : { answer, model: attempt.model, price, cacheKey: asked.cache?.key ?? null }
  await endModelCall(api.store, asked, begun.tryId, {
    ...{ attempts: [attempt], usage, costUsd: costUsd ?? 0, unpriced: costUsd === null, latencyMs: 400, outcome },
  })
}

beforeAll(async () => {
  api = await startApi()
  w = await api.workspace()
  other = await api.workspace()
  projectId = (await w.call('POST', '/v1/projects', { key: 'PRJ', name: 'Project' })).body.id
  const cache = { key: 'k', maxAgeMs: 60_000 }
  await call(w, { agent: 'planner', cache }, 2)
  await call(w, { agent: 'planner', cache }, 0)
  await call(w, { agent: 'planner', cache, isCoalesced: true }, 0)
  await call(w, { agent: 'reviewer', projectId, purpose: 'reviewer' }, 0.5, 'unavailable')
  await call(w, {}, null)
  await call(other, {}, 7)
})
afterAll(() => api?.stop())

it('says what models took, and what answering again has saved', async () => {
  const { body } = await w.call('GET', '/v1/models/usage?groupBy=agent')
  expect(body).toMatchObject({ groupBy: 'agent', timeZone: 'UTC' })
  expect(body.total).toEqual({
    ...{ calls: 5, cached: 2, coalesced: 1, failed: 1, hitRate: 0.4 },
    ...{ inputTokens: 300, cachedInputTokens: 60, outputTokens: 150 },
    ...{ costUsd: 2.5, unpriced: 1, lost: 0, savedUsd: 4, savedMs: 400, latencyMs: 400 },
  })
  expect(body.items).toMatchObject([
    { key: 'planner', calls: 3, cached: 2, hitRate: 0.6667, costUsd: 2, savedUsd: 4 },
    { key: 'reviewer', calls: 1, failed: 1, costUsd: 0.5, latencyMs: null },
    { key: null, calls: 1, costUsd: 0, unpriced: 1 },
  ])
})

it.each([
  ['model', [attempt.model, null]],
  ['purpose', ['planner', 'reviewer']],
  ['day', [new Date().toISOString().slice(0, 10)]],
])('sums up by %s', async (groupBy, keys) => {
  const { body } = await w.call('GET', `/v1/models/usage?groupBy=${groupBy}`)
  expect(body.items.map(({ key }: { key: string }) => key)).toEqual(keys)
})

it('of a project, and of a time', async () => {
  const { body } = await w.call('GET', '/v1/models/usage?groupBy=project')
  expect(body.items.map(({ key, calls }: { key: string; calls: number }) => [key, calls])).toEqual([
    [null, 4],
    [projectId, 1],
  ])
  const past = await w.call('GET', '/v1/models/usage?from=2026-01-01T00:00:00Z&to=2026-01-02T00:00:00Z')
  expect(past.body).toMatchObject({ total: { calls: 0, hitRate: null, costUsd: 0, latencyMs: null }, items: [] })
  expect(await w.call('GET', '/v1/models/usage?groupBy=mood')).toMatchObject({ status: 400 })
})

it('budgets are set, set anew, found and deleted by ADMINs, and usage is seen by whoever may audit', async () => {
  const budget = { agent: 'planner', limitUsd: 5 }
  const set = await w.call('POST', '/v1/model-budgets', budget)
  expect(set).toMatchObject({ status: 201, body: { ...budget, period: 'month', warnAt: 0.8, atLimit: 'stop' } })
  const again = await w.call('POST', '/v1/model-budgets', { ...budget, limitUsd: 6 })
  expect(again.body).toMatchObject({ id: set.body.id, limitUsd: 6, version: 2 })
  expect((await w.call('GET', '/v1/model-budgets?agent=planner')).body.items).toEqual([again.body])
  expect((await other.call('GET', `/v1/model-budgets/${set.body.id}`)).status).toBe(404)
  const [manager, contributor] = [
    await api.caller(w, { role: 'MANAGER' }),
    await api.caller(w, { role: 'CONTRIBUTOR' }),
  ]
  expect((await manager.call('POST', '/v1/model-budgets', budget)).body.details).toEqual({
    permission: 'workspace.edit',
  })
  expect((await manager.call('GET', '/v1/models/usage')).status).toBe(200)
  expect((await contributor.call('GET', '/v1/models/usage')).body.details).toEqual({ permission: 'audit.read' })
  expect((await w.call('DELETE', `/v1/model-budgets/${set.body.id}`)).status).toBe(204)
  expect((await w.call('GET', '/v1/model-budgets')).body.items).toEqual([])
})
