import type { Connector, Delivery } from '@orchestrator/integrations'
import { ProviderError } from '@orchestrator/integrations'
import { keepDelivery, openDeliveries, sweepDeliveries } from '@orchestrator/store'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { MemoryService } from '../../../../test/support/sync/memory-service.ts'
import { openSyncStage, type SyncStage } from '../../../../test/support/sync/sync-stage.ts'
import { openTestStore, type TestStore } from '../../../../test/support/workspace.ts'
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
})

/** The service of the test, whose deliveries are JSON of what they tell. */
const telling = (service: MemoryService): Connector => ({
  ...service.connector,
  webhooks: {
    ...{ events: [], verify: () => true, subscribe: null, renew: null, unsubscribe: null, manual: '' },
    parse({ body }) {
      const text = Buffer.from(body).toString()
      if (!text.startsWith('{')) throw new ProviderError('memory', 'malformed', 'no JSON')
      return JSON.parse(text) as Delivery
    },
  },
})

let deliveries = 0
async function deliver(told: Partial<Delivery> | string, id = `d-${++deliveries}`): Promise<void> {
  const text = typeof told === 'string' ? told : JSON.stringify({ id, actorId: null, hints: [], events: [], ...told })
  const ref = { workspaceId: s.w.id, connectionId: s.connectionId }
  await keepDelivery(s.w.store, ref, { deliveryId: id, headers: {}, body: Buffer.from(text) })
}

/** A round that asks for nothing by itself: the pull is not due. */
async function round(): Promise<void> {
  const deps = { ...s.deps, connectors: { memory: telling(s.service) } }
  await s.w.store.write(s.w.id, (tx) => tx`update mapping_syncs set pull_at = now() + interval '1 hour'`)
  await syncRound(deps, { workspaceId: s.w.id, connectionId: s.connectionId }, new AbortController().signal)
}

const none = { id: 'none', actorId: null, hints: [], events: [] }
const titles = async () => (await s.tasks()).map(({ title }) => title)
const changed = (id: string) => ({ kind: 'changed' as const, ref: { type: 'issue', id }, containerId: 'box', on: null })

test('what a delivery names is looked up: late, twice and in any order it gives the same', async () => {
  const issue = s.service.add('issue', { title: 'first' })
  const old = { ...changed(issue.id), item: { ...issue } }
  s.service.edit(issue, { title: 'second' })
  await deliver({ hints: [changed(issue.id)] }, 'one')
  await deliver({ hints: [changed(issue.id)] }, 'one')
  await round()
  await deliver({ hints: [old] })
  await round()
  expect(await titles()).toEqual(['second'])
  const [kept] = await s.w.store.read(
    s.w.id,
    (tx) => tx`select count(*)::int as all, count(processed_at)::int as read from inbound_deliveries`,
  )
  expect(kept).toEqual({ all: 2, read: 2 })
})

test('what it says is gone is looked up too', async () => {
  const issue = s.service.add('issue', { title: 'still there' })
  await deliver({ hints: [changed(issue.id)] })
  await round()
  const gone = { kind: 'gone' as const, ref: { type: 'issue', id: issue.id }, containerId: 'box' }
  await deliver({ hints: [gone] })
  await round()
  expect(await titles()).toEqual(['still there'])
  s.service.setGone(issue, true)
  await deliver({ hints: [gone] })
  await round()
  expect(await titles()).toEqual([])
})

test('a delivery that tells of just what we wrote is dropped without a request; one of somebody else’s is not', async () => {
  const id = await s.w.task(s.projectId, { title: 'ours' })
  await s.sync()
  await s.w.run('task.update', { id, title: 'ours again' })
  await s.sync()
  const [issue] = s.service.present('issue')
  const calls = s.service.calls['get']
  await deliver({ hints: [{ ...changed(issue?.id ?? ''), item: issue as never }] })
  await round()
  expect(s.service.calls['get']).toBe(calls)
  // Deliveries need not tell all that a look does.
  const { labels: _untold, ...fields } = issue?.fields ?? {}
  await deliver({ hints: [{ ...changed(issue?.id ?? ''), item: { ...issue, fields } as never }] })
  await round()
  expect(s.service.calls['get']).toBe(calls)
  const theirs = s.service.edit(issue as never, { title: 'theirs' })
  await deliver({ hints: [{ ...changed(theirs.id), item: theirs }] })
  await round()
  expect(await titles()).toEqual(['theirs'])
  // Back to what we wrote: that is a change of theirs now.
  const back = s.service.edit(theirs, { title: 'ours again' })
  await deliver({ hints: [{ ...changed(back.id), item: back }] })
  await round()
  expect(await titles()).toEqual(['ours again'])
})

