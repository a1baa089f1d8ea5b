import { newId } from '@orchestrator/domain'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestStore, refusal, type TestStore, type TestWorkspace } from '../../../../test/support/workspace.ts'
import { getEntity, sumTimeEntries } from '../queries/index.ts'

let stage: TestStore
beforeAll(async () => {
  stage = await openTestStore()
})
afterAll(() => stage?.close())

const at = (time: string) => `2026-06-01T${time}:00.000Z`
const log = async (w: TestWorkspace, taskId: string, minutes: number, more: object = {}) =>
  (await w.run('time_entry.create', { taskId, startedAt: at('09:00'), minutes, ...more })).result.id
const actual = async (w: TestWorkspace, id: string) =>
  (await w.store.read(w.id, (tx) => getEntity(tx, w.id, 'task', id)))?.['actualMinutes']

test('a task has taken as long as its entries say; what was set by hand gives way and is told', async () => {
  const w = await stage.workspace()
  const task = await w.task(await w.project(), { actualMinutes: 500 })
  await w.run('task.update', { id: task, actualMinutes: 400 })
  const running = (await w.run('time_entry.start', { taskId: task })).result.id
  expect(await actual(w, task)).toBe(400)
  await w.run('time_entry.delete', { id: running })
  expect(await actual(w, task)).toBe(400)
  const before = (await w.events()).length
  const first = await log(w, task, 30)
  expect((await w.events(before)).at(-1)).toMatchObject({
    type: 'task.updated',
    changes: { actualMinutes: { before: 400, after: 30 } },
  })
  const second = await log(w, task, 15)
  expect(await actual(w, task)).toBe(45)
  expect(await refusal(w.run('task.update', { id: task, actualMinutes: 1 }))).toBe('invalid_state')
  // What is there may be sent back.
  await w.run('task.update', { id: task, actualMinutes: 45, title: 'New' })
  await w.run('time_entry.update', { id: first, startedAt: at('08:00') })
  expect(await actual(w, task)).toBe(105)
  await w.run('time_entry.delete', { id: first })
  await w.run('time_entry.delete', { id: second })
  expect(await actual(w, task)).toBeNull()
  await w.run('task.update', { id: task, actualMinutes: 7 })
})

test('entries that are logged at once all count', async () => {
  const w = await stage.workspace()
  const task = await w.task(await w.project())
  const stores = Array.from({ length: 6 }, () => stage.open('app', 2))
  const command = (n: number) => ({
    id: newId(),
    type: 'time_entry.create',
    data: { taskId: task, startedAt: at('09:00'), minutes: 2 ** n },
  })
  await Promise.all(stores.map((store, n) => store.execute(w.owner, [command(n) as never])))
  expect(await actual(w, task)).toBe(63)
})

test('of two timers that a member starts at once one runs; another member has one too', async () => {
  const w = await stage.workspace()
  const project = await w.project()
  const [a, b] = [await w.task(project), await w.task(project)]
  for (let round = 0; round < 5; round++) {
    const start = (taskId: string) => [{ id: newId(), type: 'time_entry.start', data: { taskId } }] as never
    const ends = await Promise.all([a, b].map((task) => refusal(stage.open('app', 2).execute(w.owner, start(task)))))
    expect(ends.sort()).toEqual(['invalid_state', 'nothing'])
    const [running] = await w.store.read(
      w.id,
      (tx) => tx<{ id: string }[]>`select id from time_entries where ended_at is null`,
    )
    await w.run('time_entry.stop', { id: running?.id ?? '' })
  }
  const other = await w.member('CONTRIBUTOR')
  await w.run('time_entry.start', { taskId: a })
  const theirs = (await w.run('time_entry.start', { taskId: a }, other)).result.id
  // A batch cannot do what two requests cannot.
  const twice = [newId(), newId()].map((id) => ({ id, type: 'time_entry.start', data: { taskId: b } }) as never)
  expect(await refusal(w.store.execute(await w.member('CONTRIBUTOR'), twice))).toBe('invalid_state')
  await w.run('task.delete', { id: a })
  await w.run('time_entry.stop', { id: theirs }, other)
})

test('a contributor logs their own time and leaves that of others alone', async () => {
  const w = await stage.workspace()
  const task = await w.task(await w.project())
  const [one, other] = [await w.member('CONTRIBUTOR'), await w.member('CONTRIBUTOR')]
  const entry = { taskId: task, startedAt: at('09:00'), minutes: 5 }
  const id = (await w.run('time_entry.create', entry, one)).result.id
  await w.run('time_entry.update', { id, note: 'mine' }, one)
  for (const [type, data] of [
    ['time_entry.update', { id, note: 'x' }],
    ['time_entry.delete', { id }],
    ['time_entry.create', { ...entry, memberId: one.actor.memberId }],
  ] as const)
    expect([type, await refusal(w.run(type, data as never, other))]).toEqual([type, 'forbidden'])
  await w.run('time_entry.create', { ...entry, memberId: one.actor.memberId }, await w.member('MANAGER'))
  expect(await actual(w, task)).toBe(10)
})

test('sums by task, member, project and day, in the workspace’s time zone', async () => {
  const w = await stage.workspace()
  await w.run('workspace.update', { id: w.id, timeZone: 'America/Los_Angeles' })
  const project = await w.project()
  const [a, b] = [await w.task(project), await w.task(project)]
  const member = (await w.member('CONTRIBUTOR')).actor.memberId
  await log(w, a, 60, { billable: true })
  // Six in the morning in UTC is the evening before in Los Angeles.
  await log(w, a, 30, { startedAt: at('06:00') })
  await log(w, b, 10, { memberId: member, billable: true })
  await w.run('time_entry.start', { taskId: b })
  const sum = (groupBy: 'task' | 'member' | 'project' | 'day', filter = {}) =>
    w.store.read(w.id, (tx) => sumTimeEntries(tx, w.id, filter, groupBy))
  expect(await sum('task')).toEqual({
    groupBy: 'task',
    timeZone: 'America/Los_Angeles',
    total: { entries: 3, minutes: 100, billableMinutes: 70 },
    items: [
      { key: a, entries: 2, minutes: 90, billableMinutes: 60 },
      { key: b, entries: 1, minutes: 10, billableMinutes: 10 },
    ],
  })
  expect((await sum('day')).items).toEqual([
    { key: '2026-05-31', entries: 1, minutes: 30, billableMinutes: 0 },
    { key: '2026-06-01', entries: 2, minutes: 70, billableMinutes: 70 },
  ])
  expect((await sum('member', { memberId: member })).items).toEqual([
    { key: member, entries: 1, minutes: 10, billableMinutes: 10 },
  ])
  expect((await sum('project', { from: at('07:00'), billable: true })).total.minutes).toBe(70)
  expect(await sum('day', { to: at('01:00') })).toMatchObject({ total: { entries: 0, minutes: 0 }, items: [] })
})
