// Compiled, never run: what the types say of every kind of trigger. errors.test.ts compiles it too.
import { expectTypeOf } from 'vitest'
import * as z from 'zod'
import {
  type CustomEvent,
  cel,
  defineEvent,
  type ManualEvent,
  on,
  type Playbook,
  type Project,
  playbook,
  type StatusCategory,
  steps,
  type Task,
  type TaskAssignedEvent,
  type TaskCreatedEvent,
  type TaskStatusChangedEvent,
  type Timestamp,
  type WebhookEvent,
} from '../index.ts'
import { fake, testRun } from '../testing/index.ts'

const invoicePaid = defineEvent(
  'invoice.paid',
  z.object({ amount: z.number(), at: z.iso.datetime().transform((text) => new Date(text)) }),
)
const none = async () => {}

// One event type.
playbook({
  id: 'a',
  when: on('task.status_changed', {
    if: (e) => {
      expectTypeOf(e.to.eq).parameter(0).toEqualTypeOf<StatusCategory>()
      expectTypeOf(e.task.title.contains).parameter(0).toEqualTypeOf<string>()
      expectTypeOf(e.task.estimatedMinutes.gt).parameter(0).toEqualTypeOf<number>()
      expectTypeOf(e.task.tags.has).parameter(0).toEqualTypeOf<string>()
      expectTypeOf(e.task.completedAt.lt).parameter(0).toEqualTypeOf<Date | Timestamp>()
      expectTypeOf(e.task.dueDate).toHaveProperty('exists')
      expectTypeOf(e.task.title).not.toHaveProperty('exists')
      expectTypeOf(e.task.title).toHaveProperty('changed')
      expectTypeOf(e.actor.id).not.toHaveProperty('changed')
      expectTypeOf(e.to).not.toHaveProperty('gt')
      expectTypeOf(e.task.completedAt).not.toHaveProperty('contains')
      return e.to.eq('completed')
    },
  }),
  async run({ event, tasks, projects }) {
    expectTypeOf(event).toEqualTypeOf<TaskStatusChangedEvent>()
    expectTypeOf(await tasks.create({ projectId: event.task.projectId, title: 'x' })).toEqualTypeOf<Task>()
    expectTypeOf(await projects.get('x')).toEqualTypeOf<Project | null>()
  },
})

// Several types, one trigger and several triggers: unions, told apart by `type`.
playbook({
  id: 'b',
  when: on(['task.created', 'task.assigned'], { if: (e) => e.task.title.eq('x') }),
  async run({ event }) {
    expectTypeOf(event).toEqualTypeOf<TaskCreatedEvent | TaskAssignedEvent>()
    if (event.type === 'task.assigned') expectTypeOf(event.to).toEqualTypeOf<string | null>()
    else expectTypeOf(event).toEqualTypeOf<TaskCreatedEvent>()
  },
})
playbook({
  id: 'c',
  when: [on('task.created'), on(invoicePaid), on.webhook('github', { body: z.object({ action: z.string() }) })],
  async run({ event }) {
    if (event.type === 'invoice.paid') expectTypeOf(event.payload).toEqualTypeOf<{ amount: number; at: Date }>()
    if (event.type === 'task.created') expectTypeOf(event.task).toEqualTypeOf<Task>()
    if (event.type === 'webhook.received') expectTypeOf(event.body.action).toEqualTypeOf<string>()
  },
})

// An own event: conditions see what is sent, `run` what the schema made of it.
playbook({
  id: 'd',
  when: on(invoicePaid, {
    if: (e) => {
      expectTypeOf(e.payload.at.startsWith).parameter(0).toEqualTypeOf<string>()
      return e.payload.amount.gt(3)
    },
  }),
  async run({ event, events }) {
    expectTypeOf(event).toEqualTypeOf<CustomEvent<'invoice.paid', { amount: number; at: Date }>>()
    expectTypeOf(invoicePaid).parameter(0).toEqualTypeOf<{ amount: number; at: string }>()
    await events.send(invoicePaid({ amount: 3, at: '2026-01-01T00:00:00Z' }))
  },
})

// Webhooks and manual starts.
playbook({
  id: 'e',
  when: on.webhook('github-issues', {
    verify: 'github',
    body: z.object({ issue: z.object({ number: z.int(), body: z.string().nullish() }) }),
    if: (e) => e.body.issue.number.gt(1).and(e.body.issue.body.exists()),
  }),
  run: async ({ event }) =>
    void expectTypeOf(event).toEqualTypeOf<
      WebhookEvent<'github-issues', { issue: { number: number; body?: string | null | undefined } }>
    >(),
})
playbook({
  id: 'f',
  when: on.webhook('raw', { if: (e) => e.body.get('a').eq(1) }),
  run: async ({ event }) => void expectTypeOf(event.body).toEqualTypeOf<unknown>(),
})
playbook({
  id: 'g',
  when: on.manual({ input: z.object({ days: z.coerce.number().default(3) }) }),
  run: async ({ event }) => void expectTypeOf(event).toEqualTypeOf<ManualEvent<{ days: number }>>(),
})
playbook({
  id: 'h',
  when: on.manual(),
  run: async ({ event }) => void expectTypeOf(event.input).toEqualTypeOf<unknown>(),
})

