import { rollbackPatches } from '@orchestrator/domain'
import { changeBackfill, connectionHealth, readLogForSync, readPreview, readRollback } from '@orchestrator/store'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
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
  await s.change({ deleted_there: 'keep', deleted_here: 'keep' })
})

const health = async () => {
  const { mappings } = await s.w.store.read(s.w.id, (tx) => connectionHealth(tx, s.w.id, s.connectionId))
  const { items, leftOut, archived } = mappings.find(({ mappingId }) => mappingId === s.mappingId) ?? {}
  return { items, leftOut, archived }
}
const backfill = async (options: { restore?: boolean } = {}) => {
  await changeBackfill(s.w.store, s.w.id, s.mappingId, 'start', options)
  await s.sync()
}
const titles = async () => (await s.tasks()).map(({ title }) => title)
const asked = () => Object.values(s.service.calls).reduce((sum, calls) => sum + calls, 0)
const deleteAll = async () => {
  for (const { id } of await s.tasks()) await s.w.run('task.delete', { id: String(id) })
}
const know = async (ids: readonly string[]) => {
  const [mapping] = await s.w.store.read(
    s.w.id,
    (tx) => tx<never[]>`select * from mappings where workspace_id = ${s.w.id} and id = ${s.mappingId}`,
  )
  const items = ids.map((id) => ({ id, marker: null }))
  const { known } = await readPreview(
    s.w.store,
    s.w.id,
    mapping as never,
    { type: 'issue', items, parents: [], people: [] },
    20,
  )
  return known
}

describe('what is deleted here and kept there', () => {
  test('is left out without a request, however little the service allows, and keeps no other mapping late', async () => {
    for (let n = 0; n < 60; n++) s.service.add('issue', { title: `task ${n}` })
    await backfill()
    const other = await s.w.project()
    await s.w.run('mapping.create', {
      ...{
        connectionId: s.connectionId,
        projectId: other,
        containerId: 'other',
        containerKey: 'O',
        containerName: 'O',
      },
      ...{ direction: 'out', fields: [{ theirs: 'title', ours: 'title' }] as never },
    })
    await deleteAll()
    await s.w.task(other, { title: 'ours' })
    while (await readLogForSync(s.w.store, s.w.id));
    const calls = asked()
    // One write, and then none for an hour.
    const slow = { perSecond: 1 / 3_600, burst: 1 }
    const budget = new Budget({ requests: { perSecond: 10_000, burst: 10_000 }, writes: slow, atOnce: 8 })
    const ref = { workspaceId: s.w.id, connectionId: s.connectionId }
    await s.w.store.write(s.w.id, (tx) => tx`update mapping_syncs set pull_at = now() + interval '1 hour'`)
    await syncRound({ ...s.deps, budgetOf: () => budget }, ref, new AbortController().signal)
    expect([s.service.calls['create'], asked() - calls, await s.waiting()]).toEqual([1, 1, []])
    expect(await health()).toEqual({ items: 0, leftOut: 60, archived: 0 })
  })

  test('stays so, also after another backfill, is said, and comes back when a backfill is to restore it; as often as one likes', async () => {
    const [one, two] = [s.service.add('issue', { title: 'one' }), s.service.add('issue', { title: 'two' })]
    s.service.add('note', { text: 'words' }, { on: one })
    await backfill()
    for (let time = 1; time <= 2; time++) {
      await s.w.run('task.delete', { id: String((await s.tasks()).find(({ title }) => title === 'one')?.['id']) })
      await s.sync()
      s.service.edit(one, { body: `edited ${time}` })
      await backfill()
      expect([await titles(), await health()]).toEqual([['two'], { items: 1, leftOut: 1, archived: 0 }])
      expect([...(await know([one.id, two.id, 'new']))].sort()).toEqual(
        [
          [one.id, 'deleted_here'],
          [two.id, 'linked'],
        ].sort(),
      )
      await backfill({ restore: true })
      expect((await titles()).sort()).toEqual(['one', 'two'])
      const restored = (await s.tasks()).find(({ title }) => title === 'one')
      expect(restored).toMatchObject({ description: `edited ${time}` })
      expect((await s.comments()).filter(({ taskId }) => taskId === restored?.['id'])).toMatchObject([
        { body: 'words' },
      ])
      expect(await health()).toEqual({ items: 3, leftOut: 0, archived: 0 })
    }
    // It is kept in step as any other.
    s.service.edit(one, { title: 'renamed' })
    await s.sync()
    expect((await titles()).sort()).toEqual(['renamed', 'two'])
    expect([s.service.present('issue').length, await s.waiting()]).toEqual([2, []])
  })

  test('is left out as well when it is closed there, or the service deletes nothing; what is deleted there is not', async () => {
    const [type] = s.service.connector.itemTypes
    const deleteOne = async (deletedHere: string) => {
      await s.change({ deleted_here: deletedHere })
      s.service.add('issue', { title: deletedHere })
      await s.sync()
      await deleteAll()
      await s.sync()
    }
    await deleteOne('close')
    expect([s.service.present('issue')[0]?.fields['state'], await health()]).toMatchObject(['dropped', { leftOut: 1 }])
    await deleteOne('delete')
    expect([s.service.present('issue').length, await health()]).toMatchObject([1, { leftOut: 1 }])
    Object.assign(type ?? {}, { removes: false })
    s.service.tellsGone = false
    await deleteOne('delete')
    expect(await health()).toMatchObject({ leftOut: 2 })
  })

  test('is not left out any more once it is gone there as well', async () => {
    const issue = s.service.add('issue', { title: 'one' })
    await backfill()
    await deleteAll()
    await s.sync()
    s.service.setGone(issue, true)
    await s.sync()
    expect(await health()).toEqual({ items: 0, leftOut: 0, archived: 0 })
    await backfill({ restore: true })
    expect(await titles()).toEqual([])
  })

  test('is made anew from there only; a mapping that sends alone says so', async () => {
    await s.change({ direction: 'out' })
    const ask = changeBackfill(s.w.store, s.w.id, s.mappingId, 'start', { restore: true })
    await expect(ask).rejects.toMatchObject({ code: 'invalid_state' })
  })

  test('is no longer the parent of what comes after it', async () => {
    const parent = s.service.add('issue', { title: 'parent' })
    await backfill()
    await deleteAll()
    await s.sync()
    s.service.add('issue', { title: 'child', parent: parent.id })
    await s.sync()
    expect(await s.tasks()).toMatchObject([{ title: 'child', parentId: null }])
    expect(await s.waiting()).toEqual([])
  })
})

