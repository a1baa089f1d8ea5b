import { newId } from '@orchestrator/domain'
import { expect, test } from 'vitest'
import {
  accept,
  openPatchStage,
  operation,
  patchOf,
  propose,
  statuses,
  taskOf,
  told,
  update,
} from '../../../../test/support/patches.ts'
import { errorOf, refusal } from '../../../../test/support/workspace.ts'

const { w, project } = await openPatchStage()

test('leaves what somebody has changed or built on since, and what that hangs on', async () => {
  const [a, made, parent] = [await w.task(project), newId(), newId()]
  const id = await propose(w, [
    update('title', a, { title: 'Ours' }),
    update('prio', a, { priority: 'high' }),
    operation('made', 'task.create', { id: made, projectId: project, title: 'Made' }),
    operation('parent', 'task.create', { id: parent, projectId: project, title: 'Parent' }),
    operation('tag', 'tag.create', { name: newId() }),
  ])
  await accept(w, id)
  await w.run('task.update', { id: a, title: 'Theirs' })
  await w.run('comment.create', { taskId: made, body: 'I am on it' })
  await w.task(project, { parentId: parent })
  const events = await told(w, () => w.run('patch.undo', { id }))
  expect(events.find(({ type }) => type === 'patch.undone')).toMatchObject({ undone: ['prio', 'tag'] })
  const first = await patchOf(w, id)
  expect(statuses(first)).toEqual({
    title: 'applied',
    prio: 'undone',
    made: 'applied',
    parent: 'applied',
    tag: 'undone',
  })
  const undo = await patchOf(w, first.undoneById ?? '')
  expect(Object.fromEntries(undo.operations.map(({ key, reason }) => [key, reason]))).toEqual({
    ...{ title: 'changed since: title', made: 'it has comments', parent: 'it has parts', prio: null, tag: null },
  })
  expect(await taskOf(w, a)).toMatchObject({ title: 'Theirs', priority: 'none' })
  expect(await refusal(w.run('patch.undo', { id }))).toBe('invalid_state')
  // What was left can be undone all the same.
  await accept(w, undo.id, { keys: ['title'] })
  expect((await taskOf(w, a))?.title).toBe('Task')
  expect(statuses(await patchOf(w, id))).toMatchObject({ title: 'undone', made: 'applied' })
})

test('a made task that was changed stays', async () => {
  const made = newId()
  const id = await propose(w, [operation('made', 'task.create', { id: made, projectId: project, title: 'Made' })])
  await accept(w, id)
  await w.run('task.update', { id: made, status: 'started' })
  const undo = (await w.run('patch.undo', { id })).result.id
  expect(await patchOf(w, undo)).toMatchObject({ status: 'stale' })
  expect(await patchOf(w, id)).toMatchObject({ status: 'applied', undoneById: null })
})

test('what changed nothing is not turned round', async () => {
  const [a, b] = [await w.task(project), await w.task(project)]
  await w.run('task.archive', { id: a })
  const id = await propose(w, [operation('a', 'task.archive', { id: a }), update('b', b, { title: 'x' })])
  await accept(w, id)
  await w.run('patch.undo', { id })
  expect(await taskOf(w, a)).toMatchObject({ archivedAt: expect.anything() })
  expect(statuses(await patchOf(w, id))).toEqual({ a: 'undone', b: 'undone' })
})

test('takes the rights of the commands that take it back', async () => {
  const id = await propose(w, [operation('a', 'milestone.create', { projectId: project, name: 'Gamma' })])
  await accept(w, id)
  const error = await errorOf(w.run('patch.undo', { id }, await w.member('CONTRIBUTOR')))
  expect(error).toMatchObject({ code: 'forbidden', details: { permission: 'milestone.manage' } })
  expect((await patchOf(w, id)).status).toBe('applied')
})
