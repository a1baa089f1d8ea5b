import { fake, type LaterEvent, testRun } from '@orchestrator/sdk/testing'
import { describe, expect, it } from 'vitest'
import complianceReminders from './playbook.ts'

const customFields = [{ key: 'evidence', type: 'url' as const }]
const inspection = (fields: object = {}) =>
  fake('task.created', {
    task: { title: 'Inspect the scaffold', tags: ['compliance'], dueDate: '2026-02-10', ...fields },
  })
const completes = (after: LaterEvent['after'], fields: object = {}): LaterEvent => ({
  after,
  event: ({ tasks }) =>
    fake('task.status_changed', { to: 'completed', task: { ...tasks[0], status: 'completed', ...fields } }),
})
const proof = { customFields: { evidence: 'https://example.com/protocol.pdf' } }

describe('compliance-reminders', () => {
  it('reminds 30, 14 and 3 days before and on the day, then every two days', async () => {
    const run = await testRun(complianceReminders, inspection(), {
      customFields,
      events: [completes('41 days', proof)],
    })
    expect(run.error).toBeNull()
    expect(run.comments.map(({ createdAt, body }) => [createdAt.slice(0, 10), body])).toEqual([
      ['2026-01-11', 'Due in 30 days, on 2026-02-10.'],
      ['2026-01-27', 'Due in 14 days, on 2026-02-10.'],
      ['2026-02-07', 'Due in 3 days, on 2026-02-10.'],
      ['2026-02-10', 'Due today.'],
      ['2026-02-12', 'Overdue for 2 days.'],
      ['2026-02-14', 'Overdue for 4 days.'],
    ])
    expect(run.tasks[0]).toMatchObject({ priority: 'urgent', tags: ['compliance', 'overdue'] })
    expect(run.result).toEqual({ outcome: 'done with evidence', reminded: 6 })
  })

  it('opens again what is completed without evidence, and goes on to remind', async () => {
    const run = await testRun(complianceReminders, inspection({ dueDate: '2026-01-12' }), {
      customFields,
      events: [completes('1 day'), completes('5 days', proof)],
    })
    expect(run.comments.map(({ body }) => body)).toEqual([
      'This needs evidence: fill in the field “evidence”, then complete it again.',
      'Due in 3 days, on 2026-01-12.',
    ])
    expect(run.effects.find(({ name }) => name === 'tasks.update')).toMatchObject({ data: { status: 'started' } })
    expect(run.result).toEqual({ outcome: 'done with evidence', reminded: 1 })
  })

  it('leaves out reminders whose day was past when the task was made', async () => {
    const run = await testRun(complianceReminders, inspection({ dueDate: '2026-01-07' }), {
      customFields,
      events: [completes('2 days', proof)],
    })
    expect(run.comments.map(({ body }) => body)).toEqual(['Due today.'])
  })

  it.each([
    ['a new due date', 'moved'],
    ['taking the tag away', 'moved'],
    ['deletion', 'deleted'],
    ['cancellation', 'canceled'],
  ])('%s ends it', async (what, outcome) => {
    const events: LaterEvent[] = [
      {
        after: '1 day',
        event: ({ tasks }) => {
          const task = { ...tasks[0] }
          if (outcome === 'deleted') return fake('task.deleted', { task })
          if (outcome === 'canceled')
            return fake('task.status_changed', { to: 'canceled', task: { ...task, status: 'canceled' } })
          if (what === 'taking the tag away')
            return fake('task.updated', {
              task: { ...task, tags: [] },
              changes: { tags: { before: ['compliance'], after: [] } },
            })
          return fake('task.updated', { task, changes: { dueDate: { before: '2026-02-10', after: '2026-03-10' } } })
        },
      },
    ]
    const run = await testRun(complianceReminders, inspection(), { customFields, events })
    expect(run).toMatchObject({ status: 'completed', result: { outcome, reminded: 0 }, comments: [] })
  })

  it('gives up after a month, so that no run lasts for ever', async () => {
    const run = await testRun(complianceReminders, inspection(), { customFields })
    expect(run.result).toEqual({ outcome: 'given up', reminded: 19 })
  })

  it('begins for the tag with a due date: new, added, or moved', async () => {
    const changed = (changes: object, fields: object = {}) =>
      fake('task.updated', { task: { tags: ['compliance'], dueDate: '2020-01-01', ...fields }, changes })
    const starts = async (event: Parameters<typeof testRun>[1]) =>
      (await testRun(complianceReminders, event as never)).status !== 'not_started'
    expect(await starts(inspection({ dueDate: null }))).toBe(false)
    expect(await starts(inspection({ tags: [] }))).toBe(false)
    expect(await starts(changed({ title: { before: 'a', after: 'b' } }))).toBe(false)
    expect(await starts(changed({ dueDate: { before: null, after: '2020-01-01' } }))).toBe(true)
    expect(await starts(changed({ dueDate: { before: 'x', after: null } }, { dueDate: null }))).toBe(false)
    expect(await starts(changed({ tags: { before: ['x'], after: ['compliance'] } }))).toBe(true)
    expect(await starts(changed({ tags: { before: ['compliance', 'x'], after: ['compliance'] } }))).toBe(false)
  })
})
