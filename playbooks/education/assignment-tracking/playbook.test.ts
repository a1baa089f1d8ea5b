import { fake, type LaterEvent, testRun } from '@orchestrator/sdk/testing'
import { describe, expect, it } from 'vitest'
import assignmentTracking from './playbook.ts'

const projectId = '019b0000-0000-7000-8000-0000000000a1'
const teacher = '019b0000-0000-7000-8000-0000000000b1'
const projects = [{ id: projectId, key: 'BIO', leadId: teacher }]
const essay = (fields: object = {}) =>
  fake('task.created', {
    task: {
      projectId,
      title: 'Essay on moss',
      identifier: 'BIO-4',
      number: 4,
      tags: ['assignment'],
      dueDate: '2026-01-12',
      ...fields,
    },
  })
const ends = (after: LaterEvent['after'], to: 'completed' | 'canceled' = 'completed'): LaterEvent => ({
  after,
  event: ({ tasks }) => ({
    ...fake('task.status_changed', { to, task: { ...tasks[0], status: to } }),
  }),
})
const said = (run: { comments: readonly { createdAt: string; body: string }[] }) =>
  run.comments.map(({ createdAt, body }) => [createdAt.slice(0, 10), body])

describe('assignment-tracking', () => {
  it('reminds, and makes a task for the teacher when it is handed in in time', async () => {
    const run = await testRun(assignmentTracking, essay(), { projects, events: [ends('7 days')] })
    expect(run.error).toBeNull()
    expect(run.result).toEqual({ outcome: 'in time', grading: 'BIO-5' })
    expect(said(run)).toEqual([
      ['2026-01-09', 'Due in 3 days, on 2026-01-12.'],
      ['2026-01-11', 'Due tomorrow.'],
    ])
    expect(run.tasks[1]).toMatchObject({
      title: 'Grade: Essay on moss',
      description: 'BIO-4 was handed in in time.',
      assigneeId: teacher,
      dueDate: '2026-01-19',
      tags: ['grading'],
    })
    expect(run.tasks[0]?.tags).toEqual(['assignment'])
  })

  it('says that it is missing two days after, and marks it as late when it comes', async () => {
    const run = await testRun(assignmentTracking, essay(), { projects, events: [ends('12 days')] })
    expect(said(run).at(-1)).toEqual(['2026-01-14', 'Not handed in: it was due on 2026-01-12.'])
    expect(run.events.find(({ type }) => type === 'notification.sent')).toMatchObject({
      memberIds: [teacher],
      title: 'BIO-4 was not handed in: Essay on moss',
    })
    expect(run.result).toEqual({ outcome: 'late', grading: 'BIO-5' })
    expect(run.tasks[0]?.tags).toEqual(['assignment', 'late'])
    expect(run.tasks[1]?.description).toBe('BIO-4 was handed in late: it was due on 2026-01-12.')
  })

  it('what never comes stays missing, and nothing is graded', async () => {
    const run = await testRun(assignmentTracking, essay(), { projects })
    expect(run.result).toEqual({ outcome: 'never handed in' })
    expect(run.tasks).toMatchObject([{ tags: ['assignment', 'missing'] }])
  })

  it('is quiet for what was handed in before the first reminder, and for what is canceled', async () => {
    expect((await testRun(assignmentTracking, essay(), { projects, events: [ends('1 day')] })).comments).toEqual([])
    const canceled = await testRun(assignmentTracking, essay(), { projects, events: [ends('1 day', 'canceled')] })
    expect(canceled).toMatchObject({ result: { outcome: 'canceled' }, comments: [] })
    expect(canceled.tasks).toHaveLength(1)
  })

  it('a new due date begins anew', async () => {
    const moves: LaterEvent = {
      after: '1 day',
      event: ({ tasks }) =>
        fake('task.updated', {
          task: { ...tasks[0], dueDate: '2026-02-12' },
          changes: { dueDate: { before: '2026-01-12', after: '2026-02-12' } },
        }),
    }
    const first = await testRun(assignmentTracking, essay(), { projects, events: [moves] })
    expect(first).toMatchObject({ result: { outcome: 'moved' }, comments: [] })
    const moved = fake('task.updated', {
      task: { ...essay({ dueDate: '2026-02-12' }).task },
      changes: { dueDate: { before: '2026-01-12', after: '2026-02-12' } },
    })
    const second = await testRun(assignmentTracking, moved, { projects, events: [ends('35 days')] })
    expect(said(second)[0]).toEqual(['2026-02-09', 'Due in 3 days, on 2026-02-12.'])
  })

  it('begins for assignments that have a due date', async () => {
    expect((await testRun(assignmentTracking, essay({ dueDate: null }))).status).toBe('not_started')
    expect((await testRun(assignmentTracking, essay({ tags: [] }))).status).toBe('not_started')
  })
})
