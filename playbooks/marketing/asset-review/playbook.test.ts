import { fake, testRun } from '@orchestrator/sdk/testing'
import { describe, expect, it } from 'vitest'
import assetReview from './playbook.ts'

const projectId = '019b0000-0000-7000-8000-0000000000a1'
const leadId = '019b0000-0000-7000-8000-0000000000b1'
const projects = [{ id: projectId, leadId }]
const poster = (fields: object = {}) =>
  fake('task.created', {
    task: { projectId, title: 'Poster', tags: ['review-asset'], status: 'started', ...fields },
  })

describe('asset-review', () => {
  it('a yes completes the task and marks it as approved', async () => {
    const run = await testRun(assetReview, poster(), {
      projects,
      answers: [{ after: '2 days', answer: { approved: true, changes: 'Lovely' } }],
    })
    expect(run).toMatchObject({ error: null, result: { verdict: 'approved' } })
    expect(run.tasks[0]).toMatchObject({ status: 'completed', tags: ['approved'] })
    expect(run.comments.map(({ body }) => body)).toEqual(['Approved. Lovely'])
    expect(run.approvals).toMatchObject([{ title: 'Can we use “Poster”?', reminders: 1 }])
    expect(run.events.map(({ type }) => type)).toContain('approval.answered')
  })

  it('a no gives it back with what is wanted, and the tag starts another round', async () => {
    const first = await testRun(assetReview, poster(), {
      projects,
      answers: [{ answer: { approved: false, changes: 'Bigger logo' } }],
    })
    expect(first.tasks[0]).toMatchObject({ status: 'started', tags: ['changes-wanted'] })
    expect(first.comments[0]?.body).toContain('Changes wanted: Bigger logo')

    const again = fake('task.updated', {
      task: { ...first.tasks[0], tags: ['changes-wanted', 'review-asset'] },
      changes: { tags: { before: ['changes-wanted'], after: ['changes-wanted', 'review-asset'] } },
    })
    const second = await testRun(assetReview, again, { projects, answers: [{ answer: { approved: true } }] })
    expect(second.tasks[0]).toMatchObject({ status: 'completed', tags: ['approved'] })
  })

  it('silence changes nothing, and says how to ask again', async () => {
    const run = await testRun(assetReview, poster(), { projects })
    expect(run).toMatchObject({ result: { verdict: 'unanswered' }, elapsedMs: 5 * 86_400_000 })
    expect(run.tasks[0]).toMatchObject({ status: 'started', tags: ['review-asset'] })
    expect(run.approvals).toMatchObject([{ status: 'expired' }])
    expect(run.comments[0]?.body).toContain('within 5 days')
  })

  it('the lead does not review what they made: managers do', async () => {
    const run = await testRun(assetReview, poster({ assigneeId: leadId }), {
      projects,
      answers: [{ answer: { approved: true } }],
    })
    expect(run.approvals).toMatchObject([{ from: { role: 'MANAGER' } }])
  })

  it('a task that was canceled meanwhile stays as it is', async () => {
    const canceled = fake('task.status_changed', { to: 'canceled', task: { ...poster().task, status: 'canceled' } })
    const event = poster({ id: canceled.task.id })
    const run = await testRun(assetReview, event, {
      projects,
      events: [{ after: '1 hour', event: canceled }],
      answers: [{ after: '2 hours', answer: { approved: true } }],
    })
    expect(run).toMatchObject({ result: { verdict: 'gone' }, comments: [] })
  })

  it('does not start without the tag, nor for another change of a task that has it', async () => {
    expect((await testRun(assetReview, fake('task.created'))).status).toBe('not_started')
    const renamed = fake('task.updated', {
      task: { tags: ['review-asset'] },
      changes: { title: { before: 'a', after: 'b' } },
    })
    expect((await testRun(assetReview, renamed)).status).toBe('not_started')
  })
})
