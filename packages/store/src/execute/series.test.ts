import { addDays, type CommandInput, dateIn, newId, type Series, type Task } from '@orchestrator/domain'
import postgres from 'postgres'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  openTestStore,
  principalOf,
  refusal,
  type TestStore,
  type TestWorkspace,
} from '../../../../test/support/workspace.ts'
import { dueSeries } from '../automation/due-series.ts'

let stage: TestStore
beforeAll(async () => {
  stage = await openTestStore()
})
afterAll(() => stage?.close())

const today = dateIn('UTC', new Date().toISOString())
const day = (n: number) => addDays(today, n)

async function prepared() {
  const w = await stage.workspace()
  const projectId = await w.project()
  const series = async (data: Partial<CommandInput<'series.create'>> = {}) => {
    const input = {
      projectId,
      task: { title: 'Report {{variables.date}} #{{variables.number}}' },
      recurrence: { rrule: 'FREQ=DAILY' },
      ...data,
    }
    return (await w.run('series.create', input)).entity as unknown as Series
  }
  /** As the sweeper does it, some days from now. */
  const occur = (id: string, days = 0, memberId = w.owner.actor.memberId) => {
    const at = new Date(Date.now() + days * 86_400_000).toISOString()
    const who = { workspaceId: w.id, actor: { type: 'series' as const, id, memberId }, scopes: null }
    return w.run('series.occur', { id, at }, who)
  }
  return { w, projectId, series, occur }
}

const tasksOf = (w: TestWorkspace, seriesId: string) =>
  w.store.read(
    w.id,
    (tx) => tx<Pick<Task, 'id' | 'title' | 'dueDate' | 'startDate' | 'occurrence' | 'assigneeId' | 'parentId'>[]>`
      select id, title, due_date, start_date, occurrence, assignee_id, parent_id from tasks where series_id = ${seriesId} and deleted_at is null order by occurrence`,
  )
const stored = async (w: TestWorkspace, id: string) =>
  (await w.store.read(w.id, (tx) => tx<Series[]>`select * from series where id = ${id}`))[0] as Series

describe('a series', () => {
  test('makes a task for each occurrence, which knows it', async () => {
    const { w, series, occur } = await prepared()
    const { id } = await series({
      leadDays: 2,
      task: { title: 'R {{variables.date}} #{{variables.number}}', startDays: -1, dueDays: 3 },
    })
    expect(await dueSeries(stage.open('relay', 1), new Date(), 1_000)).toContainEqual(
      expect.objectContaining({ id, workspaceId: w.id }),
    )
    await occur(id)
    expect(await tasksOf(w, id)).toMatchObject(
      [0, 1, 2].map((n) => ({
        title: `R ${day(n)} #${n + 1}`,
        occurrence: day(n),
        startDate: day(n - 1),
        dueDate: day(n + 3),
      })),
    )
    expect(await stored(w, id)).toMatchObject({ number: 3, lastDate: day(2), nextDate: day(3), status: 'active' })
    const made = (await w.events()).find((event) => event.type === 'task.created')
    expect(made).toMatchObject({ actor: { type: 'series', id }, task: { seriesId: id, occurrence: today } })
  })

  test('is asked for as often as one likes, also by several at once, and makes nothing twice', async () => {
    const { w, series, occur } = await prepared()
    const { id } = await series({ catchUp: 'all' })
    await Promise.all(Array.from({ length: 8 }, () => occur(id, 9)))
    await occur(id, 9)
    const tasks = await tasksOf(w, id)
    expect(tasks.map((task) => task.occurrence)).toEqual(Array.from({ length: 10 }, (_, n) => day(n)))
  })

  test('whose transactions are killed makes each task once all the same', async () => {
    const { w, series, occur } = await prepared()
    const { id } = await series({ catchUp: 'all' })
    const owner = postgres(stage.database.databaseUrl, { max: 1, onnotice: () => {} })
    try {
      let killing = true
      const killer = (async () => {
        while (killing)
          await owner`select pg_terminate_backend(pid) from pg_stat_activity where application_name like 'orchestrator app%' and datname = current_database() and state <> 'idle'`
      })()
      for (let days = 0; days < 60; days += 2) await Promise.allSettled([occur(id, days), occur(id, days)])
      killing = false
      await killer
    } finally {
      await owner.end()
    }
    for (let tries = 0; (await stored(w, id)).lastDate !== day(60) && tries < 20; tries++)
      await occur(id, 60).catch(() => {})
    expect((await tasksOf(w, id)).map((task) => task.occurrence)).toEqual(Array.from({ length: 61 }, (_, n) => day(n)))
  }, 60_000)

  test('makes up for what was missed as it says, and tells what it left out', async () => {
    const { w, series, occur } = await prepared()
    const { id } = await series({ catchUp: 'latest' })
    await occur(id, 3)
    expect((await tasksOf(w, id)).map((task) => task.occurrence)).toEqual([day(3)])
    expect((await w.events()).find((event) => event.type === 'series.missed')).toMatchObject({
      dates: [day(0), day(1), day(2)],
      seriesId: id,
    })
  })

  test('that began long ago is not made up for', async () => {
    const { w, series, occur } = await prepared()
    const made = await series({ startDate: day(-10), catchUp: 'all', count: 12 })
    expect(made).toMatchObject({ number: 10, lastDate: day(-1), nextDate: today })
    await occur(made.id, 5)
    expect((await tasksOf(w, made.id)).map((task) => task.occurrence)).toEqual([day(0), day(1)])
    expect(await stored(w, made.id)).toMatchObject({ status: 'ended', number: 12, nextAt: null })
  })

  test('of a template makes all of it, and its first task stands for the occurrence', async () => {
    const { w, series, occur } = await prepared()
    const tasks = [
      { key: 'top', title: 'Top {{variables.who}}', dueDate: { from: 'start', days: 2 } },
      { key: 'part', title: 'Part', parent: 'top' },
    ]
    await w.run('template.create', {
      name: 'Weekly',
      kind: 'task',
      variables: [{ name: 'who', type: 'text' }],
      content: { tasks },
    })
    const { id } = await series({
      task: undefined,
      template: { template: 'Weekly', variables: { who: 'Bo' } },
      recurrence: { rrule: 'FREQ=DAILY' },
    })
    await occur(id, 0)
    await occur(id, 1)
    expect(await tasksOf(w, id)).toMatchObject([
      { title: 'Top Bo', dueDate: day(2), occurrence: day(0) },
      { title: 'Top Bo', dueDate: day(3), occurrence: day(1) },
    ])
    expect((await w.events()).filter((event) => event.type === 'task.created')).toHaveLength(4)
  })
})

