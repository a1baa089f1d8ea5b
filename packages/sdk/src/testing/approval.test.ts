import { expect, expectTypeOf, it } from 'vitest'
import * as z from 'zod'
import { type DefaultAnswer, on, playbook } from '../index.ts'
import { fake, testRun } from './index.ts'

const Ask = z.object({ approved: z.boolean(), budget: z.number().min(1).optional(), size: z.enum(['S', 'L']) })

const publish = playbook({
  id: 'publish',
  when: on('task.created'),
  async run({ event, approval, tasks }) {
    const answer = await approval({
      title: `Publish ${event.task.title}?`,
      ask: Ask,
      from: { role: 'MANAGER', memberIds: ['019b0000-0000-7000-8000-00000000aaaa'] },
      task: event.task,
      timeout: '3 days',
      remind: '1 day',
    })
    expectTypeOf(answer).toEqualTypeOf<z.infer<typeof Ask> | null>()
    if (answer?.approved) await tasks.complete(event.task)
    return answer
  },
})
const created = () => fake('task.created', { task: { title: 'v2' } })

it('gives the typed answer', async () => {
  const run = await testRun(publish, created(), {
    answers: [{ after: '30 hours', answer: { approved: true, size: 'L', budget: 5 } }],
  })
  expect(run.error).toBe(null)
  expect(run.result).toEqual({ approved: true, size: 'L', budget: 5 })
  expect(run.elapsedMs).toBe(30 * 3_600_000)
  expect(run.tasks[0]?.status).toBe('completed')
  expect(run.approvals).toMatchObject([{ status: 'answered', title: 'Publish v2?', reminders: 1 }])
  expect(run.events.map((event) => event.type)).toEqual([
    'task.created',
    'approval.requested',
    'approval.reminded',
    'approval.answered',
    'task.status_changed',
  ])
})

it('gives null when nobody answers in time, and the log says that it expired', async () => {
  const run = await testRun(publish, created(), { answers: () => null })
  expect(run.result).toBe(null)
  expect(run.elapsedMs).toBe(3 * 86_400_000)
  expect(run.approvals).toMatchObject([{ status: 'expired', reminders: 2, nextReminderAt: null }])
  expect(run.tasks[0]?.status).toBe('unstarted')
})

it('an answer of another form, or of somebody who may not answer, fails the test', async () => {
  await expect(
    testRun(publish, created(), { answers: [{ answer: { approved: 'yes', size: 'XL', more: 1 } }] }),
  ).rejects.toMatchObject({
    code: 'invalid_input',
    fields: [{ path: 'answer.approved' }, { path: 'answer.size' }, { path: 'answer.more' }],
  })
  const event = created()
  await expect(
    testRun(publish, event, { answers: [{ by: event.actor.memberId, answer: { approved: true, size: 'S' } }] }),
  ).rejects.toMatchObject({ code: 'forbidden' })
})

it('waits for as many as are asked, and a no decides', async () => {
  const two = playbook({
    id: 'two',
    when: on('task.created'),
    async run({ approval }) {
      const answer = await approval({ title: 'Both?', from: { role: 'VIEWER' }, count: 2, timeout: 'never' })
      expectTypeOf(answer).toEqualTypeOf<{ readonly approved: boolean; readonly comment?: string | undefined } | null>()
      return answer?.approved ?? null
    },
  })
  const yes = { answer: { approved: true }, after: '1 hour' } as const
  const both = await testRun(two, created(), { answers: [[yes, { ...yes, after: '2 hours' }]] })
  expect([both.result, both.elapsedMs]).toEqual([true, 2 * 3_600_000])
  const no = await testRun(two, created(), { answers: [[{ answer: { approved: false } }, yes]] })
  expect([no.result, no.elapsedMs]).toEqual([false, 0])
  const stuck = await testRun(two, created(), { answers: [yes] })
  expect([stuck.status, stuck.reason]).toEqual(['stuck', expect.stringContaining('approval.answered')])
})

it('a schema that people cannot be given as a form is refused with its place', async () => {
  const deep = playbook({
    id: 'deep',
    when: on('task.created'),
    run: async ({ approval }) =>
      (await approval({
        title: 'x',
        ask: z.object({ lines: z.array(z.object({ a: z.string() })) }),
        from: 'assignee',
        task: '019b0000-0000-7000-8000-00000000bbbb',
        timeout: '1 day',
      })) !== null,
  })
  const event = fake('task.created', { task: { id: '019b0000-0000-7000-8000-00000000bbbb' } })
  const run = await testRun(deep, event)
  expect(run.error).toMatchObject({ code: 'invalid_input', fields: [{ path: 'ask.properties.lines' }] })
})

it('gives the outcome: who answered, and what; with JSON Schema, too', async () => {
  const outcome = playbook({
    id: 'outcome',
    when: on('task.created'),
    async run({ event, approval }) {
      const ask = { type: 'object', properties: { approved: { type: 'boolean' }, why: { type: 'string' } } }
      const first = await approval.outcome({ title: 'One', ask, from: 'assignee', task: event.task, timeout: '1 day' })
      const second = await approval.outcome({ title: 'Two', from: { role: 'VIEWER' }, task: null, timeout: '1 day' })
      expectTypeOf(second.answer).toEqualTypeOf<DefaultAnswer | null>()
      return { first, second }
    },
  })
  const by = '019b0000-0000-7000-8000-00000000bbbb'
  const run = await testRun(outcome, fake('task.created', { task: { assigneeId: by } }), {
    answers: [{ answer: { approved: false, why: 'no' }, by }, null],
  })
  expect(run.error).toBe(null)
  expect(run.result).toMatchObject({
    first: { status: 'answered', approved: false, answer: { why: 'no' }, memberId: by },
    second: { status: 'expired', approved: null, answer: null, memberId: null },
  })
})
