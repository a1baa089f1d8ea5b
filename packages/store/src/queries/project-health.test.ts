import type { ProjectHealthReport } from '@orchestrator/domain'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { openTestStore, refusal, type TestStore, type TestWorkspace } from '../../../../test/support/workspace.ts'
import { getProjectHealth } from './project-health.ts'

let stage: TestStore
beforeAll(async () => {
  // The commands' clock alone: what they write is then as it was in truth, events, stamps and rows.
  vi.useFakeTimers({ toFake: ['Date'] })
  vi.setSystemTime('2026-01-05T08:00:00Z')
  stage = await openTestStore()
})
afterAll(async () => {
  vi.useRealTimers()
  await stage?.close()
})

const at = (instant: string) => vi.setSystemTime(instant)
const health = (w: TestWorkspace, projectId: string, asOf?: string, weeks = 4): Promise<ProjectHealthReport> =>
  w.store.read(w.id, async (tx) => {
    const report = await getProjectHealth(tx, w.id, { projectId, weeks, asOf })
    if (!report) throw new Error('there is no such project')
    return report
  })
const values = ({ figures }: ProjectHealthReport) => Object.fromEntries(figures.map(({ name, value }) => [name, value]))

/** A project of six weeks: what was done early and late, reopened, deleted, archived, canceled and what waits. */
async function sixWeeks(w: TestWorkspace) {
  at('2026-01-05T08:00:00Z')
  const project = await w.project()
  const early = await w.task(project, { estimatePoints: 3, estimatedMinutes: 60 })
  const [done, reopened, gone, aside, off, waiting] = [
    await w.task(project, { estimatePoints: 2, estimatedMinutes: 120 }),
    await w.task(project, { estimatePoints: 1 }),
    await w.task(project),
    await w.task(project),
    await w.task(project),
    await w.task(project, { estimatePoints: 5 }),
  ]
  const block = (await w.run('task_relation.create', { type: 'blocks', fromTaskId: reopened, toTaskId: waiting }))
    .result.id
  at('2026-01-06T08:00:00Z')
  await w.run('task.update', { id: early, status: 'started' })
  at('2026-01-07T08:00:00Z')
  await w.run('task.update', { id: early, status: 'completed' })
  at('2026-02-02T08:00:00Z')
  await w.run('task.update', { id: done, status: 'started' })
  await w.run('task.update', { id: reopened, status: 'started', dueDate: '2026-02-04' })
  at('2026-02-04T20:00:00Z')
  await w.run('task.update', { id: done, status: 'completed', actualMinutes: 240 })
  await w.run('task.update', { id: reopened, status: 'completed' })
  await w.run('task.delete', { id: gone })
  await w.run('task.archive', { id: aside })
  await w.run('task.update', { id: off, status: 'canceled' })
  const middle = '2026-02-05T08:00:00.000Z'
  at('2026-02-09T08:00:00Z')
  await w.run('task.update', { id: reopened, status: 'started' })
  at('2026-02-10T08:00:00Z')
  return { project, middle, block, early, done, reopened, waiting }
}

test('figures are those that a calendar and paper give', async () => {
  const w = await stage.workspace()
  const { project, done, reopened, waiting } = await sixWeeks(w)
  const report = await health(w, project)
  expect(report).toMatchObject({ from: '2026-01-12T00:00:00.000Z', timeZone: 'UTC', project: { id: project } })
  expect(values(report)).toMatchObject({
    // early, done, reopened, waiting
    scope: 4,
    done: 2,
    open: 2,
    'scope.points': 11,
    'scope.added': 0,
    // gone, aside, off
    'scope.removed': 3,
    'scope.growth': -0.4286,
    // In the window only `done` was: 2 February 8:00 to 4 February 20:00; made on 5 January 8:00.
    'cycle_time.p50': 2.5,
    'lead_time.p85': 30.5,
    'throughput.mean': 0.25,
    'throughput.points': 0.5,
    flow_efficiency: 0.082,
    wip: 1,
    'wip.aged': 1,
    blocked: 1,
    'blocked.by_overdue': 1,
    'blocked.longest_chain': 2,
    overdue: 1,
    unassigned: 1,
    'estimate.ratio': 2,
    'time.budget': 180,
    'time.earned': 180,
    'time.spent': 240,
    'time.cpi': 0.75,
  })
  // Reopened: at work since it was first begun.
  expect(report.ageing).toMatchObject([{ task: { id: reopened }, days: 8 }])
  expect(report.blocked).toMatchObject([{ task: { id: waiting }, waitsFor: [{ id: reopened }] }])
  expect(report.burnup.map(({ date, scope, completed }) => [date, scope.tasks, completed.tasks])).toEqual([
    ['2026-01-11', 7, 1],
    ['2026-01-18', 7, 1],
    ['2026-01-25', 7, 1],
    ['2026-02-01', 7, 1],
    ['2026-02-08', 4, 3],
    ['2026-02-10', 4, 2],
  ])
  expect(report.risks.map(({ code, severity }) => `${severity} ${code}`)).toEqual([
    'high overdue',
    'high ageing',
    'medium blocked_by_overdue',
    'medium over_estimates',
    'low stale',
    'low unassigned',
  ])
  expect([report.status, report.rule]).toEqual(['at_risk', 'a risk is high'])
  const events = await w.events()
  const evidence = events.find(({ id }) => id === report.overdue[0]?.eventId)
  expect(evidence).toMatchObject({ type: 'task.status_changed', to: 'started', subject: { id: reopened } })
  expect(events.findLast(({ subject }) => subject.id === done)?.type).toBe('task.status_changed')
})

