import { changeBackfill, createConnection, linkedElsewhere } from '@orchestrator/store'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { defaultFields } from '../../../../test/support/sync/memory-service.ts'
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
  for (let n = 0; n < 12; n++) s.service.add('issue', { title: `theirs ${n}` })
  for (let n = 0; n < 3; n++) await s.w.task(s.projectId, { title: `ours ${n}` })
  const [first] = s.service.present('issue')
  if (first) s.service.add('note', { text: 'there' }, { on: first })
  await s.w.run('comment.create', { taskId: String((await s.tasks())[0]?.['id']), body: 'here' })
  await backfill(s.mappingId)
  expect(await counts()).toEqual(all)
})

const all = { tasks: 15, comments: 2, issues: 15, notes: 2 }
const counts = async () => ({
  ...{ tasks: (await s.tasks()).length, comments: (await s.comments()).length },
  ...{ issues: s.service.present('issue').length, notes: s.service.present('note').length },
})
const sync = async (connectionId: string) => {
  if (connectionId === s.connectionId) return void (await s.sync())
  await s.sync()
  for (let round = 0; round < 50; round++) {
    const ref = { workspaceId: s.w.id, connectionId }
    const { restMs } = await syncRound(s.deps, ref, new AbortController().signal)
    if (restMs === null || restMs > 0) return
  }
}
const backfill = async (mappingId: string, connectionId = s.connectionId) => {
  await changeBackfill(s.w.store, s.w.id, mappingId, 'start')
  await sync(connectionId)
}
const map = async (more: { connectionId?: string; projectId?: string; direction?: 'out' | 'both' } = {}) =>
  (
    await s.w.run('mapping.create', {
      ...{ connectionId: s.connectionId, projectId: s.projectId, containerId: 'box', containerKey: 'BOX' },
      ...{ containerName: 'Box', fields: defaultFields as never, ...more },
    })
  ).result.id
const connect = async () =>
  (
    await createConnection(s.w.store, store.database.masterKey, s.w.owner, {
      ...{ provider: 'memory', name: 'Memory again', auth: 'token', account: { id: 'other', name: 'O', url: null } },
      ...{ scopes: [], settings: {}, credentials: { token: 'secret' } },
    })
  ).result.id
const taskOf = async (title: string) => String((await s.tasks()).find((task) => task['title'] === title)?.['id'])
const issueOf = (title: string) => {
  const found = s.service.present('issue').find(({ fields }) => fields['title'] === title)
  if (!found) throw new Error(`no issue ${title}`)
  return found
}

test('mapped to the same project again, what was linked is linked again: what either side changed meanwhile is merged, nothing doubles', async () => {
  await s.w.run('mapping.delete', { id: s.mappingId })
  await s.w.run('task.update', { id: await taskOf('theirs 1'), description: 'changed here' })
  await s.w.run('task.update', { id: await taskOf('theirs 2'), title: 'both here' })
  await s.w.run('task.update', { id: await taskOf('ours 1'), tags: ['x'] })
  s.service.edit(issueOf('theirs 2'), { body: 'both there' })
  s.service.edit(issueOf('theirs 3'), { title: 'changed there' })
  const mappingId = await map()
  // Even without a backfill, and a task that came from there was changed before anything was read.
  await s.sync()
  expect(await counts()).toEqual(all)
  expect(issueOf('theirs 1').fields).toMatchObject({ body: 'changed here' })
  expect(issueOf('both here').fields).toMatchObject({ body: 'both there' })
  expect(issueOf('ours 1').fields).toMatchObject({ labels: ['x'] })
  expect((await s.tasks()).map(({ title }) => title)).toContain('changed there')
  await backfill(mappingId)
  expect([await counts(), await s.waiting()]).toEqual([all, []])
})

test('over a new connection as well, after the old one was disconnected', async () => {
  await s.w.run('connection.disconnect', { id: s.connectionId })
  const connectionId = await connect()
  const refused = map({ connectionId })
  await expect(refused).rejects.toMatchObject({ code: 'already_exists' })
  await s.w.run('mapping.delete', { id: s.mappingId })
  const mappingId = await map({ connectionId })
  await backfill(mappingId, connectionId)
  expect(await counts()).toEqual(all)
  s.service.edit(issueOf('theirs 4'), { title: 'renamed' })
  await s.hurry()
  await sync(connectionId)
  expect((await s.tasks()).map(({ title }) => title)).toContain('renamed')
  expect(await counts()).toEqual(all)
})

test('one that only sends doubles nothing either', async () => {
  await s.w.run('mapping.delete', { id: s.mappingId })
  await s.w.run('task.update', { id: await taskOf('theirs 1'), title: 'changed here' })
  await backfill(await map({ direction: 'out' }))
  expect([await counts(), issueOf('changed here').fields['title']]).toEqual([all, 'changed here'])
})

test('where no link is left, what was made from here is known by what it carries', async () => {
  await s.w.run('mapping.delete', { id: s.mappingId })
  await s.w.store.write(s.w.id, (tx) => tx`delete from ended_links`)
  const connectionId = await connect()
  await backfill(await map({ connectionId }), connectionId)
  const ours = (await s.tasks()).filter(({ title }) => String(title).startsWith('ours'))
  expect([ours.length, s.service.present('issue').filter(({ marker }) => marker !== null).length]).toEqual([3, 15])
})

test('mapped to another project, people are told whose tasks they are linked with; those stay', async () => {
  await s.w.run('mapping.delete', { id: s.mappingId })
  const projectId = await s.w.project()
  const mappingId = await map({ projectId })
  const elsewhere = await s.w.store.read(s.w.id, (tx) =>
    linkedElsewhere(tx, s.w.id, {
      ...{ id: mappingId, connectionId: s.connectionId, projectId, containerId: 'box', containerUrl: null },
    }),
  )
  expect(elsewhere).toMatchObject([{ projectId: s.projectId, items: 15, mapped: false }])
  await backfill(mappingId)
  expect(await counts()).toMatchObject({ tasks: 15, issues: 15 })
  // Back in the first project, what it had is its own again.
  await s.w.run('mapping.delete', { id: mappingId })
  await backfill(await map())
  expect(await counts()).toMatchObject({ tasks: 15, issues: 15 })
})
