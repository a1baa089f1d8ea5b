import type { Cycle, Project, Task } from '@orchestrator/sdk'
import { type DeepPartial, fake, testRun } from '@orchestrator/sdk/testing'
import { describe, expect, it } from 'vitest'
import sprintPlanning from './playbook.ts'

const projectId = '019b0000-0000-7000-8000-0000000000a1'
const leadId = '019b0000-0000-7000-8000-0000000000b1'
const web = {
  id: projectId,
  key: 'WEB',
  status: 'started',
  leadId,
  description: 'The site.\n\nSprints: 2 weeks',
} as const
const morning = (day: number) => new Date(Date.UTC(2026, 0, day, 6)).toISOString()

interface World {
  readonly projects: readonly DeepPartial<Project>[]
  readonly cycles?: readonly DeepPartial<Cycle>[]
  readonly tasks?: readonly DeepPartial<Task>[]
}

/** One morning: what it leaves is what the next one finds. */
const fire = (day: number, { projects, cycles = [], tasks = [] }: World) =>
  testRun(sprintPlanning, fake('schedule.fired', { scheduledFor: morning(day) }), { projects, cycles, tasks })
const shown = (run: { cycles: readonly Cycle[] }) =>
  run.cycles.map(({ name, state, startsAt, endsAt }) => [name, state, startsAt.slice(5, 10), endsAt.slice(5, 10)])

describe('sprint-planning', () => {
  it('begins the first sprint, plans the next, and goes through six weeks', async () => {
    let world: World = { projects: [web] }
    const days: string[] = []
    for (let day = 5; day < 5 + 42; day++) {
      const run = await fire(day, world)
      expect(run.error).toBeNull()
      const { WEB } = run.result as Record<string, string>
      if (WEB?.endsWith('has begun')) days.push(`${morning(day).slice(5, 10)} ${WEB}`)
      world = run
    }
    expect(days).toEqual(['01-05 Cycle 1 has begun', '01-19 Cycle 2 has begun', '02-02 Cycle 3 has begun'])
    expect(shown(world as never)).toEqual([
      ['Cycle 1', 'completed', '01-05', '01-19'],
      ['Cycle 2', 'completed', '01-19', '02-02'],
      ['Cycle 3', 'active', '02-02', '02-16'],
      ['Cycle 4', 'upcoming', '02-16', '03-02'],
    ])
    expect(world.tasks?.map(({ title }) => title)).toEqual(['Review of Cycle 1', 'Review of Cycle 2'])
  })

  it('carries over what is not done, and says so in a task for the lead', async () => {
    const started = await fire(5, { projects: [web] })
    const [first, second] = started.cycles
    const task = (number: number, title: string, status: Task['status']) => ({
      ...{
        number,
        title,
        status,
        projectId,
        cycleId: first?.id ?? '',
        identifier: `WEB-${number}`,
        estimatePoints: number,
      },
    })
    const tasks = [task(1, 'Login', 'completed'), task(2, 'Search', 'started'), task(3, 'Old idea', 'canceled')]
    const run = await fire(19, { projects: [web], cycles: started.cycles, tasks })
    const cycleOf = Object.fromEntries(run.tasks.map(({ title, cycleId }) => [title, cycleId]))
    expect(cycleOf).toMatchObject({ Login: first?.id, Search: second?.id, 'Old idea': first?.id })
    expect(run.tasks.at(-1)).toMatchObject({
      title: 'Review of Cycle 1',
      type: 'chore',
      cycleId: second?.id,
      assigneeId: leadId,
      tags: ['sprint-review'],
      description:
        '1 of 2 tasks done, 1 of 3 points.\n\n## Done\n\n- WEB-1 Login\n\n## Carried over into Cycle 2\n\n- WEB-2 Search',
    })
    expect(run.events.find(({ type }) => type === 'notification.sent')).toMatchObject({
      memberIds: [leadId],
      title: 'A project: Cycle 1 is over',
    })
    expect(run.events.find(({ type }) => type === 'cycle.completed')).toMatchObject({ carriedOver: { tasks: 1 } })
  })

  it('keeps to what people have planned: names, gaps and lengths', async () => {
    const active = {
      projectId,
      number: 1,
      name: 'Spring',
      startsAt: morning(5),
      endsAt: morning(12),
      startedAt: morning(5),
    }
    const later = { projectId, number: 2, name: 'Summer', startsAt: morning(14), endsAt: morning(20) }
    const over = await fire(12, { projects: [web], cycles: [active, later] })
    expect(over.result).toEqual({ WEB: 'Summer begins later' })
    expect(shown(over).map(([name, state]) => [name, state])).toEqual([
      ['Spring', 'completed'],
      ['Summer', 'upcoming'],
    ])
    const begun = await fire(14, over)
    expect(begun.result).toEqual({ WEB: 'Summer has begun' })
    expect(shown(begun).at(-1)).toEqual(['Cycle 3', 'upcoming', '01-20', '02-03'])
  })

  it('a sprint whose end lies an hour later by a change of clocks ends on its day', async () => {
    const active = {
      projectId,
      number: 1,
      startsAt: morning(5),
      endsAt: '2026-01-19T07:00:00.000Z',
      startedAt: morning(5),
    }
    expect((await fire(18, { projects: [web], cycles: [active] })).result).toEqual({ WEB: 'A cycle goes on' })
    expect((await fire(19, { projects: [web], cycles: [active] })).cycles[0]?.state).toBe('completed')
  })

  it('after a long pause it goes on from today', async () => {
    const active = { projectId, number: 1, startsAt: morning(5), endsAt: morning(19), startedAt: morning(5) }
    const run = await fire(100, { projects: [web], cycles: [active] })
    expect(shown(run).slice(1)).toEqual([
      ['Cycle 2', 'active', '04-10', '04-24'],
      ['Cycle 3', 'upcoming', '04-24', '05-08'],
    ])
  })

  it.each([
    ['says nothing of sprints', { description: 'We talk about sprints: often' }],
    ['is not started', { status: 'paused' }],
    ['is archived', { archivedAt: '2026-01-01T00:00:00.000Z' }],
  ] as const)('leaves a project alone that %s', async (_, more) => {
    const run = await fire(5, { projects: [{ ...web, ...more }] })
    expect(run).toMatchObject({ status: 'completed', result: {}, cycles: [], effects: [] })
  })

  it('what is wrong in one project does not hold up the others', async () => {
    const shop = { ...web, id: '019b0000-0000-7000-8000-0000000000a2', key: 'SHOP' }
    // Planned by hand, in the way of the next one.
    const cycles = [
      {
        projectId,
        number: 1,
        startsAt: morning(5),
        endsAt: morning(19),
        startedAt: morning(5),
        state: 'active' as const,
      },
      { projectId, number: 2, startsAt: morning(18), endsAt: morning(20), state: 'completed' as const },
    ]
    const run = await fire(10, { projects: [web, shop], cycles })
    expect(run.result).toEqual({ WEB: 'invalid_input', SHOP: 'Cycle 1 has begun' })
    expect(run.logs).toMatchObject([{ level: 'warn', fields: { project: 'WEB' } }])
  })
})
