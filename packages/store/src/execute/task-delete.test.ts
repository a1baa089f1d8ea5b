import { newId } from '@orchestrator/domain'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestStore, type TestStore } from '../../../../test/support/workspace.ts'

let stage: TestStore
beforeAll(async () => {
  stage = await openTestStore()
})
afterAll(() => stage?.close())

test('children stay and lose their parent, relations go, each told by its own event', async () => {
  const w = await stage.workspace()
  const project = await w.project()
  const parent = await w.task(project)
  const [child, archived, other] = [
    await w.task(project, { parentId: parent }),
    await w.task(project, { parentId: parent }),
    await w.task(project),
  ]
  const grandchild = await w.task(project, { parentId: child })
  await w.run('task.archive', { id: archived })
  const relations = [
    await w.run('task_relation.create', { type: 'blocks', fromTaskId: parent, toTaskId: other }),
    await w.run('task_relation.create', { type: 'relates', fromTaskId: other, toTaskId: parent }),
  ].map(({ result }) => result.id)
  const kept = await w.run('task_relation.create', { type: 'relates', fromTaskId: child, toTaskId: other })
  const before = (await w.events()).length

  const deleted = await w.run('task.delete', { id: parent })
  const events = await w.events(before)
  const released = { changes: { parentId: { before: parent, after: null }, version: expect.anything() } }
  expect(events.map(({ type }) => type)).toEqual([
    'task.updated',
    'task.updated',
    'task_relation.deleted',
    'task_relation.deleted',
    'task.deleted',
  ])
  for (const event of events.slice(0, 2)) expect(event).toMatchObject(released)
  expect(
    events
      .map((event) => event.subject.id)
      .slice(0, 2)
      .sort(),
  ).toEqual([child, archived].sort())
  expect(
    events
      .map((event) => event.subject.id)
      .slice(2, 4)
      .sort(),
  ).toEqual(relations.sort())
  expect([deleted.firstSeq, deleted.lastSeq]).toEqual([before + 1, before + 5])

  const rows = await w.store.read(
    w.id,
    (tx) => tx<{ id: string; parentId: string | null }[]>`select id, parent_id from tasks where deleted_at is null`,
  )
  expect(Object.fromEntries(rows.map((row) => [row.id, row.parentId]))).toEqual({
    [child]: null,
    [archived]: null,
    [other]: null,
    [grandchild]: child,
  })
  const left = await w.store.read(w.id, (tx) => tx<{ id: string }[]>`select id from task_relations`)
  expect(left.map(({ id }) => id)).toEqual([kept.result.id])
})

test('children that a batch makes, moves away or deletes are seen as they are by then', async () => {
  const w = await stage.workspace()
  const project = await w.project()
  const [parent, gone, moved] = [newId(), newId(), newId()]
  await w.run('task.create', { id: parent, projectId: project, title: 'parent' })
  for (const id of [gone, moved]) await w.run('task.create', { id, projectId: project, title: 'x', parentId: parent })
  const made = newId()
  const before = (await w.events()).length
  await w.store.execute(w.owner, [
    { id: newId(), type: 'task.create', data: { id: made, projectId: project, title: 'made', parentId: parent } },
    { id: newId(), type: 'task.update', data: { id: moved, parentId: null } },
    { id: newId(), type: 'task.delete', data: { id: gone } },
    { id: newId(), type: 'task.delete', data: { id: parent } },
  ])
  expect((await w.events(before)).map(({ type, subject }) => [type, subject.id])).toEqual([
    ['task.created', made],
    ['task.updated', moved],
    ['task.deleted', gone],
    ['task.updated', made],
    ['task.deleted', parent],
  ])
})