test('the past is as the log was then, whatever was done since', async () => {
  const w = await stage.workspace()
  const { project, middle, block, reopened, waiting } = await sixWeeks(w)
  at(middle)
  const then = await health(w, project)
  at('2026-02-11T08:00:00Z')
  await w.run('task_relation.delete', { id: block })
  await w.run('project.update', { id: project, targetDate: '2026-02-01', name: 'Renamed' })
  await w.run('task.update', { id: waiting, estimatePoints: 8, title: 'Other' })
  await w.run('task.delete', { id: reopened })
  expect(await health(w, project, middle)).toEqual(then)
  // The deleted relation was still there then.
  const before = await health(w, project, '2026-02-10T09:00:00.000Z')
  expect(before.blocked).toMatchObject([{ task: { id: waiting, title: 'Task' }, waitsFor: [{ id: reopened }] }])
  expect((await health(w, project)).blocked).toEqual([])
  const now = '2026-02-11T08:00:00.000Z'
  expect(await health(w, project, now)).toEqual(await health(w, project))
  const notThen = (asOf: string) => refusal(health(w, project, asOf))
  expect([await notThen('2026-01-01T00:00:00.000Z'), await notThen('2026-02-11T08:00:00.001Z')]).toEqual([
    'invalid_input',
    'invalid_input',
  ])
})

test('what rows say of done work, the report says too', async () => {
  const w = await stage.workspace()
  const { project } = await sixWeeks(w)
  const report = values(await health(w, project))
  const [rows] = await w.store.read(
    w.id,
    (tx) => tx<Record<string, number>[]>`
      select count(*)::int as scope, count(*) filter (where status = 'completed')::int as done,
        sum(estimate_points)::float8 as points, count(*) filter (where status = 'started')::int as wip,
        (extract(epoch from percentile_disc(0.85) within group (order by completed_at - started_at)
          filter (where completed_at >= '2026-01-12')) / 86400)::float8 as p85
      from tasks where project_id = ${project} and deleted_at is null and status <> 'canceled'
        and (archived_at is null or status = 'completed')`,
  )
  expect(rows).toEqual({
    scope: report['scope'],
    done: report['done'],
    points: report['scope.points'],
    wip: report['wip'],
    p85: report['cycle_time.p85'],
  })
})

test('cycles give velocity, and the one under way its days', async () => {
  const w = await stage.workspace()
  at('2026-03-02T08:00:00Z')
  const project = await w.project()
  const plan = async (startsAt: string, endsAt: string) =>
    (await w.run('cycle.create', { projectId: project, startsAt, endsAt })).result.id
  const first = await plan('2026-03-02T00:00:00Z', '2026-03-09T00:00:00Z')
  const second = await plan('2026-03-09T00:00:00Z', '2026-03-16T00:00:00Z')
  await w.run('cycle.start', { id: first })
  await w.task(project, { cycleId: first, estimatePoints: 3, status: 'completed' })
  await w.task(project, { cycleId: first, estimatePoints: 8 })
  at('2026-03-09T08:00:00Z')
  await w.run('cycle.complete', { id: first })
  await w.run('cycle.start', { id: second })
  at('2026-03-10T08:00:00Z')
  const report = await health(w, project)
  expect(values(report)).toMatchObject({ 'velocity.cycles': 1, 'velocity.points': 3, 'velocity.deviation': null })
  expect(report.cycles).toMatchObject([{ id: first, completed: { points: 3 }, scope: { points: 11 } }])
  expect(report.cycle).toMatchObject({ cycleId: second, scope: { tasks: 1, points: 8 } })
  expect(report.cycle?.days.map(({ date }) => date)).toEqual(['2026-03-09', '2026-03-10'])
  // As of the first cycle’s last day it was the one under way.
  expect((await health(w, project, '2026-03-08T00:00:00.000Z')).cycle).toMatchObject({
    cycleId: first,
    scope: { tasks: 2 },
    completed: { tasks: 1 },
  })
})

test('an empty project is unknown, another workspace’s is not there, and work elsewhere that blocks is seen', async () => {
  const [w, other] = [await stage.workspace(), await stage.workspace()]
  at('2026-04-01T08:00:00Z')
  const [project, elsewhere] = [await w.project(), await w.project()]
  expect(await health(w, project)).toMatchObject({
    status: 'unknown',
    rule: 'there is no task in the scope',
    weeks: [],
  })
  await expect(health(other, project)).rejects.toThrow('there is no such project')
  const blocker = await w.task(elsewhere, { title: 'Elsewhere' })
  const waiting = await w.task(project)
  await w.run('task_relation.create', { type: 'blocks', fromTaskId: blocker, toTaskId: waiting })
  const report = await health(w, project)
  expect(report.blocked).toMatchObject([{ task: { id: waiting }, waitsFor: [{ id: blocker, title: 'Elsewhere' }] }])
  expect(values(report)).toMatchObject({ scope: 1, 'blocked.longest_chain': 2 })
})
