import { type CommandInput, newId, type Permission, type Principal } from '@orchestrator/domain'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import {
  accept,
  operation,
  patchOf,
  propose,
  statuses,
  taskOf,
  told,
  update,
} from '../../../../test/support/patches.ts'
import { openTestStore, type TestStore, type TestWorkspace } from '../../../../test/support/workspace.ts'

let stage: TestStore
let w: TestWorkspace
let project: string
let task: string
beforeAll(async () => {
  stage = await openTestStore()
})
beforeEach(async () => {
  w = await stage.workspace()
  project = await w.project()
  task = await w.task(project)
})
afterAll(() => stage?.close())

const author = { agent: 'planner' }
const policy = async (data: Partial<CommandInput<'patch_policy.create'>> = {}) =>
  (await w.run('patch_policy.create', { name: newId(), commands: ['task.update'], minConfidence: 0.8, ...data })).result
    .id
const agent = async (scopes: readonly Permission[] | null = null, role: 'CONTRIBUTOR' | 'MANAGER' = 'CONTRIBUTOR') => {
  const { actor, workspaceId } = await w.member(role)
  return { workspaceId, scopes, actor: { ...actor, id: newId(), type: 'agent_run' as const } } satisfies Principal
}
const sure = { confidence: 0.9 }

test('what a policy covers is done at once, in the same transaction, as whoever proposed it; the rest waits', async () => {
  const id = await policy({ agent: 'planner' })
  const as = await agent()
  let patch = ''
  const events = await told(w, async () => {
    patch = await propose(
      w,
      [
        update('a', task, { title: 'New' }, sure),
        update('b', task, { priority: 'high' }, { confidence: 0.5 }),
        operation('c', 'comment.create', { taskId: task, body: 'x' }, sure),
        update('d', task, { dueDate: '2026-12-01' }, { ...sure, dependsOn: ['b'] }),
      ],
      { author, as },
    )
  })
  expect(events.map(({ type }) => type)).toEqual(['patch.proposed', 'task.updated', 'patch.applied'])
  for (const event of events) expect(event).toMatchObject({ actor: as.actor, commandId: events[0]?.commandId })
  const stored = await patchOf(w, patch)
  expect(stored).toMatchObject({ status: 'partly_accepted', runId: as.actor.id, appliedBy: as.actor })
  expect(statuses(stored)).toEqual({ a: 'applied', b: 'pending', c: 'pending', d: 'pending' })
  expect(stored.operations[0]).toMatchObject({ decidedBy: { policyId: id }, after: { title: 'New' } })
  expect(await taskOf(w, task)).toMatchObject({ title: 'New', priority: 'none' })
  expect(statuses(await accept(w, patch))).toEqual({ a: 'applied', b: 'applied', c: 'applied', d: 'applied' })
})

test('what rights, scopes or the command refuse waits for people, and says why', async () => {
  await policy({ commands: ['task.update', 'milestone.create'] })
  const operations = [
    operation('plan', 'milestone.create', { projectId: project, name: 'Beta' }, sure),
    update('late', task, { startDate: '2026-05-01', dueDate: '2026-01-01' }, sure),
    update('fine', task, { title: 'New' }, sure),
    update('behind', task, { priority: 'high' }, { ...sure, dependsOn: ['late'] }),
  ]
  const id = await propose(w, operations, { author, as: await agent() })
  const patch = await patchOf(w, id)
  expect(statuses(patch)).toEqual({ plan: 'pending', late: 'pending', fine: 'applied', behind: 'pending' })
  expect(patch.operations[0]).toMatchObject({
    reason: 'not applied by a policy: this needs the permission milestone.manage in the project',
    decidedBy: null,
  })
  expect(patch.operations[1]?.reason).toMatch(/dueDate/)
  // A key of a MANAGER that may only propose gets no more by calling itself an agent.
  const scoped = await agent(['workspace.read', 'patch.propose'], 'MANAGER')
  const narrow = await propose(w, [update('a', task, { title: 'Newer' }, sure)], { author, as: scoped })
  expect(await patchOf(w, narrow)).toMatchObject({ status: 'proposed', operations: [{ status: 'pending' }] })
  expect((await patchOf(w, narrow)).operations[0]?.reason).toMatch(/task\.edit/)
  expect((await taskOf(w, task))?.title).toBe('New')
})

test.each<[string, Partial<CommandInput<'patch_policy.create'>>, object]>([
  ['of another agent', { agent: 'other' }, {}],
  ['for surer operations', { minConfidence: 0.95 }, {}],
  ['for other commands', { commands: ['task.archive'] }, {}],
  ['that is switched off', { enabled: false }, {}],
  ['for members of a higher role', { role: 'MANAGER' }, {}],
  ['of patches that name no agent', {}, { author: undefined }],
])('a policy %s does nothing', async (_what, data, proposal) => {
  await policy(data)
  const id = await propose(w, [update('a', task, { title: 'New' }, sure)], { author, as: await agent(), ...proposal })
  expect(await patchOf(w, id)).toMatchObject({ status: 'proposed', operations: [{ status: 'pending', reason: null }] })
})

test('a policy of a project covers what changes there, wherever the patch says that it belongs', async () => {
  await policy({ projectId: project, commands: ['task.update', 'task.create', 'comment.create'] })
  const other = await w.project()
  const [elsewhere, made] = [await w.task(other), newId()]
  const id = await propose(
    w,
    [
      update('here', task, { title: 'New' }, sure),
      update('there', elsewhere, { title: 'New' }, sure),
      operation('make', 'task.create', { id: made, projectId: project, title: 'Made' }, sure),
      operation('say', 'comment.create', { taskId: made, body: 'x' }, sure),
    ],
    { author, as: await agent(), projectId: project },
  )
  expect(statuses(await patchOf(w, id))).toEqual({ here: 'applied', there: 'pending', make: 'applied', say: 'applied' })
})

test('the role that counts is the one in the project', async () => {
  await policy({ role: 'MANAGER' })
  const as = await agent()
  await w.run('project_member.set', { projectId: project, memberId: as.actor.memberId, role: 'MANAGER' })
  const id = await propose(w, [update('a', task, { title: 'New' }, sure)], { author, as })
  expect((await patchOf(w, id)).status).toBe('applied')
})

test('a person who is told by a policy what an agent did can undo it', async () => {
  await policy()
  const id = await propose(w, [update('a', task, { title: 'New' }, sure)], { author, as: await agent() })
  await w.run('patch.undo', { id })
  expect((await taskOf(w, task))?.title).toBe('Task')
})
