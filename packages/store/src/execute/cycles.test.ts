import { newId } from '@orchestrator/domain'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestStore, refusal, type TestStore, type TestWorkspace } from '../../../../test/support/workspace.ts'
import { getEntity } from '../queries/get-entity.ts'
import { getCycleProgress, getMilestoneProgress } from '../queries/index.ts'

let stage: TestStore
beforeAll(async () => {
  stage = await openTestStore()
})
afterAll(() => stage?.close())

const day = (n: number) => new Date(Date.UTC(2026, 5, n)).toISOString()
const span = (first: number, last: number) => ({ startsAt: day(first), endsAt: day(last) })
const plan = async (w: TestWorkspace, projectId: string, first: number, last: number) =>
  (await w.run('cycle.create', { projectId, ...span(first, last) })).result.id
const rowOf = (w: TestWorkspace, kind: 'cycle' | 'task', id: string) =>
  w.store.read(w.id, (tx) => getEntity(tx, w.id, kind, id))

/** Several processes, so that commands meet in the database and not in one of its queues. */
async function atOnce(w: TestWorkspace, commands: readonly (readonly [string, object])[]): Promise<string[]> {
  const stores = commands.map(() => stage.open('app', 2))
  return Promise.all(
    commands.map(([type, data], n) =>
      refusal((stores[n] ?? w.store).execute(w.owner, [{ id: newId(), type, data } as never])),
    ),
  )
}

async function overlaps(w: TestWorkspace, projectId: string): Promise<number> {
  const rows = await w.store.read(
    w.id,
    (tx) => tx<{ n: number }[]>`
      select count(*)::int as n from cycles a join cycles b on a.project_id = b.project_id and a.id < b.id
      where a.project_id = ${projectId} and a.starts_at < b.ends_at and b.starts_at < a.ends_at`,
  )
  return rows[0]?.n ?? -1
}

test('cycles of a project that are planned and moved at once never overlap', async () => {
  const w = await stage.workspace()
  for (let round = 0; round < 8; round++) {
    const project = await w.project()
    const ids = round % 2 === 0 ? [] : [await plan(w, project, 1, 8), await plan(w, project, 8, 15)]
    const moves = ids.map((id, n) => ['cycle.update', { id, ...span(20 + n, 27 + n) }] as const)
    const creates = [20, 21, 22].map(
      (first) => ['cycle.create', { projectId: project, ...span(first, first + 7) }] as const,
    )
    const ends = await atOnce(w, [...creates, ...moves])
    expect(new Set(ends)).toEqual(new Set(['nothing', 'invalid_input']))
    expect(ends.filter((end) => end === 'nothing')).toHaveLength(1)
    expect(await overlaps(w, project)).toBe(0)
  }
}, 60_000)

test('of two cycles that are started at once one is', async () => {
  const w = await stage.workspace()
  const project = await w.project()
  const ids = [await plan(w, project, 1, 8), await plan(w, project, 8, 15)]
  const ends = await atOnce(
    w,
    ids.map((id) => ['cycle.start', { id }] as const),
  )
  expect(ends.sort()).toEqual(['invalid_state', 'nothing'])
})

test('completing carries over what is not done, in one command, and counts it before', async () => {
  const w = await stage.workspace()
  const project = await w.project()
  const [first, later, next] = [
    await plan(w, project, 1, 8),
    await plan(w, project, 15, 22),
    await plan(w, project, 8, 15),
  ]
  const made = (more: object) => w.task(project, { cycleId: first, estimatePoints: 3, estimatedMinutes: 30, ...more })
  const [done, open, begun, canceled, archived] = [
    await made({ status: 'completed' }),
    await made({}),
    await made({ status: 'started', estimatePoints: null }),
    await made({ status: 'canceled' }),
    await made({}),
  ]
  await w.run('task.archive', { id: archived })
  await w.run('cycle.start', { id: first })
  const before = (await w.events()).length
  await w.run('cycle.complete', { id: first })

  const [completed, ...moved] = await w.events(before)
  expect(completed).toMatchObject({
    type: 'cycle.completed',
    cycle: { id: first, state: 'completed', completedAt: expect.any(String) },
    scope: { tasks: 4, points: 9, minutes: 120 },
    completed: { tasks: 1, points: 3, minutes: 30 },
    carriedOver: { tasks: 2, points: 3, minutes: 60 },
    nextCycleId: next,
  })
  expect(moved.map((event) => [event.type, event.subject.id]).sort()).toEqual(
    [open, begun].map((id) => ['task.updated', id]).sort(),
  )
  const cycleOf = async (id: string) => (await rowOf(w, 'task', id))?.['cycleId']
  expect(await Promise.all([done, open, begun, canceled, archived].map(cycleOf))).toEqual([
    first,
    next,
    next,
    first,
    first,
  ])
  // Again changes nothing.
  await w.run('cycle.complete', { id: first, unfinished: 'backlog' })
  expect(await cycleOf(open)).toBe(next)

  await w.run('cycle.start', { id: next })
  await w.run('cycle.complete', { id: next, unfinished: 'backlog' })
  expect(await cycleOf(open)).toBeNull()
  expect((await rowOf(w, 'cycle', later))?.['state']).toBe('upcoming')
})

