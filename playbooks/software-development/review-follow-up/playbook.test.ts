import { fake, testRun } from '@orchestrator/sdk/testing'
import { describe, expect, it } from 'vitest'
import reviewFollowUp from './playbook.ts'

const assigneeId = '019b0000-0000-7000-8000-0000000000b1'
const reviewed = fake('task.status_changed', {
  to: 'completed',
  task: { title: 'Login fails', identifier: 'WEB-7', number: 7, tags: ['review'], assigneeId },
})

describe('review-follow-up', () => {
  it('makes a follow-up for the same person, and reminds after three days', async () => {
    const run = await testRun(reviewFollowUp, reviewed)
    expect(run).toMatchObject({
      status: 'completed',
      result: { followUp: 'DEMO-8', doneInTime: false },
      elapsedMs: 3 * 86_400_000,
    })
    expect(run.tasks[1]).toMatchObject({
      title: 'Follow up: Login fails',
      description: 'WEB-7 is done. Look at what came of it.',
      assigneeId,
      status: 'unstarted',
    })
    expect(run.comments).toMatchObject([
      { taskId: run.tasks[1]?.id, body: 'Still open after three days.', createdAt: '2026-01-08T09:00:00.000Z' },
    ])
  })

  it.each(['completed', 'canceled'] as const)('does not remind when the follow-up is %s in time', async (to) => {
    const run = await testRun(reviewFollowUp, reviewed, {
      events: [
        { after: '1 hour', event: fake('task.status_changed', { to }) },
        {
          after: '2 days',
          event: ({ tasks }) => fake('task.status_changed', { to, task: { ...tasks[1], status: to } }),
        },
      ],
    })
    expect(run).toMatchObject({ result: { doneInTime: true }, comments: [], elapsedMs: 2 * 86_400_000 })
  })

  it('starts only for completed tasks with the tag', async () => {
    expect((await testRun(reviewFollowUp, fake('task.status_changed', { to: 'completed' }))).status).toBe('not_started')
    expect(
      (await testRun(reviewFollowUp, fake('task.status_changed', { to: 'started', task: { tags: ['review'] } })))
        .status,
    ).toBe('not_started')
  })
})
