import type { Task } from '@orchestrator/sdk'
import { type DeepPartial, fake, testRun } from '@orchestrator/sdk/testing'
import { describe, expect, it } from 'vitest'
import resourceConflicts from './playbook.ts'

const crane = '019b0000-0000-7000-8000-0000000000b1'
const [first, second] = ['1', '2'].map((n) => `019b0000-0000-7000-8000-0000000000d${n}`)
const booking = (identifier: string, startDate: string, dueDate: string, more: DeepPartial<Task> = {}) => ({
  ...{ identifier, title: `Work ${identifier}`, tags: ['booking'], assigneeId: crane, startDate, dueDate },
  ...more,
})
const created = (fields: object) => fake('task.created', { task: fields })

describe('resource-conflicts', () => {
  it('marks both tasks, with the days on which they overlap', async () => {
    const run = await testRun(resourceConflicts, created(booking('A-1', '2026-03-02', '2026-03-06')), {
      tasks: [
        booking('B-1', '2026-03-05', '2026-03-12', { id: first ?? '' }),
        booking('B-2', '2026-03-07', '2026-03-12', { id: second ?? '' }),
      ],
    })
    expect(run.result).toEqual({ conflicts: ['B-1'] })
    expect(run.comments.map(({ body }) => body)).toEqual([
      'Booked twice: also for B-1 “Work B-1”, 2026-03-05 to 2026-03-06.',
      'Booked twice: also for A-1 “Work A-1”, 2026-03-05 to 2026-03-06.',
    ])
    expect(run.effects.filter(({ name }) => name === 'notify.lead')).toHaveLength(2)
    const marked = run.tasks.filter(({ tags }) => tags.includes('double-booked')).map(({ identifier }) => identifier)
    expect(marked.sort()).toEqual(['A-1', 'B-1'])
  })

  it('the last day counts, the one after it does not', async () => {
    const at = (startDate: string) =>
      testRun(resourceConflicts, created(booking('A-1', startDate, '2026-03-20')), {
        tasks: [booking('B-1', '2026-03-01', '2026-03-06')],
      })
    expect((await at('2026-03-06')).result).toEqual({ conflicts: ['B-1'] })
    expect((await at('2026-03-07')).result).toEqual({ conflicts: [] })
  })

  it.each([
    ['of somebody else', { assigneeId: '019b0000-0000-7000-8000-0000000000b9' }],
    ['that is done', { status: 'completed' }],
    ['that was canceled', { status: 'canceled' }],
    ['that is archived', { archivedAt: '2026-01-01T00:00:00.000Z' }],
    ['without the tag', { tags: [] }],
    ['without days', { startDate: null }],
  ] as const)('a task %s is no conflict', async (_, more) => {
    const run = await testRun(resourceConflicts, created(booking('A-1', '2026-03-02', '2026-03-06')), {
      tasks: [booking('B-1', '2026-03-02', '2026-03-06', more)],
    })
    expect(run).toMatchObject({ result: { conflicts: [] }, comments: [] })
  })

  it('says it once, and takes the mark away when it is settled', async () => {
    const both = [booking('B-1', '2026-03-05', '2026-03-12', { id: first ?? '' })]
    const run = await testRun(resourceConflicts, created(booking('A-1', '2026-03-02', '2026-03-06')), { tasks: both })
    const own = run.tasks.find(({ identifier }) => identifier === 'A-1')
    const same = fake('task.updated', { task: { ...own }, changes: { dueDate: { before: null, after: '2026-03-06' } } })
    const world = { tasks: run.tasks.filter((task) => task !== own), comments: run.comments }
    const again = await testRun(resourceConflicts, same, world)
    expect(again.result).toEqual({ conflicts: ['B-1'] })
    expect(again.comments).toHaveLength(2)

    const moved = fake('task.updated', {
      task: { ...own, startDate: '2026-02-02', dueDate: '2026-02-06' },
      changes: { startDate: { before: '2026-03-02', after: '2026-02-02' } },
    })
    const settled = await testRun(resourceConflicts, moved, world)
    expect(settled.tasks.find(({ identifier }) => identifier === 'A-1')?.tags).toEqual(['booking'])
  })

  it('looks when somebody is assigned, and not at what is no booking', async () => {
    const task = booking('A-1', '2026-03-02', '2026-03-06')
    const assigned = await testRun(resourceConflicts, fake('task.assigned', { to: crane, task }), {
      tasks: [booking('B-1', '2026-03-02', '2026-03-06')],
    })
    expect(assigned.result).toEqual({ conflicts: ['B-1'] })
    for (const event of [
      created({ ...task, tags: [] }),
      created({ ...task, dueDate: null }),
      fake('task.assigned', { to: null, task: { ...task, assigneeId: null } }),
      fake('task.updated', { task, changes: { title: { before: 'a', after: 'b' } } }),
    ])
      expect((await testRun(resourceConflicts, event)).status).toBe('not_started')
  })
})
