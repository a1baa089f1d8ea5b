import type { Task } from '@orchestrator/sdk'
import { type DeepPartial, fake, type LaterEvent, testRun } from '@orchestrator/sdk/testing'
import { describe, expect, it } from 'vitest'
import groupWorkReminders from './playbook.ts'

const projectId = '019b0000-0000-7000-8000-0000000000a1'
const student = '019b0000-0000-7000-8000-0000000000b1'
const work = (fields: object = {}) =>
  fake('task.created', { task: { projectId, title: 'Model of a volcano', tags: ['group-work'], number: 1, ...fields } })
const group = work({ dueDate: '2026-01-20' })
const part = (number: number, more: DeepPartial<Task> = {}): DeepPartial<Task> => ({
  ...{ projectId, number, identifier: `GEO-${number}`, title: `Part ${number}`, parentId: group.task.id },
  ...{ assigneeId: student, ...more },
})
const ends = (after: LaterEvent['after']): LaterEvent => ({
  after,
  event: fake('task.status_changed', { to: 'completed', task: { ...group.task, status: 'completed' } }),
})
const on = (
  run: { comments: readonly { taskId: string; createdAt: string; body: string }[] },
  taskId: string | undefined,
) =>
  run.comments
    .filter((comment) => comment.taskId === taskId)
    .map(({ createdAt, body }) => [createdAt.slice(0, 10), body])

describe('group-work-reminders', () => {
  it('tells the group how far it is, and each part once what is to be done', async () => {
    const run = await testRun(groupWorkReminders, group, {
      tasks: [part(2), part(3, { assigneeId: null }), part(4, { status: 'completed' })],
      events: [ends('15 days')],
    })
    expect(run.error).toBeNull()
    expect(run.result).toEqual({ ended: 'ended', checks: 7 })
    expect(on(run, group.task.id)).toEqual([['2026-01-07', '1 of 3 parts are done. Nobody has taken: GEO-3.']])
    const idOf = (number: number) => run.tasks.find((task) => task.number === number)?.id
    expect(on(run, idOf(2))).toEqual([
      ['2026-01-11', 'Nothing has changed here since 2026-01-05. How is it going?'],
      ['2026-01-13', 'The group hands in on 2026-01-20, and this part is still open.'],
    ])
    expect(on(run, idOf(3))).toEqual([['2026-01-11', 'Nobody has taken this part yet. Who does it?']])
    expect(on(run, idOf(4))).toEqual([])
  })

  it('says how far it is again only when that has changed', async () => {
    const completes: LaterEvent = {
      after: '5 days',
      event: ({ tasks }) => {
        const open = tasks.find(({ number }) => number === 2)
        return fake('task.status_changed', { to: 'completed', task: { ...open, status: 'completed' } })
      },
    }
    const run = await testRun(groupWorkReminders, group, { tasks: [part(2)], events: [completes, ends('11 days')] })
    expect(on(run, group.task.id)).toEqual([
      ['2026-01-07', '0 of 1 parts are done.'],
      ['2026-01-11', '1 of 1 parts are done. Complete this task to hand in.'],
    ])
  })

  it('a group without parts is told to make some', async () => {
    const run = await testRun(groupWorkReminders, group, { events: [ends('3 days')] })
    expect(on(run, group.task.id)).toEqual([
      ['2026-01-07', 'This group work has no parts yet: make a task below it for each of you.'],
    ])
  })

  it('ends when the tag is taken away, and after most of a year by itself', async () => {
    const untagged = fake('task.updated', {
      task: { ...group.task, tags: [] },
      changes: { tags: { before: ['group-work'], after: [] } },
    })
    const run = await testRun(groupWorkReminders, group, { events: [{ after: '1 day', event: untagged }] })
    expect(run).toMatchObject({ result: { ended: 'untagged', checks: 0 }, comments: [] })
    expect((await testRun(groupWorkReminders, work())).result).toEqual({ ended: 'given up', checks: 120 })
  })

  it('begins for the task of the group, not for its parts and not for others', async () => {
    const below = fake('task.created', { task: { tags: ['group-work'], parentId: group.task.id } })
    expect((await testRun(groupWorkReminders, below)).status).toBe('not_started')
    expect((await testRun(groupWorkReminders, fake('task.created'))).status).toBe('not_started')
  })
})