// Waits, steps, http and the result.
const counted = playbook({
  id: 'i',
  when: on('task.created', { if: cel`event.task.title == ${'x'}` }),
  steps: steps<{
    total(file: string, options?: { deep: boolean }): number
    load(): Promise<{ rows: number }>
    version: string
  }>(),
  async run({ waitFor, steps, http }) {
    expectTypeOf(await waitFor('task.assigned', { timeout: '3 days' })).toEqualTypeOf<TaskAssignedEvent | null>()
    expectTypeOf(await waitFor(['task.assigned', invoicePaid], { timeout: 'never' })).toEqualTypeOf<
      TaskAssignedEvent | CustomEvent<'invoice.paid', { amount: number; at: Date }> | null
    >()
    const first = await waitFor.any(
      { paid: on(invoicePaid), called: on.webhook('x', { body: z.object({ a: z.string() }) }) },
      { timeout: 5_000 },
    )
    if (first?.which === 'paid') expectTypeOf(first.event.payload.amount).toEqualTypeOf<number>()
    if (first?.which === 'called') expectTypeOf(first.event.body).toEqualTypeOf<{ a: string }>()
    expectTypeOf(steps.total).toEqualTypeOf<(file: string, options?: { deep: boolean }) => Promise<number>>()
    expectTypeOf(steps.load).returns.resolves.toEqualTypeOf<{ rows: number }>()
    expectTypeOf(steps).not.toHaveProperty('version')
    const answer = await http.get('https://example.com')
    expectTypeOf(answer.json()).toEqualTypeOf<unknown>()
    expectTypeOf(answer.json(z.object({ a: z.number() }))).toEqualTypeOf<{ a: number }>()
    return { n: 1, text: null as string | null }
  },
})
expectTypeOf(counted).toEqualTypeOf<Playbook<TaskCreatedEvent, { n: number; text: string | null }>>()

// Tests.
const run = await testRun(counted, fake('task.created', { task: { title: 'x', tags: ['a'] } }), {
  steps: { total: () => 3 },
})
if (run.status === 'completed') expectTypeOf(run.result).toEqualTypeOf<{ n: number; text: string | null }>()
if (run.status === 'failed') expectTypeOf(run.error).toEqualTypeOf<Error>()
expectTypeOf(fake('task.created')).toEqualTypeOf<TaskCreatedEvent>()
expectTypeOf(fake(invoicePaid, { payload: { amount: 1, at: '2026-01-01T00:00:00Z' } })).toEqualTypeOf<
  CustomEvent<'invoice.paid', { amount: number; at: string }>
>()

// No `any` reaches a user.
type IsAny<T> = 0 extends 1 & T ? true : false
playbook({
  id: 'j',
  when: [on('webhook.received'), on.webhook('x'), on.manual()],
  async run({ event, ...context }) {
    expectTypeOf<IsAny<typeof event>>().toEqualTypeOf<false>()
    expectTypeOf<IsAny<typeof context.steps>>().toEqualTypeOf<false>()
    expectTypeOf<IsAny<ReturnType<typeof context.http.get>>>().toEqualTypeOf<false>()
    if (event.type === 'webhook.received') expectTypeOf<IsAny<typeof event.body>>().toEqualTypeOf<false>()
    if (event.type === 'playbook.run_requested') expectTypeOf<IsAny<typeof event.input>>().toEqualTypeOf<false>()
  },
})
playbook({ id: 'k', when: on('task.created'), run: none })

// When its runs may start: keys are fields of the event; the events of a batch have its type.
playbook({
  id: 'flow',
  when: on('task.status_changed'),
  concurrency: {
    key: (e) => {
      expectTypeOf(e.to.eq).parameter(0).toEqualTypeOf<StatusCategory>()
      return e.task.projectId
    },
    limit: 2,
  },
  batch: { key: (e) => [e.task.assigneeId, e.to], size: 10, timeout: '5 minutes' },
  priority: (e) => e.task.estimatedMinutes,
  async run({ event, events }) {
    expectTypeOf(event).toEqualTypeOf<TaskStatusChangedEvent>()
    expectTypeOf(events[0]).toEqualTypeOf<TaskStatusChangedEvent | undefined>()
    expectTypeOf(events.send).toBeFunction()
  },
})
