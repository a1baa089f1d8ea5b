import { fake, type LaterEvent, type TestResult, testRun } from '@orchestrator/sdk/testing'
import { describe, expect, it } from 'vitest'
import bugTriage from './playbook.ts'

const leadId = '019b0000-0000-7000-8000-0000000000b1'
const hour = 3_600_000
const bug = (fields: object = {}) =>
  fake('task.created', { task: { type: 'bug', tags: ['sla'], title: 'Login fails', ...fields } })
const moves = (after: LaterEvent['after'], to: 'started' | 'completed' | 'canceled'): LaterEvent => ({
  after,
  event: ({ tasks }) => fake('task.status_changed', { to, task: { ...tasks[0], status: to } }),
})
const said = (run: TestResult<unknown>) => run.comments.map(({ body, createdAt }) => [Date.parse(createdAt), body])
const start = Date.parse('2026-01-05T09:00:00.000Z')

describe('bug-triage', () => {
  it('is quiet when a bug is begun and done in time', async () => {
    const run = await testRun(bugTriage, bug({ priority: 'urgent' }), {
      events: [moves('30 minutes', 'started'), moves('6 hours', 'completed')],
    })
    expect(run).toMatchObject({ status: 'completed', result: { escalations: 0, status: 'completed' }, comments: [] })
    expect(run.elapsedMs).toBe(6 * hour)
  })

  it('raises the priority each time a limit is missed, and in the end says that somebody is needed', async () => {
    const event = bug({ priority: 'medium' })
    const run = await testRun(bugTriage, event, {
      projects: [{ id: event.task.projectId, leadId }],
      events: [moves('10 days', 'canceled')],
    })
    expect(said(run)).toEqual([
      [start + 48 * hour, 'Not begun within 2 days: the priority goes from medium to high.'],
      [start + 52 * hour, 'Not begun within 4 hours: the priority goes from high to urgent.'],
      [start + 53 * hour, 'This urgent bug has not been begun within 1 hour. It needs somebody now.'],
    ])
    expect(run.tasks[0]).toMatchObject({ priority: 'urgent', tags: ['sla', 'sla-missed'], status: 'canceled' })
    expect(run.events.filter(({ type }) => type === 'notification.sent')).toMatchObject([
      { memberIds: [leadId], title: 'DEMO-1 needs somebody now' },
    ])
    expect(run.result).toEqual({ escalations: 3, status: 'canceled' })
  })

  it('asks for a priority, and takes medium after a day', async () => {
    const run = await testRun(bugTriage, bug(), {
      events: [moves('25 hours', 'started'), moves('3 days', 'completed')],
    })
    expect(run.comments).toHaveLength(1)
    expect(run.comments[0]?.body).toContain('Please give this bug a priority')
    expect(run.tasks[0]?.priority).toBe('medium')
    expect(run.result).toEqual({ escalations: 0, status: 'completed' })
  })

  it('takes a priority that somebody gives, with its limits', async () => {
    const rates: LaterEvent = {
      after: '1 hour',
      event: ({ tasks }) =>
        fake('task.updated', {
          task: { ...tasks[0], priority: 'high' },
          changes: { priority: { before: 'none', after: 'high' } },
        }),
    }
    const run = await testRun(bugTriage, bug(), { events: [rates, moves('6 hours', 'completed')] })
    expect(said(run)[1]).toEqual([start + 5 * hour, 'Not begun within 4 hours: the priority goes from high to urgent.'])
  })

  it('a bug that was begun has until its second limit to be done', async () => {
    const run = await testRun(bugTriage, bug({ priority: 'high' }), {
      events: [moves('1 hour', 'started'), moves('4 days', 'completed')],
    })
    expect(said(run)[0]).toEqual([start + 49 * hour, 'Not done within 2 days: the priority goes from high to urgent.'])
  })

  it('ends when the tag is taken away', async () => {
    const untagged: LaterEvent = {
      after: '1 day',
      event: ({ tasks }) =>
        fake('task.updated', {
          task: { ...tasks[0], tags: [] },
          changes: { tags: { before: ['sla'], after: [] } },
        }),
    }
    const run = await testRun(bugTriage, bug({ priority: 'medium' }), { events: [untagged] })
    expect(run).toMatchObject({ status: 'completed', result: { escalations: 0 }, comments: [], elapsedMs: 24 * hour })
  })

  it('ends when the bug is deleted', async () => {
    const run = await testRun(bugTriage, bug({ priority: 'low' }), {
      events: [{ after: '1 day', event: ({ tasks }) => fake('task.deleted', { task: { ...tasks[0] } }) }],
    })
    expect(run).toMatchObject({ status: 'completed', result: { status: 'deleted' }, comments: [] })
  })

  it('begins only for bugs with the tag, and once, when the tag is added', async () => {
    const before = (tags: string[]) =>
      fake('task.updated', {
        task: { type: 'bug', tags: ['sla'], priority: 'low', status: 'completed' },
        changes: { tags: { before: tags, after: ['sla'] } },
      })
    expect((await testRun(bugTriage, fake('task.created', { task: { type: 'bug' } }))).status).toBe('not_started')
    expect((await testRun(bugTriage, bug({ type: 'task' }))).status).toBe('not_started')
    expect((await testRun(bugTriage, before([]))).status).toBe('completed')
    expect((await testRun(bugTriage, before(['sla', 'x']))).status).toBe('not_started')
    const renamed = fake('task.updated', {
      task: { type: 'bug', tags: ['sla'] },
      changes: { title: { before: 'a', after: 'b' } },
    })
    expect((await testRun(bugTriage, renamed)).status).toBe('not_started')
  })
})
