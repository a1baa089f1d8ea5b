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

const { stage, w, project } = await openPatchStage()

test('decides each operation by itself, and may change its mind until that is applied', async () => {
  const task = await w.task(project)
  const id = await propose(w, [update('a', task, { title: 'New' }), update('b', task, { priority: 'high' })])
  expect(await accept(w, id, { keys: ['a'], apply: false })).toMatchObject({
    status: 'partly_accepted',
    endedAt: null,
  })
  const decide = (key: string, decision: 'accept' | 'reject', more: object = {}) =>
    w.run('patch.review', { id, decisions: [{ key, decision, ...more }] })
  await decide('b', 'reject', { reason: 'Not urgent' })
  expect((await patchOf(w, id)).status).toBe('accepted')
  await decide('a', 'reject')
  const rejected = await patchOf(w, id)
  expect(rejected).toMatchObject({ status: 'rejected', endedAt: expect.anything() })
  expect(rejected.operations[1]).toMatchObject({ reason: 'Not urgent', decidedBy: w.owner.actor })
  await decide('a', 'accept')
  expect(await patchOf(w, id)).toMatchObject({ status: 'accepted', endedAt: null })
  await w.run('patch.apply', { id })
  expect(await taskOf(w, task)).toMatchObject({ title: 'New', priority: 'none' })
  expect(await errorOf(decide('a', 'reject'))).toMatchObject({
    code: 'invalid_state',
    fields: [{ path: 'decisions.0.key' }],
  })
  // What was rejected may come after all.
  expect(statuses(await accept(w, id, { keys: ['b'] }))).toEqual({ a: 'applied', b: 'applied' })
  expect((await taskOf(w, task))?.priority).toBe('high')
})

test('an edit is what the command takes, of the same thing in the same place', async () => {
  const [task, other] = [await w.task(project), await w.task(project)]
  const id = await propose(w, [
    update('a', task, { title: 'New' }),
    operation('b', 'comment.create', { taskId: task, body: 'x' }),
  ])
  const decide = (key: string, data: object) =>
    w.run('patch.review', { id, decisions: [{ key, decision: 'accept', data: data as never }], apply: true })
  expect(await errorOf(decide('a', { title: '' }))).toMatchObject({ fields: [{ path: 'decisions.0.data.title' }] })
  expect(await errorOf(decide('a', { id: other, title: 'y' }))).toMatchObject({
    fields: [{ path: 'decisions.0.data.id' }],
  })
  expect(await errorOf(decide('b', { taskId: other, body: 'y' }))).toMatchObject({
    fields: [{ path: 'decisions.0.data' }],
  })
  expect(await errorOf(decide('a', { parentId: newId() }))).toMatchObject({
    fields: [{ path: 'decisions.0.data.parentId' }],
  })
  const events = await told(w, () => decide('a', { title: 'Better', priority: 'low' }))
  expect(events[0]).toMatchObject({
    type: 'patch.reviewed',
    decisions: [{ key: 'a', decision: 'accept', edited: { id: task, title: 'Better', priority: 'low' } }],
  })
  expect(await taskOf(w, task)).toMatchObject({ title: 'Better', priority: 'low' })
  const { operations } = await patchOf(w, id)
  expect(operations[0]).toMatchObject({
    data: { title: 'New' },
    edited: { title: 'Better' },
    before: { title: 'Task', priority: 'none' },
    summary: 'Set title Better, priority low',
  })
})

test('a rejection takes along what depends on it', async () => {
  const made = newId()
  const id = await propose(w, [
    operation('make', 'task.create', { id: made, projectId: project, title: 'x' }),
    operation('say', 'comment.create', { taskId: made, body: 'x' }),
    update('other', await w.task(project), { title: 'y' }, { dependsOn: ['say'] }),
  ])
  const reject = { key: 'make', decision: 'reject' as const }
  const torn = [reject, { key: 'other', decision: 'accept' as const }]
  expect(await errorOf(w.run('patch.review', { id, decisions: torn }))).toMatchObject({
    fields: [{ path: 'decisions.1.decision' }],
  })
  await w.run('patch.review', { id, decisions: [reject] })
  const patch = await patchOf(w, id)
  expect(statuses(patch)).toEqual({ make: 'rejected', say: 'rejected', other: 'rejected' })
  expect(patch.operations[2]?.reason).toBe('it depends on make, which is rejected')
})

test('what depends on something undecided waits for it', async () => {
  const made = newId()
  const id = await propose(w, [
    operation('make', 'task.create', { id: made, projectId: project, title: 'x' }),
    operation('say', 'comment.create', { taskId: made, body: 'x' }),
  ])
  await accept(w, id, { keys: ['say'], apply: false })
  expect(await refusal(w.run('patch.apply', { id }))).toBe('invalid_state')
  expect(statuses(await accept(w, id, { keys: ['make'] }))).toEqual({ make: 'applied', say: 'applied' })
})

test('is a person’s: no automation accepts what another one proposed', async () => {
  const id = await propose(w, [update('a', await w.task(project), { title: 'x' })])
  for (const type of ['agent_run', 'playbook_run', 'rule_run'] as const) {
    const as = { ...w.owner, actor: { ...w.owner.actor, type } }
    expect(await refusal(accept(w, id, { as }))).toBe('forbidden')
    expect(await refusal(w.run('patch.undo', { id }, as))).toBe('forbidden')
  }
})

test('another workspace finds nothing of it', async () => {
  const id = await propose(w, [update('a', await w.task(project), { title: 'x' })])
  const stranger = await stage.workspace()
  for (const type of ['patch.apply', 'patch.undo', 'patch.withdraw'] as const)
    expect(await refusal(stranger.run(type, { id }))).toBe('not_found')
  expect(await refusal(propose(stranger, [update('a', await w.task(project), {})]))).toBe('not_found')
})

test('what is accepted before what it depends on says what that is; and keeps the titles of what the patch makes', async () => {
  const [one, other] = [newId(), newId()]
  const id = await propose(w, [
    operation('one', 'task.create', { id: one, projectId: project, title: 'Draw' }),
    operation('other', 'task.create', { id: other, projectId: project, title: 'Build' }),
    operation('first', 'task_relation.create', { id: newId(), type: 'blocks', fromTaskId: one, toTaskId: other }),
  ])
  const refused = await errorOf(accept(w, id, { keys: ['first'] }))
  expect(refused.message).toBe('there is nothing to apply: first depends on one, other: accept these, too')
  const applied = await accept(w, id)
  expect(statuses(applied)).toEqual({ one: 'applied', other: 'applied', first: 'applied' })
  expect(applied.operations[2]?.summary).toBe('Relate “Draw” to “Build”: blocks')
})
