import { setTimeout as pause } from 'node:timers/promises'
import { readLogForSync } from '@orchestrator/store'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openSyncStage, type SyncStage } from '../../../../test/support/sync/sync-stage.ts'
import { openTestStore, type TestStore } from '../../../../test/support/workspace.ts'
import { Budget } from './limit-session.ts'
import { syncRound } from './round.ts'
import type { SyncDeps } from './sync-deps.ts'

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

const round = (budget?: Budget, more: Partial<SyncDeps> = {}) =>
  syncRound(
    { ...s.deps, ...(budget && { budgetOf: () => budget }), ...more },
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

describe('while more is to be sent than the service takes', () => {
  const mostAtOnce = 50
  /** None comes back while a test lasts. */
  const scarce = (burst: number) =>
    new Budget({
      requests: { perSecond: 1_000, burst: 1_000 },
      writes: { perSecond: 0.01, burst },
      atOnce: 4,
    })
  const make = async (many: number) => {
    for (let n = 0; n < many; n++) await s.w.task(s.projectId, { title: `ours ${n}` })
    while (await readLogForSync(s.w.store, s.w.id));
  }
  const made = () => s.service.present('issue').filter(({ fields }) => String(fields['title']).startsWith('ours'))
  const theirs = async () => (await s.tasks()).filter(({ title }) => title === 'theirs').length
  const pullDue = () => s.w.store.write(s.w.id, (tx) => tx`update mapping_syncs set pull_at = now()`)
  const looks = async () => {
    const rows = await s.w.store.read(
      s.w.id,
      (tx) => tx<{ early: number }[]>`
      select count(*) filter (where due_at <= now())::int as early from sync_work`,
    )
    return rows[0]?.early
  }

  test('what changed there comes all the same, and the connection rests until the service takes more', async () => {
    await make(2 * mostAtOnce + 20)
    s.service.add('issue', { title: 'theirs' })
    await pullDue()
    const { restMs } = await round(scarce(3))
    expect([made().length, await theirs()]).toEqual([3, 1])
    // It is all due, and nothing of it is looked at before.
    expect(await looks()).toBe(2 * mostAtOnce + 17)
    expect(restMs).toBeGreaterThan(1_000)
    expect(restMs).toBeLessThanOrEqual(100_000)
  })

  test('it goes on as the service takes it', async () => {
    await make(8)
    await round(scarce(3))
    for (let n = 0; n < 5; n++) expect((await round(scarce(1))).restMs).toBeGreaterThan(0)
    expect(made()).toHaveLength(8)
    expect(await s.waiting()).toEqual([])
  })

  test('a backfill sends no more than that, and goes on after it', async () => {
    await make(mostAtOnce + 10)
    await s.w.store.write(s.w.id, async (tx) => {
      await tx`delete from sync_work`
      await tx`update mapping_syncs set backfill = 'running', backfill_cursors = '{"outAfter": null}'`
    })
    const budget = scarce(3)
    await round(budget)
    expect((await round(budget)).restMs).toBeGreaterThan(1_000)
    expect((await s.waiting()).length).toBeLessThanOrEqual(mostAtOnce)
    await s.sync()
    expect(made()).toHaveLength(mostAtOnce + 10)
  })

  test('a round that is long over when its first writes are through still looks there', async () => {
    await make(20)
    s.service.add('issue', { title: 'theirs' })
    await pullDue()
    const openSession: SyncDeps['openSession'] = async (...about) => {
      const session = await s.deps.openSession(...about)
      return { ...session, create: (draft) => pause(1_000).then(() => session.create(draft)) }
    }
    await round(undefined, { openSession, longestRoundMs: 500 })
    expect(await theirs()).toBe(1)
  })
})
