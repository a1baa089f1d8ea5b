import { type CommandInput, newId, PlanDraft } from '@orchestrator/domain'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { accept, patchOf } from '../../../../test/support/patches.ts'
import { errorOf, openTestStore, type TestStore, type TestWorkspace } from '../../../../test/support/workspace.ts'
import { getEntity } from '../queries/get-entity.ts'
import { draftToPatch, type PlanRequest } from './draft-to-patch.ts'

let stage: TestStore
let w: TestWorkspace
let projectId: string
beforeAll(async () => {
  stage = await openTestStore()
})
beforeEach(async () => {
  w = await stage.workspace()
  projectId = await w.project()
})
afterAll(() => stage?.close())

const draftOf = (tasks: readonly object[], more: object = {}) =>
  PlanDraft.parse({
    title: 'Plan',
    tasks: tasks.map((task, n) => ({ key: `t${n}`, title: `Task ${n}`, ...task })),
    ...more,
  })
const plan = (draft: PlanDraft, more: Partial<PlanRequest> = {}, as = w.owner) =>
  draftToPatch(w.store, as, { projectId, what: { mode: 'plan', draft, stated: [] }, ...more })
const taskOf = async (id: string) => (await w.store.read(w.id, (tx) => getEntity(tx, w.id, 'task', id))) ?? {}
const done = async (title: string, data: Partial<CommandInput<'task.create'>>) =>
  w.task(projectId, { title, status: 'completed', ...data })

test('what is planned is applied as it was computed: tasks, parts, milestones and what waits for what', async () => {
  const draft = draftOf(
    [
      { title: 'Stand', milestone: 'beta' },
      { title: 'Walls', parent: 't0', estimate: 720, tags: ['wood'] },
      { title: 'Lights', parent: 't0', estimate: 60, dependsOn: ['t1'] },
      { title: 'Open', estimate: 30, dependsOn: ['t0'] },
    ],
    { milestones: [{ key: 'beta', name: 'Beta' }] },
  )
  const { patch, proposal } = await plan(draft)
  if (!patch) throw new Error('nothing was proposed')
  expect(patch).toMatchObject({ status: 'proposed', projectId, title: 'Plan', author: null })
  expect(patch.rationale).toContain('Critical path')
  await accept(w, patch.id)
  const applied = await patchOf(w, patch.id)
  expect(applied.operations.map(({ status }) => status)).toEqual(applied.operations.map(() => 'applied'))
  const idOf = (key: string) => String(applied.operations.find((one) => one.key === key)?.data['id'])
  const lights = await taskOf(idOf('task-t2'))
  const planned = proposal.schedule.tasks.find(({ key }) => key === 't2')
  expect(lights).toMatchObject({
    ...{ parentId: idOf('task-t0'), milestoneId: idOf('milestone-beta'), estimatedMinutes: 60 },
    ...{ assigneeId: w.owner.actor.memberId, startDate: planned?.startDate, dueDate: planned?.dueDate },
  })
  const relations = applied.operations
    .filter(({ command }) => command === 'task_relation.create')
    .map(({ data }) => data)
  expect(relations).toMatchObject([
    { type: 'blocks', fromTaskId: idOf('task-t1'), toTaskId: idOf('task-t2') },
    { type: 'blocks', fromTaskId: idOf('task-t0'), toTaskId: idOf('task-t3') },
  ])
})

test('numbers come from what was done: logged before estimated minutes, the project before others, and points where those are used', async () => {
  const other = await w.project()
  for (const minutes of [60, 90, 240]) await done('Print the posters', { estimatedMinutes: 30, actualMinutes: minutes })
  for (let n = 0; n < 4; n++)
    await w.task(other, { title: 'Print the posters', status: 'completed', estimatedMinutes: 1_000 })
  const draft = draftOf([{ title: 'Print posters' }])
  const { proposal } = await plan(draft, { dryRun: true })
  expect(proposal.schedule.tasks[0]).toMatchObject({ estimate: 90, precedents: 3 })
  expect(proposal.evidence).toHaveLength(3)

  const inPoints = await w.project()
  for (const estimatePoints of [1, 2, 3, 3, 5])
    await w.task(inPoints, {
      title: 'Print the posters',
      status: 'completed',
      estimatePoints,
      assigneeId: w.owner.actor.memberId,
    })
  const points = await plan(draft, { projectId: inPoints, dryRun: true })
  expect(points.proposal.schedule).toMatchObject({ unit: 'points', perDay: 0.23, tasks: [{ estimate: 3 }] })
  expect(points.proposal.schedule.perDayBasis).toContain('14 points of 5 tasks done by 1 person')
})

test('work goes to those who belong to the project and may do it, after what they have to do elsewhere', async () => {
  const [ada, viewer] = [await w.member('CONTRIBUTOR'), await w.member('VIEWER')]
  await w.member('CONTRIBUTOR')
  await w.task(projectId, { assigneeId: viewer.actor.memberId })
  await w.task(await w.project(), { assigneeId: ada.actor.memberId, estimatedMinutes: 720 })
  await done('Print', { assigneeId: ada.actor.memberId })
  const { proposal } = await plan(draftOf([{ estimate: 60 }]), { dryRun: true })
  expect(proposal.schedule.loads).toMatchObject([{ memberId: ada.actor.memberId, busyDays: 2, plannedDays: 0.17 }])
  const named = await plan(draftOf([{ estimate: 60 }]), { dryRun: true, memberIds: [w.owner.actor.memberId] })
  expect(named.proposal.schedule.tasks[0]?.assigneeId).toBe(w.owner.actor.memberId)
})

