import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { MemoryService } from '../../../../test/support/sync/memory-service.ts'
import { openSyncStage, type SyncStage } from '../../../../test/support/sync/sync-stage.ts'
import { openTestStore, type TestStore } from '../../../../test/support/workspace.ts'
import { isWrite } from '../../../integrations/src/testing/fault-proxy.ts'
import { openSampleDeskStage, type SampleDeskStage } from '../../../integrations/src/testing/sampledesk-stage.ts'

let store: TestStore
let desk: SampleDeskStage
let s: SyncStage
beforeAll(async () => {
  store = await openTestStore()
  desk = await openSampleDeskStage()
})
afterAll(async () => {
  await desk?.close()
  await store?.close()
})
/** The connector that others begin with, over real requests to its stand-in. */
beforeEach(async () => {
  desk.proxy.clear()
  const { state } = desk.fake
  state.things.items.clear()
  state.things.comments.clear()
  if (!state.lists.some(({ id }) => id === 'box')) state.lists.push({ id: 'box', name: 'Box', seenBy: null })
  const limits = { requests: { perSecond: 1_000, burst: 1_000 }, writes: { perSecond: 1_000, burst: 1_000 }, atOnce: 4 }
  const connector = { ...desk.connector, limits, open: () => desk.open() }
  const fields = connector.itemTypes.find(({ type }) => type === 'item')?.defaults as never
  s = await openSyncStage(store, fields, { connector } as unknown as MemoryService)
})

const items = () => [...desk.fake.state.things.items.values()].filter(({ id }) => !desk.fake.state.gone.has(id))
const comments = () => [...desk.fake.state.things.comments.values()]

test('a task and its comment are made there, also when the answer is lost: once', async () => {
  const taskId = await s.w.task(s.projectId, { title: 'ours', description: 'words', tags: ['a'] })
  await s.w.run('comment.create', { taskId, body: 'said here' })
  desk.proxy.plan({ kind: 'drop' }, { when: isWrite })
  for (let n = 0; n < 4 && (n === 0 || (await s.waiting()).length > 0); n++) {
    await s.sync()
    await s.hurry()
  }
  expect(items()).toMatchObject([{ title: 'ours', text: 'words', labels: ['a'], done: false }])
  expect(comments()).toMatchObject([{ text: '**Ada** wrote:\n\nsaid here', item_id: items()[0]?.id }])
  expect(await s.waiting()).toEqual([])
  await s.w.run('task.update', { id: taskId, status: 'completed' })
  await s.sync()
  expect(items()).toMatchObject([{ title: 'ours', done: true }])
})

test('an item, its changes, its comment and its end come here', async () => {
  const { fake } = desk
  await s.sync()
  const { body } = fake.as(fake.other, 'POST', '/lists/box/items', { title: 'theirs', text: 'words', labels: ['a'] })
  const { id } = body as { id: string }
  fake.as(fake.other, 'POST', `/items/${id}/comments`, { text: 'said there' })
  await s.sync()
  expect(await s.tasks()).toMatchObject([{ title: 'theirs', description: 'words', tags: ['a'] }])
  expect(await s.comments()).toMatchObject([{ body: 'said there' }])
  fake.as(fake.other, 'PATCH', `/items/${id}`, { done: true, title: 'theirs, done' })
  await s.sync()
  expect(await s.tasks()).toMatchObject([{ title: 'theirs, done', status: 'completed' }])
  // What is in step is written by nobody.
  desk.proxy.clear()
  await s.sync()
  expect(desk.proxy.requests.filter(isWrite)).toEqual([])
})
