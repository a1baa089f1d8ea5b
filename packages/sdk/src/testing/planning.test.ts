import { describe, expect, it } from 'vitest'
import { on, playbook } from '../index.ts'
import { fake, testRun } from './index.ts'

const project = '019b0000-0000-7000-8000-00000000aaaa'

describe('cycles and milestones in memory', () => {
  const sprints = playbook({
    id: 'sprints',
    when: on('task.created', { if: (e) => e.task.cycleId.exists().not() }),
    scopes: ['workspace.read', 'cycle.manage', 'milestone.manage', 'task.edit'],
    async run({ event, cycles, milestones, tasks }) {
      const { projectId } = event.task
      const [first, second] = [
        await cycles.create({ projectId, startsAt: '2026-03-02T00:00:00Z', endsAt: '2026-03-16T00:00:00Z' }),
        await cycles.create({ projectId, startsAt: '2026-03-16T00:00:00Z', endsAt: '2026-03-30T00:00:00Z' }),
      ]
      const milestone = await milestones.create({ projectId, name: 'Beta' })
      await tasks.update(event.task, { cycleId: first.id, milestoneId: milestone.id })
      await cycles.start(first)
      const active = await cycles.list({ projectId, state: 'active' })
      await cycles.complete(first)
      await milestones.complete(milestone)
      const reached = await milestones.list({ projectId, reached: true })
      const moved = await tasks.list({ cycleId: second.id })
      return {
        active: active.items.map(({ name }) => name),
        reached: reached.items.map(({ name }) => name),
        moved: moved.items.map(({ id }) => id),
      }
    },
  })

  it('are decided as on the server, and emit its events', async () => {
    const event = fake('task.created', { task: { projectId: project } })
    const run = await testRun(sprints, event)
    expect(run.error).toBeNull()
    expect(run.result).toEqual({ active: ['Cycle 1'], reached: ['Beta'], moved: [event.task.id] })
    expect(run.cycles.map(({ number, state }) => [number, state])).toEqual([
      [1, 'completed'],
      [2, 'upcoming'],
    ])
    expect(run.milestones).toHaveLength(1)
    expect(run.events.find(({ type }) => type === 'cycle.completed')).toMatchObject({
      scope: { tasks: 1 },
      carriedOver: { tasks: 1 },
    })
  })

  it('a cycle that is there from the start is in the way of another', async () => {
    const event = fake('task.created', { task: { projectId: project } })
    const cycles = [{ projectId: project, startsAt: '2026-03-10T00:00:00Z', name: 'Ours' }]
    const run = await testRun(sprints, event, { cycles })
    expect([run.status, run.error]).toMatchObject(['failed', { code: 'invalid_input' }])
  })

  it('an event that says so has a cycle in that state', () => {
    expect(fake('cycle.started', {}).cycle).toMatchObject({ state: 'active', startedAt: expect.any(String) })
    expect(fake('cycle.completed', { cycle: { name: 'x' } }).cycle).toMatchObject({ state: 'completed', name: 'x' })
    expect(fake('cycle.created').cycle).toMatchObject({ state: 'upcoming', startedAt: null })
  })
})
