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

test('leaves what has changed since, and says what; the rest is done', async () => {
  const [a, b] = [await w.task(project), await w.task(project)]
  const id = await propose(w, [
    update('title', a, { title: 'Ours', priority: 'high' }),
    update('apart', a, { dueDate: '2026-12-01', addTags: ['ours'] }),
    update('fine', b, { title: 'Ours' }),
    update('behind', b, { priority: 'low' }, { dependsOn: ['title'] }),
  ])
  // Another field and another tag are no conflict.
  await w.run('task.update', { id: a, title: 'Theirs', estimatePoints: 3, addTags: ['theirs'] })
  const events = await told(w, () => accept(w, id))
  expect(events.at(-1)).toMatchObject({
    type: 'patch.applied',
    applied: ['apart', 'fine'],
    stale: ['title', 'behind'],
  })
  expect(new Set(events.map(({ commandId }) => commandId)).size).toBe(1)
  const patch = await patchOf(w, id)
  expect(patch.status).toBe('applied')
  expect(patch.operations[0]).toMatchObject({
    status: 'stale',
    reason: 'changed since: title',
    conflicts: [{ field: 'title', before: 'Task', now: 'Theirs' }],
  })
  expect(patch.operations[3]).toMatchObject({ status: 'stale', reason: 'it depends on title, which is stale' })
  expect(await taskOf(w, a)).toMatchObject({ title: 'Theirs', priority: 'none', tags: ['theirs', 'ours'] })
  // Accepted although it has changed.
  expect(statuses(await accept(w, id))).toEqual({
    title: 'applied',
    apart: 'applied',
    fine: 'applied',
    behind: 'applied',
  })
  expect(await taskOf(w, a)).toMatchObject({ title: 'Ours', priority: 'high' })
})

test('what is gone is not changed, and nothing is added to it', async () => {
  const [a, b] = [await w.task(project), await w.task(project)]
  const id = await propose(w, [
    update('a', a, { title: 'x' }),
    operation('b', 'comment.create', { taskId: a, body: 'x' }),
    operation('c', 'task_relation.create', { type: 'blocks', fromTaskId: b, toTaskId: a }),
  ])
  await w.run('task.delete', { id: a })
  const events = await told(w, () => accept(w, id))
  expect(events.map(({ type }) => type)).toEqual(['patch.reviewed', 'patch.stale'])
  expect(await patchOf(w, id)).toMatchObject({ status: 'stale', appliedAt: null })
  expect((await patchOf(w, id)).operations.map(({ reason }) => reason)).toEqual([
    'the task is not there any more',
    `the task ${a} is not there any more`,
    `the task ${a} is not there any more`,
  ])
})

test('two operations of one field follow each other; its own changes are no conflict', async () => {
  const task = await w.task(project, { dueDate: '2026-01-01' })
  const id = await propose(w, [
    update('a', task, { title: 'One', dueDate: null }),
    update('b', task, { title: 'Two', dueDate: '2026-02-01' }),
  ])
  expect(statuses(await accept(w, id, { keys: ['a'] }))).toEqual({ a: 'applied', b: 'pending' })
  expect(statuses(await accept(w, id))).toEqual({ a: 'applied', b: 'applied' })
  expect((await taskOf(w, task))?.title).toBe('Two')
  const undo = (await w.run('patch.undo', { id })).result.id
  expect(statuses(await patchOf(w, undo))).toEqual({ a: 'applied', b: 'applied' })
  expect((await taskOf(w, task))?.title).toBe('Task')
})

test('is done with the rights of whoever applies: a refusal names the operation and changes nothing', async () => {
  const task = await w.task(project)
  const contributor = await w.member('CONTRIBUTOR')
  const id = await propose(
    w,
    [update('a', task, { title: 'x' }), operation('plan', 'milestone.create', { projectId: project, name: 'Beta' })],
    { as: contributor },
  )
  await accept(w, id, { apply: false, as: contributor })
  const before = await patchOf(w, id)
  const head = (await w.events()).length
  const error = await errorOf(w.run('patch.apply', { id }, contributor))
  expect(error).toMatchObject({ code: 'forbidden', details: { permission: 'milestone.manage' } })
  expect(error.message).toMatch(/^operations\.plan: /)
  expect([await patchOf(w, id), (await taskOf(w, task))?.title, (await w.events()).length]).toEqual([
    before,
    'Task',
    head,
  ])
  const scoped = { ...(await w.member('MANAGER')), scopes: ['patch.review', 'task.edit'] as const }
  expect(await refusal(w.run('patch.apply', { id }, scoped))).toBe('forbidden')
  const manager = await w.member('MANAGER')
  const events = await told(w, () => w.run('patch.apply', { id }, manager))
  for (const event of events) expect(event.actor).toEqual(manager.actor)
  expect((await patchOf(w, id)).appliedBy).toEqual(manager.actor)
})

test('what the command itself refuses is refused, with its field', async () => {
  const task = await w.task(project, { dueDate: '2026-01-01' })
  const id = await propose(w, [update('a', task, { startDate: '2026-05-01' })])
  await accept(w, id, { apply: false })
  expect(await errorOf(w.run('patch.apply', { id }))).toMatchObject({
    code: 'invalid_input',
    fields: [{ path: 'operations.a.dueDate' }],
  })
  expect((await patchOf(w, id)).status).toBe('accepted')
})