test('a late project is replanned, and a task is split', async () => {
  const late = await w.task(projectId, {
    title: 'Late',
    dueDate: '2026-01-05',
    estimatedMinutes: 600,
    assigneeId: w.owner.actor.memberId,
  })
  const replanned = await draftToPatch(w.store, w.owner, { projectId, what: { mode: 'replan' } })
  const [moved] = replanned.patch?.operations ?? []
  expect(moved).toMatchObject({ command: 'task.update', data: { id: late }, before: { dueDate: '2026-01-05' } })
  await accept(w, replanned.patch?.id ?? '')
  expect(await taskOf(late)).toMatchObject({ dueDate: moved?.data['dueDate'] })
  expect((await draftToPatch(w.store, w.owner, { projectId, what: { mode: 'replan' } })).patch).toBeNull()

  const draft = draftOf([{ size: 'S' }, { size: 'M', dependsOn: ['t0'] }])
  const split = await draftToPatch(w.store, w.owner, {
    projectId,
    what: { mode: 'split', taskId: late, draft, stated: [] },
  })
  await accept(w, split.patch?.id ?? '')
  expect(await taskOf(late)).toMatchObject({ estimatedMinutes: null })
  const parts = split.patch?.operations.filter(({ command }) => command === 'task.create') ?? []
  expect(parts.map(({ data }) => [data['parentId'], data['estimatedMinutes']])).toEqual([
    [late, 120],
    [late, 480],
  ])
})

test('with the rights of whoever asks, and nothing of another workspace', async () => {
  const draft = draftOf([{}])
  const viewer = await w.member('VIEWER')
  const before = (await w.events()).length
  expect(await errorOf(plan(draft, { dryRun: true }, viewer))).toMatchObject({
    code: 'forbidden',
    details: { permission: 'patch.propose' },
  })
  const narrow = { ...w.owner, scopes: ['patch.propose'] as const }
  expect(await errorOf(plan(draft, {}, narrow))).toMatchObject({ details: { permission: 'workspace.read' } })
  const stranger = await stage.workspace()
  const theirs = draftToPatch(w.store, stranger.owner, { projectId, what: { mode: 'replan' } })
  expect(await errorOf(theirs)).toMatchObject({ code: 'not_found' })
  const split = draftToPatch(w.store, w.owner, {
    projectId,
    what: { mode: 'split', taskId: newId(), draft, stated: [] },
  })
  expect(await errorOf(split)).toMatchObject({ code: 'not_found', fields: [{ path: 'taskId' }] })
  const circle = draftOf([{ dependsOn: ['t1'] }, { dependsOn: ['t0'] }])
  expect(await errorOf(plan(circle))).toMatchObject({ code: 'cycle', fields: [{ path: 'draft.tasks.0.dependsOn' }] })
  expect((await w.events()).length).toBe(before)
})

test('asked twice under one name, it proposes once', async () => {
  const as = { commandId: newId(), idempotency: { id: newId(), request: { plan: 1 } } }
  const what = { mode: 'plan', draft: draftOf([{}]), stated: [] } as const
  const first = await draftToPatch(w.store, w.owner, { projectId, what }, as)
  await w.task(projectId, { title: 'Meanwhile', assigneeId: w.owner.actor.memberId, estimatedMinutes: 9_000 })
  const second = await draftToPatch(w.store, w.owner, { projectId, what }, as)
  expect([second.isRepeated, second.patch]).toEqual([true, first.patch])
})

test('where more is open than a plan looks at, it says how much', async () => {
  const other = await w.project()
  const assigneeId = w.owner.actor.memberId
  const [own, others] = [
    await w.task(projectId, { title: 'Open' }),
    await w.task(other, { title: 'Other', assigneeId }),
  ]
  const multiply = (id: string, from: number, to: number) =>
    w.store.write(
      w.id,
      (tx) => tx`
      insert into tasks select (jsonb_populate_record(t, jsonb_build_object(
        'id', gen_random_uuid(), 'number', t.number + n, 'identifier', t.identifier || '-' || n))).*
      from tasks t, generate_series(${from}::int, ${to}::int) n where t.workspace_id = ${w.id} and t.id = ${id}`,
    )
  const words = async (what: PlanRequest['what']) =>
    (await draftToPatch(w.store, w.owner, { projectId, what, dryRun: true })).proposal.rationale
  await multiply(own, 1, 4_998)
  const draft = draftOf([{ title: 'Print', estimate: 30 }])
  expect(await words({ mode: 'replan' })).not.toContain('looked at')
  await multiply(own, 4_999, 5_002)
  await multiply(others, 1, 5_000)
  const ofProject = 'Of the 5003 open tasks of the project only 5000 were looked at, those with the nearest days.'
  const ofPeople = '1 open tasks that people have in other projects were not looked at'
  for (const what of [{ mode: 'replan' }, { mode: 'plan', draft, stated: [] }] as const)
    expect(await words(what)).toMatch(new RegExp(`${ofProject}\n${ofPeople}`))
})