test('what happened there is told once, with the project of its container; rules can start on it', async () => {
  await s.w.run('rule.create', {
    ...{ name: 'merged', when: 'github.pull_request.merged', if: 'event.payload.number > 3' },
    then: [{ action: 'comment.create', taskId: '{{event.payload.task}}', body: 'merged' }],
  } as never)
  const event = {
    ...{ type: 'github.pull_request.merged', id: 'pr-7', occurredAt: '2026-01-01T00:00:00Z', containerId: 'box' },
    data: { number: 7 },
  }
  await deliver({ events: [event] })
  await deliver({ events: [event] })
  await round()
  const told = (await s.w.events()).filter(({ type }) => type === event.type)
  expect(told).toMatchObject([
    {
      ...{ projectId: s.projectId, actor: { type: 'connection', id: s.connectionId } },
      payload: { number: 7, containerId: 'box', occurredAt: event.occurredAt },
    },
  ])
})

test('one that cannot be read is noted, and keeps none of the others', async () => {
  const issue = s.service.add('issue', { title: 'after' })
  await deliver('garbage')
  await deliver({ hints: [changed(issue.id)] })
  await round()
  expect(await titles()).toEqual(['after'])
  const errors = await s.w.store.read(
    s.w.id,
    (tx) => tx<{ error: string }[]>`select error from inbound_deliveries where error is not null`,
  )
  expect(errors).toEqual([{ error: 'no JSON' }])
})

test('a hint that the database refuses is noted with its delivery, and keeps none of the others', async () => {
  const issue = s.service.add('issue', { title: 'after' })
  await deliver({ hints: [changed('half \ud83d')], code: [] })
  await deliver({ hints: [], code: [{ kind: 'pull_request', repositoryId: 'box', number: 2 ** 40, afterMs: 0 }] })
  await deliver('garbage')
  await deliver({ hints: [changed(issue.id)] })
  await round()
  expect(await titles()).toEqual(['after'])
  const rows = await s.w.store.read(
    s.w.id,
    (tx) => tx<{ error: string | null; done: boolean }[]>`
      select error, processed_at is not null as done from inbound_deliveries order by received_at, delivery_id`,
  )
  expect(rows.filter(({ done }) => !done)).toEqual([])
  expect(rows.filter(({ error }) => error !== null).length).toBeGreaterThanOrEqual(2)
})

test('what nobody reads is bounded, the oldest first, and known as told; what was read is not kept', async () => {
  await s.w.run('connection.pause', { id: s.connectionId })
  for (const id of ['one', 'two', 'three']) await deliver({ hints: [] }, id)
  const kept = () =>
    s.w.store.read(
      s.w.id,
      (tx) => tx<{ deliveryId: string; open: boolean; bytes: number }[]>`
        select delivery_id, processed_at is null as open, octet_length(body) as bytes from inbound_deliveries order by received_at`,
    )
  await sweepDeliveries(s.w.store, { rows: 2, bytes: 1_000_000 })
  expect(await kept()).toMatchObject([{ deliveryId: 'one', open: false, bytes: 0 }, { open: true }, { open: true }])
  await sweepDeliveries(s.w.store, { rows: 2, bytes: 100 })
  expect((await kept()).map(({ open }) => open)).toEqual([false, false, true])
  await deliver({ hints: [] }, 'one')
  await s.w.run('connection.resume', { id: s.connectionId })
  await round()
  expect((await kept()).map(({ open, bytes }) => [open, bytes])).toEqual([
    [false, 0],
    [false, 0],
    [false, 0],
  ])
})

test('nobody but a connection can say what happened in a service', async () => {
  await expect(
    s.w.run('event.send', { type: 'github.pull_request.merged', payload: {} } as never),
  ).rejects.toMatchObject({
    code: 'invalid_input',
  })
})

test('of large deliveries only some are read at once, and all of them in the end', async () => {
  const ref = { workspaceId: s.w.id, connectionId: s.connectionId }
  const issues = [1, 2, 3, 4].map((n) => s.service.add('issue', { title: `large ${n}` }))
  for (const issue of issues)
    await deliver(JSON.stringify({ ...none, hints: [changed(issue.id)], filling: 'x'.repeat(5_000_000) }))
  const first = await openDeliveries(s.w.store, ref as never, 100)
  expect(first).toHaveLength(2)
  await round()
  expect(await openDeliveries(s.w.store, ref as never, 100)).toEqual([])
  expect((await titles()).filter((title) => String(title).startsWith('large'))).toHaveLength(4)
})