describe('after completion', () => {
  const watering = { task: { title: 'Water' }, recurrence: { afterCompletion: { days: 3 } } }

  test('the next comes so long after the one before was done, told in the same transaction', async () => {
    const { w, series, occur } = await prepared()
    const { id } = await series(watering)
    await occur(id)
    await occur(id, 30)
    const [first, ...rest] = await tasksOf(w, id)
    expect([first?.occurrence, rest]).toEqual([today, []])
    expect(await stored(w, id)).toMatchObject({ nextDate: null, nextAt: null, status: 'active' })
    const before = (await w.events()).length
    await w.run('task.update', { id: first?.id ?? '', status: 'completed' })
    const told = (await w.events()).slice(before)
    expect(told.map((event) => event.type)).toEqual(['task.status_changed', 'series.updated'])
    expect(new Set(told.map((event) => event.commandId)).size).toBe(1)
    expect(await stored(w, id)).toMatchObject({ nextDate: day(3) })
    await occur(id, 2)
    expect(await tasksOf(w, id)).toHaveLength(1)
    await occur(id, 3)
    expect((await tasksOf(w, id)).map((task) => task.occurrence)).toEqual([today, day(3)])
    // To open and complete it again, or to complete an earlier one, sets off nothing more.
    await w.run('task.update', { id: first?.id ?? '', status: 'started' })
    await w.run('task.update', { id: first?.id ?? '', status: 'completed' })
    expect(await stored(w, id)).toMatchObject({ nextDate: null })
  })

  test('who completes a task twice under one id is answered with the task both times', async () => {
    const { w, series, occur } = await prepared()
    const { id } = await series(watering)
    await occur(id)
    const [task] = await tasksOf(w, id)
    const complete = [newId(), { id: task?.id ?? '', status: 'completed' }] as const
    const first = await w.run('task.update', complete[1], w.owner, complete[0])
    expect(first).toMatchObject({ applied: true, entity: { title: 'Water', status: 'completed' } })
    expect((first.lastSeq ?? 0) - (first.firstSeq ?? 0)).toBe(1)
    expect(await w.run('task.update', complete[1], w.owner, complete[0])).toEqual({ ...first, applied: false })
  })

  test('a member who may complete tasks needs no right to make them; deleting counts as done', async () => {
    const { w, series, occur } = await prepared()
    const { id } = await series(watering)
    await occur(id)
    const [task] = await tasksOf(w, id)
    const scoped = { ...w.owner, scopes: ['task.complete' as const] }
    await w.run('task.update', { id: task?.id ?? '', status: 'completed' }, scoped)
    expect(await stored(w, id)).toMatchObject({ nextDate: day(3) })
    await occur(id, 3)
    await w.run('task.delete', { id: (await tasksOf(w, id))[1]?.id ?? '' })
    // Not again on the day of the one before.
    expect(await stored(w, id)).toMatchObject({ nextDate: day(4), number: 2 })
  })
})

test('a series on a date of a task goes with it, in the transaction that changes it', async () => {
  const { w, series, projectId } = await prepared()
  await w.run('custom_field.create', { key: 'ends', name: 'Ends', type: 'date' })
  const contract = await w.task(projectId)
  const onDate = { taskId: contract, field: 'ends', every: 'year' as const, days: -30 }
  const { id } = await series({ recurrence: { onDate } })
  expect(await stored(w, id)).toMatchObject({ nextDate: null, status: 'active' })
  await w.run('task.update', { id: contract, customFields: { ends: day(100) } })
  expect(await stored(w, id)).toMatchObject({ nextDate: day(70) })
  await w.run('task.update', { id: contract, customFields: { ends: null } })
  expect(await stored(w, id)).toMatchObject({ nextDate: null, nextAt: null })
})

