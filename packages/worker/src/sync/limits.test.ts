import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { openSyncStage, type SyncStage } from '../../../../test/support/sync/sync-stage.ts'
import { openTestStore, type TestStore } from '../../../../test/support/workspace.ts'
import { Budget } from './limit-session.ts'
import { syncRound } from './round.ts'

let store: TestStore
let s: SyncStage
beforeAll(async () => {
  store = await openTestStore()
})
afterAll(() => store?.close())
beforeEach(async () => {
  s = await openSyncStage(store)
  await s.sync()
  await s.hurry()
})

const round = (budget?: Budget) =>
  syncRound(
    budget === undefined ? s.deps : { ...s.deps, budgetOf: () => budget },
    { workspaceId: s.w.id, connectionId: s.connectionId },
    new AbortController().signal,
  )
const left = async () => {
  const rows = await s.w.store.read(
    s.w.id,
    (tx) => tx<{ leased: boolean; throttledMs: number }[]>`
      select lease_until is not null as leased, (extract(epoch from throttled_until - now()) * 1000)::float8 as throttled_ms
      from connection_syncs where connection_id = ${s.connectionId}`,
  )
  return rows[0]
}

test('until our own limits allow more, the connection rests, and nobody holds it', async () => {
  // What is left of a second is no whole number of milliseconds.
  const budget = new Budget({ requests: { perSecond: 0.03, burst: 1 }, writes: { perSecond: 1, burst: 1 }, atOnce: 1 })
  await round(budget)
  await s.hurry()
  const { restMs } = await round(budget)
  expect(restMs).toBeGreaterThan(3_000)
  const { leased, throttledMs } = (await left()) ?? {}
  expect(leased).toBe(false)
  expect(throttledMs).toBeGreaterThan(0)
})

test.each([86_400_000 * 365 * 100, 1e17])(
  'a service that says it takes nothing for %d ms is asked again after a day',
  async (retryAfterMs) => {
    s.service.fault = (method) => (method === 'pull' ? { kind: 'rate_limited', when: 'before', retryAfterMs } : null)
    const { restMs } = await round()
    expect(restMs).toBeGreaterThan(23 * 3_600_000)
    expect(restMs).toBeLessThanOrEqual(24 * 3_600_000)
    expect(await left()).toMatchObject({ leased: false })
  },
)