test('a task that comes into a cycle while that is completed or deleted is not lost in it', async () => {
  const w = await stage.workspace()
  for (let round = 0; round < 12; round++) {
    const project = await w.project()
    const id = await plan(w, project, 1, 8)
    await w.run('cycle.start', { id })
    const tasks = await Promise.all([w.task(project), w.task(project)])
    const end = round % 2 === 0 ? ['cycle.complete', { id, unfinished: 'backlog' }] : ['cycle.delete', { id }]
    const ends = await atOnce(w, [
      ...tasks.map((task) => ['task.update', { id: task, cycleId: id }] as const),
      end as [string, object],
    ])
    expect(ends.at(-1)).toBe('nothing')
    for (const [n, task] of tasks.entries()) {
      // Whoever came first was taken out again, by an event; whoever came late was told.
      expect(['nothing', 'invalid_input', 'not_found']).toContain(ends[n])
      expect((await rowOf(w, 'task', task))?.['cycleId']).toBeNull()
      const last = (await w.events()).findLast((event) => event.subject.id === task)
      expect(last).toMatchObject({ task: { cycleId: null } })
    }
  }
}, 60_000)

test('the progress is read from the log, and stays what it was when the rest was carried over', async () => {
  const w = await stage.workspace()
  await w.run('workspace.update', { id: w.id, timeZone: 'Asia/Tokyo' })
  const project = await w.project()
  const [id, next] = [await plan(w, project, 1, 8), await plan(w, project, 8, 15)]
  const [a, b] = [await w.task(project, { cycleId: id, estimatePoints: 5 }), await w.task(project, { cycleId: id })]
  const progress = () => w.store.read(w.id, (tx) => getCycleProgress(tx, w.id, id))
  expect(await progress()).toMatchObject({ scope: { tasks: 2, points: 5 }, committed: null, days: [] })
  await w.run('cycle.start', { id })
  const c = await w.task(project)
  await w.run('task.update', { id: c, cycleId: id })
  await w.run('task.update', { id: b, cycleId: null })
  await w.run('task.update', { id: a, status: 'completed' })
  const expected = {
    cycleId: id,
    timeZone: 'Asia/Tokyo',
    scope: { tasks: 2, points: 5, minutes: 0 },
    started: { tasks: 0 },
    completed: { tasks: 1, points: 5 },
    committed: { tasks: 2, points: 5 },
    added: { tasks: 1 },
    removed: { tasks: 1 },
  }
  expect(await progress()).toMatchObject(expected)
  await w.run('cycle.complete', { id })
  await w.run('task.update', { id: a, status: 'started' })
  expect(await progress()).toMatchObject(expected)
  const today = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Tokyo' }).format(new Date())
  expect((await progress())?.days.at(-1)?.date).toBe(today)
  expect(await w.store.read(w.id, (tx) => getCycleProgress(tx, w.id, next))).toMatchObject({ scope: { tasks: 1 } })
  expect(await w.store.read(w.id, (tx) => getCycleProgress(tx, w.id, newId()))).toBeUndefined()
})

test('a milestone knows how far its tasks are; a project takes its milestones and cycles along', async () => {
  const w = await stage.workspace()
  const project = await w.project()
  const { id: milestoneId } = (await w.run('milestone.create', { projectId: project, name: 'Beta' })).result
  const { id: second } = (await w.run('milestone.create', { projectId: project, name: 'Gold' })).result
  const cycle = await plan(w, project, 1, 8)
  const tasks = [
    await w.task(project, { milestoneId, estimatePoints: 2, status: 'completed' }),
    await w.task(project, { milestoneId, estimatedMinutes: 10, status: 'started', cycleId: cycle }),
    await w.task(project, { milestoneId, status: 'canceled' }),
  ]
  expect(await w.store.read(w.id, (tx) => getMilestoneProgress(tx, w.id, milestoneId))).toEqual({
    milestoneId,
    scope: { tasks: 2, points: 2, minutes: 10 },
    started: { tasks: 1, points: 0, minutes: 10 },
    completed: { tasks: 1, points: 2, minutes: 0 },
  })
  const ranks = await w.store.read(
    w.id,
    (tx) => tx<{ id: string }[]>`select id from milestones where project_id = ${project} order by rank`,
  )
  expect(ranks.map((row) => row.id)).toEqual([milestoneId, second])
  for (const id of tasks) await w.run('task.delete', { id })
  const before = (await w.events()).length
  await w.run('project.delete', { id: project })
  expect((await w.events(before)).map((event) => event.type)).toEqual([
    'cycle.deleted',
    'milestone.deleted',
    'milestone.deleted',
    'project.deleted',
  ])
})
