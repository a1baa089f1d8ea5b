import { fake, testRun } from '@orchestrator/sdk/testing'
import { describe, expect, it } from 'vitest'
import projectPhases from './playbook.ts'

const projectId = '019b0000-0000-7000-8000-0000000000a1'
const leadId = '019b0000-0000-7000-8000-0000000000b1'
const milestoneIds = (n: number) => `019b0000-0000-7000-8000-0000000000c${n}`
const [shell, interior, handover] = [milestoneIds(1), milestoneIds(2), milestoneIds(3)] as const
const milestones = [
  { id: handover, projectId, name: 'Handover', rank: 'a2' },
  { id: shell, projectId, name: 'Shell', rank: 'a0' },
  { id: interior, projectId, name: 'Interior', rank: 'a1' },
]
const gate = fake('task.status_changed', {
  to: 'completed',
  task: { projectId, title: 'Acceptance of the shell', tags: ['gate'], milestoneId: shell, number: 1 },
})
const walls = { projectId, milestoneId: shell, title: 'Walls', identifier: 'HOUSE-2', number: 2 }
const pipes = { projectId, milestoneId: interior, title: 'Pipes', status: 'backlog', number: 3 } as const
const projects = [{ id: projectId, key: 'HOUSE', leadId }]

describe('project-phases', () => {
  it('releases the phase after a yes, and lets the next one begin', async () => {
    const run = await testRun(projectPhases, gate, {
      projects,
      milestones,
      tasks: [{ ...walls, status: 'completed' }, pipes, { ...pipes, milestoneId: handover, number: 4 }],
      answers: [{ after: '3 days', answer: { approved: true, comment: 'Mind the drains' } }],
    })
    expect(run.error).toBeNull()
    expect(run.result).toEqual({ released: true, next: 'Interior' })
    expect(run.milestones.map(({ name, completedAt }) => [name, completedAt !== null])).toEqual([
      ['Handover', false],
      ['Shell', true],
      ['Interior', false],
    ])
    const statusOf = (number: number) => run.tasks.find((task) => task.number === number)?.status
    expect([statusOf(3), statusOf(4)]).toEqual(['unstarted', 'backlog'])
    expect(run.comments.at(-1)?.body).toBe(
      'Shell is released. Interior begins with 1 tasks. Conditions: Mind the drains',
    )
    expect(run.events.map(({ type }) => type)).toContain('milestone.reached')
    expect(run.events.at(-1)).toMatchObject({ type: 'notification.sent', memberIds: [leadId] })
  })

  it('does not ask while work is open: the gate is opened again, with the list', async () => {
    const run = await testRun(projectPhases, gate, { projects, milestones, tasks: [walls] })
    expect(run.result).toEqual({ released: false, why: 'tasks are open' })
    expect(run.approvals).toEqual([])
    expect(run.tasks.find(({ number }) => number === 1)?.status).toBe('started')
    expect(run.comments[0]?.body).toBe('Shell is not finished. Still open:\n\n- HOUSE-2 Walls')
  })

  it.each([
    ['a no', [{ answer: { approved: false, comment: 'the roof leaks' } }], 'the roof leaks'],
    ['silence', [null], 'nobody answered within 10 days'],
  ] as const)('%s opens the gate again, and nothing goes on', async (_, answers, why) => {
    const tasks = [{ ...walls, status: 'completed' } as const, pipes]
    const run = await testRun(projectPhases, gate, { projects, milestones, tasks, answers: [...answers] })
    expect(run.result).toEqual({ released: false, why })
    expect(run.tasks.map(({ number, status }) => [number, status]).sort()).toEqual([
      [1, 'started'],
      [2, 'completed'],
      [3, 'backlog'],
    ])
    expect(run.milestones.every(({ completedAt }) => completedAt === null)).toBe(true)
  })

  it('the last phase has none after it', async () => {
    const last = fake('task.status_changed', {
      to: 'completed',
      task: { projectId, tags: ['gate'], milestoneId: handover },
    })
    const run = await testRun(projectPhases, last, { projects, milestones, answers: [{ answer: { approved: true } }] })
    expect(run.result).toEqual({ released: true, next: null })
  })

  it('starts only for a gate that is completed and belongs to a phase', async () => {
    const task = { tags: ['gate'], milestoneId: shell }
    const other = [
      fake('task.status_changed', { to: 'started', task }),
      fake('task.status_changed', { to: 'completed', task: { tags: ['gate'] } }),
      fake('task.status_changed', { to: 'completed', task: { milestoneId: shell } }),
    ]
    for (const event of other) expect((await testRun(projectPhases, event)).status).toBe('not_started')
  })
})