describe('what is archived here', () => {
  const open = async () => {
    const issue = s.service.add('issue', { title: 'one' })
    await backfill()
    const id = String((await s.tasks())[0]?.['id'])
    await s.w.run('task.archive', { id })
    return { issue, id }
  }

  test('is left as it is on both sides, without a failure; brought back it is merged, with what was said meanwhile', async () => {
    const { issue, id } = await open()
    const calls = { ...s.service.calls }
    await s.sync()
    expect(s.service.calls['get']).toBe(calls['get'])
    s.service.edit(issue, { title: 'renamed' })
    s.service.add('note', { text: 'said meanwhile' }, { on: issue })
    await s.sync()
    expect([await titles(), await s.comments(), await s.waiting()]).toEqual([['one'], [], []])
    expect(await health()).toEqual({ items: 0, leftOut: 0, archived: 1 })
    expect(await know([issue.id])).toEqual(new Map([[issue.id, 'archived']]))
    await s.w.run('task.unarchive', { id })
    await s.w.run('task.update', { id, description: 'ours' })
    await s.sync()
    expect(await s.tasks()).toMatchObject([{ title: 'renamed', description: 'ours' }])
    expect(await s.comments()).toMatchObject([{ taskId: id, body: 'said meanwhile' }])
    expect(s.service.present('issue').map(({ fields }) => fields['body'])).toEqual(['ours'])
    expect(await health()).toEqual({ items: 2, leftOut: 0, archived: 0 })
  })

  test('and gone there meanwhile, is as the mapping says once it is brought back', async () => {
    const { issue, id } = await open()
    await s.change({ deleted_there: 'close' })
    s.service.setGone(issue, true)
    await s.sync()
    expect([(await s.tasks())[0]?.['status'], await s.waiting()]).toEqual(['unstarted', []])
    await s.w.run('task.unarchive', { id })
    await s.sync()
    expect((await s.tasks())[0]?.['status']).toBe('canceled')
  })

  test('is not sent there by a backfill', async () => {
    await s.w.run('task.archive', { id: await s.w.task(s.projectId, { title: 'old' }) })
    await s.w.task(s.projectId, { title: 'new' })
    await backfill()
    expect(s.service.present('issue').map(({ fields }) => fields['title'])).toEqual(['new'])
  })
})

test('a rollback that was proposed, accepted and undone asks nothing of the service until it is undone, and then nothing is lost', async () => {
  const issue = s.service.add('issue', { title: 'one' })
  await backfill()
  const ref = { workspaceId: s.w.id, connectionId: s.connectionId }
  const window = { from: '2020-01-01T00:00:00Z', to: '2999-01-01T00:00:00Z' }
  const plan = await readRollback(s.w.store, ref, window)
  const [proposal] = rollbackPatches(plan, { name: 'Memory', ...window }).patches
  if (!proposal) throw new Error('nothing to propose')
  const { id } = (await s.w.run('patch.propose', proposal)).result
  await s.w.run('patch.review', { id, others: { decision: 'accept' }, apply: true })
  const calls = { ...s.service.calls }
  await s.sync()
  expect([(await s.tasks())[0]?.['archivedAt'] !== null, s.service.calls['get']]).toEqual([true, calls['get']])
  s.service.edit(issue, { title: 'renamed' })
  await s.sync()
  expect([await titles(), s.service.calls['update'], await s.waiting()]).toEqual([['one'], undefined, []])
  await s.w.run('patch.undo', { id })
  await s.sync()
  expect(await s.tasks()).toMatchObject([{ title: 'renamed', archivedAt: null }])
  expect(s.service.present('issue')).toHaveLength(1)
})
