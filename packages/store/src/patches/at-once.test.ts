import { newId } from '@orchestrator/domain'
import { expect, test } from 'vitest'
import {
  accept,
  openPatchStage,
  operation,
  patchOf,
  propose,
  taskOf,
  update,
} from '../../../../test/support/patches.ts'
import { refusal } from '../../../../test/support/workspace.ts'

const { stage, w, project } = await openPatchStage()

test('of two who apply, one does', async () => {
  const task = await w.task(project)
  const id = await propose(w, [
    operation('a', 'comment.create', { taskId: task, body: 'once' }),
    update('b', task, { title: 'New' }),
  ])
  await accept(w, id, { apply: false })
  const others = [stage.open(), stage.open()]
  const ends = await Promise.all(
    [w.store, ...others].map((store) =>
      refusal(store.execute(w.owner, [{ id: newId(), type: 'patch.apply', data: { id } }])),
    ),
  )
  expect(ends.sort()).toEqual(['invalid_state', 'invalid_state', 'nothing'])
  const events = await w.events()
  expect(events.filter(({ type, subject }) => type === 'patch.applied' && subject.id === id)).toHaveLength(1)
  const [said] = await w.store.read(
    w.id,
    (tx) => tx<{ n: number }[]>`select count(*)::int as n from comments where task_id = ${task}`,
  )
  expect(said?.n).toBe(1)
})

test('an edit beside it is seen, or comes after: it is never lost', async () => {
  const other = stage.open()
  for (let round = 0; round < 12; round++) {
    const task = await w.task(project)
    const id = await propose(w, [update('a', task, { title: 'Patch' })])
    await accept(w, id, { apply: false })
    const edit = () =>
      other.execute(w.owner, [{ id: newId(), type: 'task.update', data: { id: task, title: 'Person' } }])
    const apply = () => w.run('patch.apply', { id })
    await Promise.all(round % 2 === 0 ? [edit(), apply()] : [apply(), edit()])
    const { status, operations } = await patchOf(w, id)
    // Whoever came last saw what was there: a person overwrites knowingly, a patch does not.
    expect((await taskOf(w, task))?.title).toBe('Person')
    if (status === 'applied') expect(operations[0]?.after).toEqual({ title: 'Patch' })
    else expect(operations[0]?.conflicts).toEqual([{ field: 'title', before: 'Task', now: 'Person' }])
  }
})

test('a command that is repeated answers as it did, and does nothing', async () => {
  const task = await w.task(project)
  const id = await propose(w, [update('a', task, { title: 'New' })])
  await accept(w, id, { apply: false })
  const command = newId()
  const first = await w.run('patch.apply', { id }, w.owner, command)
  await w.run('task.update', { id: task, title: 'Later' })
  expect(await w.run('patch.apply', { id }, w.owner, command)).toEqual({ ...first, applied: false })
  expect((await taskOf(w, task))?.title).toBe('Later')
  const undo = newId()
  const undone = await w.run('patch.undo', { id }, w.owner, undo)
  expect(await w.run('patch.undo', { id }, w.owner, undo)).toMatchObject({ applied: false, result: undone.result })
})
