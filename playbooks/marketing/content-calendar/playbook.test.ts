import type { Project, Task } from '@orchestrator/sdk'
import { type DeepPartial, fake, testRun } from '@orchestrator/sdk/testing'
import { describe, expect, it } from 'vitest'
import contentCalendar from './playbook.ts'

const projectId = '019b0000-0000-7000-8000-0000000000a1'
const blog = {
  id: projectId,
  key: 'BLOG',
  status: 'started',
  description: 'Our blog\nContent calendar: Mon, Wed, fri',
} as const

const fire = (
  scheduledFor: string,
  projects: readonly DeepPartial<Project>[],
  tasks: readonly DeepPartial<Task>[] = [],
  timeZone = 'UTC',
) => testRun(contentCalendar, fake('schedule.fired', { scheduledFor, timeZone }), { projects, tasks })
const titles = (run: { tasks: readonly Task[] }) => run.tasks.map(({ title }) => title)

describe('content-calendar', () => {
  it('makes the slots of the week after next, Monday for Monday', async () => {
    const first = await fire('2026-01-05T07:00:00.000Z', [blog])
    expect(first.error).toBeNull()
    expect(first.result).toEqual({ BLOG: { made: 3, asked: 0 } })
    expect(first.tasks[0]).toMatchObject({ status: 'backlog', dueDate: '2026-01-19', tags: ['content'] })
    const second = await fire('2026-01-12T07:00:00.000Z', [blog], first.tasks)
    expect(titles(second)).toEqual([
      'Post for Mon, 2026-01-19',
      'Post for Wed, 2026-01-21',
      'Post for Fri, 2026-01-23',
      'Post for Mon, 2026-01-26',
      'Post for Wed, 2026-01-28',
      'Post for Fri, 2026-01-30',
    ])
  })

  it('leaves a day alone that has a post, whatever it is called, and asks again only for what is missing', async () => {
    const own = { projectId, title: 'Interview', dueDate: '2026-01-21', tags: ['content'] }
    const run = await fire('2026-01-05T07:00:00.000Z', [blog], [own])
    expect(titles(run)).toEqual(['Interview', 'Post for Mon, 2026-01-19', 'Post for Fri, 2026-01-23'])
    const again = await fire('2026-01-05T07:00:00.000Z', [blog], run.tasks)
    expect(again.result).toEqual({ BLOG: { made: 0, asked: 0 } })
  })

  it('asks about what comes out this week and was not begun', async () => {
    const post = (title: string, dueDate: string, more: DeepPartial<Task> = {}) => ({
      ...{ projectId, title, dueDate, tags: ['content'], status: 'unstarted' as const, ...more },
    })
    const run = await fire(
      '2026-01-19T07:00:00.000Z',
      [blog],
      [
        post('free', '2026-01-19'),
        post('taken', '2026-01-23', { assigneeId: '019b0000-0000-7000-8000-0000000000b1' }),
        post('begun', '2026-01-21', { status: 'started' }),
        post('next week', '2026-01-26'),
        post('last week', '2026-01-12'),
        post('no post', '2026-01-20', { tags: [] }),
      ],
    )
    const about = Object.fromEntries(
      run.comments.map(({ taskId, body }) => [run.tasks.find(({ id }) => id === taskId)?.title, body]),
    )
    expect(about).toEqual({
      free: 'This is to come out on 2026-01-19. Nobody has it yet.',
      taken: 'This is to come out on 2026-01-23. It has not been begun.',
    })
  })

  it('Monday is that of the time zone', async () => {
    // Seven on Monday in Auckland is Sunday evening in UTC.
    const run = await fire('2026-01-04T18:00:00.000Z', [blog], [], 'Pacific/Auckland')
    expect(run.tasks[0]?.dueDate).toBe('2026-01-19')
  })

  it.each([
    ['has no such line', { description: 'A content calendar: on Mondays?' }],
    ['names something else', { description: 'Content calendar: Mon, Someday' }],
    ['is not started', { status: 'planned' }],
  ] as const)('leaves a project alone that %s', async (_, more) => {
    const run = await fire('2026-01-05T07:00:00.000Z', [{ ...blog, ...more }])
    expect(run).toMatchObject({ status: 'completed', result: {}, effects: [] })
  })
})
