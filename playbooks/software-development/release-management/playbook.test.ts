import type { Task } from '@orchestrator/sdk'
import { type DeepPartial, fake, type LaterEvent, testRun } from '@orchestrator/sdk/testing'
import { describe, expect, it } from 'vitest'
import releaseManagement from './playbook.ts'

const projectId = '019b0000-0000-7000-8000-0000000000a1'
const milestoneId = '019b0000-0000-7000-8000-0000000000c1'
const leadId = '019b0000-0000-7000-8000-0000000000b1'
const release = fake('task.created', {
  task: { projectId, title: 'Version 2', tags: ['release'], milestoneId, identifier: 'WEB-1', number: 1 },
})
const project = { id: projectId, key: 'WEB', leadId }

/** The n-th open step is completed. */
const completes = (after: LaterEvent['after']): LaterEvent => ({
  after,
  event: ({ tasks }) => {
    const step = tasks.find((task) => task.parentId === release.task.id && task.status !== 'completed')
    return fake('task.status_changed', { to: 'completed', task: { ...step, status: 'completed' } })
  },
})
const checklist = ['1 day', '2 days', '3 days', '4 days'] as const
const done = (title: string, type: Task['type'], number: number): DeepPartial<Task> => ({
  ...{ title, type, number, projectId, milestoneId, status: 'completed', identifier: `WEB-${number}` },
})

describe('release-management', () => {
  it('makes the checklist, asks when it is done, and writes the release notes', async () => {
    const run = await testRun(releaseManagement, release, {
      projects: [project],
      tasks: [done('Search', 'story', 90), done('Login fails', 'bug', 91), done('Update Node', 'chore', 92)],
      events: checklist.map(completes),
      answers: [{ after: '1 hour', answer: { approved: true } }],
    })
    expect(run.error).toBeNull()
    expect(run.result).toEqual({ released: true, rounds: 1 })
    const steps = run.tasks.filter((task) => task.parentId === release.task.id)
    expect(steps.map(({ title }) => title)).toEqual([
      'Freeze the code',
      'Test what is to go out',
      'Write the change log',
      'Prepare the way back',
    ])
    expect(run.approvals).toMatchObject([{ title: 'Release Version 2?', createdAt: '2026-01-09T09:00:00.000Z' }])
    expect(run.tasks.find(({ id }) => id === release.task.id)?.status).toBe('completed')
    expect(run.events.find(({ type }) => type === 'notification.sent')).toMatchObject({
      memberIds: [leadId],
      title: 'Version 2 is released',
    })
    expect(run.comments.map(({ body }) => body)).toEqual([
      '# Version 2\n\n## New and changed\n\n- Search (WEB-90)\n\n## Repaired\n\n- Login fails (WEB-91)\n\n## Behind the scenes\n\n- Update Node (WEB-92)',
    ])
  })

  it('after a no there is one more step, and it asks again', async () => {
    const run = await testRun(releaseManagement, release, {
      projects: [project],
      events: [...checklist, '6 days' as const].map(completes),
      answers: [{ answer: { approved: false, comment: 'The import is slow' } }, { answer: { approved: true } }],
    })
    expect(run.error).toBeNull()
    expect(run.result).toEqual({ released: true, rounds: 2 })
    expect(run.comments[0]?.body).toBe('Not released: The import is slow')
    expect(run.tasks.find(({ description }) => description === 'The import is slow')).toMatchObject({
      title: 'Clear up what holds the release back',
      parentId: release.task.id,
    })
  })

  it('no answer within two weeks is a no', async () => {
    const run = await testRun(releaseManagement, release, { projects: [project], events: checklist.map(completes) })
    expect(run.status).toBe('stuck')
    expect(run.comments.map(({ body }) => body)).toEqual(['Not released: Nobody answered within 14 days.'])
    expect(run.approvals).toMatchObject([{ status: 'expired' }])
  })

  it('a release that is canceled ends it', async () => {
    const canceled = fake('task.status_changed', { to: 'canceled', task: { ...release.task, status: 'canceled' } })
    const run = await testRun(releaseManagement, release, { events: [{ after: '2 days', event: canceled }] })
    expect(run).toMatchObject({ status: 'completed', result: { released: false, rounds: 1 }, approvals: [] })
  })

  it('begins for tasks with the tag, not for parts of one and not for others', async () => {
    const part = fake('task.created', { task: { tags: ['release'], parentId: release.task.id } })
    expect((await testRun(releaseManagement, part)).status).toBe('not_started')
    expect((await testRun(releaseManagement, fake('task.created'))).status).toBe('not_started')
  })
})
