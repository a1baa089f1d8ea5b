import { newId } from '@orchestrator/domain'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { accept, operation, propose, update } from '../../../../test/support/patches.ts'
import { openTestStore, type TestStore, type TestWorkspace } from '../../../../test/support/workspace.ts'
import { listEntities } from './list-entities.ts'
import { type PatchFilter, patchConditions } from './patch-filter.ts'

let stage: TestStore
let w: TestWorkspace
beforeAll(async () => {
  stage = await openTestStore()
  w = await stage.workspace()
})
afterAll(() => stage?.close())

const find = async (filter: PatchFilter) => {
  const id = { expression: 't.id', type: 'uuid', field: 'id' } as const
  const columns = [{ expression: 't.created_at', type: 'timestamptz', field: 'createdAt' } as const, id]
  const request = {
    kind: 'patch',
    where: patchConditions(filter),
    sort: { columns, descending: false },
    limit: 50,
  } as const
  const page = await w.store.read(w.id, (tx) => listEntities(tx, w.id, request))
  return page.items.map((patch) => patch.id)
}

test('patches are found by where they are, by whom they are, how far, and what they change, add to or make', async () => {
  const [project, other, member, run, made] = [
    await w.project(),
    await w.project(),
    await w.member('CONTRIBUTOR'),
    newId(),
    newId(),
  ]
  const task = await w.task(project)
  const as = { ...member, actor: { ...member.actor, type: 'agent_run' as const, id: run } }
  const mine = await propose(w, [update('a', task, { title: 'x' })])
  const theirs = await propose(w, [operation('a', 'task.create', { id: made, projectId: other, title: 'x' })], {
    ...{ as, author: { agent: 'planner' } },
  })
  const said = await propose(w, [operation('a', 'comment.create', { taskId: task, body: 'x' })], { as: member })
  await accept(w, said)
  expect(await find({})).toEqual([mine, theirs, said])
  expect(await find({ projectId: project })).toEqual([mine, said])
  expect(await find({ status: ['proposed'] })).toEqual([mine, theirs])
  expect(await find({ agent: 'planner' })).toEqual([theirs])
  expect(await find({ memberId: member.actor.memberId })).toEqual([theirs, said])
  expect(await find({ runId: run })).toEqual([theirs])
  expect(await find({ targetId: task })).toEqual([mine, said])
  expect(await find({ targetId: made })).toEqual([theirs])
  expect(await find({ targetId: other, status: ['applied'] })).toEqual([])
})