describe('single occurrences', () => {
  test('are skipped, moved and changed before they are made', async () => {
    const { w, series, occur } = await prepared()
    const { id } = await series({ recurrence: { rrule: 'FREQ=DAILY;INTERVAL=3' }, catchUp: 'all' })
    await w.run('series.skip', { id, date: day(0) })
    await w.run('series.move', { id, date: day(3), to: day(4) })
    await w.run('series.change_occurrence', {
      id,
      date: day(3),
      changes: { title: 'Other', assigneeId: w.owner.actor.memberId },
    })
    expect(await stored(w, id)).toMatchObject({ nextDate: day(3), nextAt: expect.anything() })
    await occur(id, 3)
    expect(await tasksOf(w, id)).toEqual([])
    await occur(id, 6)
    expect(await tasksOf(w, id)).toMatchObject([
      { occurrence: day(3), dueDate: day(4), title: 'Other', assigneeId: w.owner.actor.memberId },
      { occurrence: day(6), dueDate: day(6), title: `Report ${day(6)} #3`, assigneeId: null },
    ])
    for (const input of [
      { date: day(6), to: day(7) },
      { date: day(10), to: day(11) },
      { date: day(9), to: day(12) },
    ])
      expect(await refusal(w.run('series.move', { id, ...input }))).toBe('invalid_input')
  })
})

describe('changing a series', () => {
  test('counts for all that is not made yet', async () => {
    const { w, series, occur } = await prepared()
    const { id } = await series({ catchUp: 'all' })
    await occur(id)
    await w.run('series.update', { id, task: { title: 'New' }, recurrence: { rrule: 'FREQ=DAILY;INTERVAL=2' } })
    await occur(id, 4)
    expect((await tasksOf(w, id)).map(({ title, occurrence }) => [title, occurrence])).toEqual([
      [`Report ${today} #1`, today],
      ['New', day(2)],
      ['New', day(4)],
    ])
  })

  test('from a day on: the series ends before it, and another goes on', async () => {
    const { w, series, occur } = await prepared()
    const { id } = await series({ count: 5, catchUp: 'all' })
    const next = (await w.run('series.update', { id, from: day(2), task: { title: 'New' } }))
      .entity as unknown as Series
    expect(next).toMatchObject({ previousId: id, startDate: day(2), count: 3, nextDate: day(2) })
    await occur(id, 9)
    await occur(next.id, 9)
    expect((await tasksOf(w, id)).map((task) => task.occurrence)).toEqual([day(0), day(1)])
    expect((await tasksOf(w, next.id)).map((task) => task.occurrence)).toEqual([day(2), day(3), day(4)])
    expect((await stored(w, next.id)).status).toBe('ended')
  })

  test('pausing leaves out what falls into the pause', async () => {
    const { w, series, occur } = await prepared()
    const { id } = await series()
    await w.run('series.pause', { id })
    expect(await stored(w, id)).toMatchObject({ nextAt: null, status: 'paused' })
    await occur(id, 3)
    expect(await tasksOf(w, id)).toEqual([])
    await w.run('series.resume', { id })
    expect(await stored(w, id)).toMatchObject({ nextDate: today, status: 'active' })
    await w.run('series.end', { id })
    await occur(id, 3)
    expect(await tasksOf(w, id)).toEqual([])
    expect(await refusal(w.run('series.resume', { id }))).toBe('invalid_state')
  })

  test('makes whoever does its owner, within their scopes', async () => {
    const { w, series } = await prepared()
    const { id } = await series()
    const other = await w.member('CONTRIBUTOR')
    await w.run('series.update', { id, time: '10:00' }, other)
    expect(await stored(w, id)).toMatchObject({ ownerId: other.actor.memberId, time: '10:00' })
    expect(await refusal(w.run('series.update', { id, time: '11:00' }, { ...w.owner, scopes: ['task.create'] }))).toBe(
      'forbidden',
    )
    expect(await refusal(w.run('series.update', { id, time: '11:00' }, await w.member('VIEWER')))).toBe('forbidden')
  })
})

test('a series acts with the rights of its owner, and notes why it cannot go on', async () => {
  const { w, series, occur } = await prepared()
  const { id } = await series()
  const gone = await w.member('CONTRIBUTOR')
  await w.run('member.remove', { id: gone.actor.memberId })
  expect(await refusal(occur(id, 0, gone.actor.memberId))).toBe('forbidden')
  const at = new Date().toISOString()
  await w.run(
    'series.stall',
    { id, at, code: 'forbidden', message: 'gone' },
    principalOf(w.id, w.owner.actor.memberId),
    newId(),
  )
  expect(await stored(w, id)).toMatchObject({ problem: { code: 'forbidden', message: 'gone', at }, nextDate: today })
  expect(Date.parse((await stored(w, id)).nextAt ?? '')).toBe(Date.parse(at) + 60_000)
  await occur(id)
  expect(await stored(w, id)).toMatchObject({ problem: null })
})
