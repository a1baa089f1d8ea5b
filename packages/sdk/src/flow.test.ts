import { describe, expect, test } from 'vitest'
import * as z from 'zod'
import { cel, defineEvent, on, playbook } from './index.ts'
import { manifestOf } from './runtime/index.ts'
import { fake, testRun } from './testing/index.ts'

const none = async () => {}
const base = { id: 'p', when: on('task.created'), run: none } as const

describe('what a playbook says of when its runs may start', () => {
  test('is data: keys are CEL', () => {
    const made = playbook({
      ...base,
      concurrency: { key: (e) => e.task.projectId, limit: 5 },
      debounce: { key: (e) => [e.task.projectId, e.task.type], period: '30 seconds', maxWait: '5 minutes' },
      throttle: { key: cel`event.task.title + ${'x'}`, limit: 10, period: '1 minute', drop: true },
      priority: (e) => e.task.estimatedMinutes,
      idempotencyKey: { key: (e) => e.task.customFields.get('order'), period: '2 hours' },
      expires: '1 day',
      maxPerMinute: 50,
    })
    expect(manifestOf(made).flow).toEqual({
      concurrency: { key: 'event.task.projectId', limit: 5 },
      debounce: { key: '[event.task.projectId, event.task.type]', period: '30 seconds', maxWait: '5 minutes' },
      throttle: { key: 'event.task.title + "x"', limit: 10, period: '1 minute', drop: true },
      priority: 'event.task.estimatedMinutes',
      idempotencyKey: { key: 'event.task.customFields.order', period: '2 hours' },
      expires: '1 day',
      maxPerMinute: 50,
    })
  })

  test('is null when it says nothing', () => {
    expect(manifestOf(playbook(base)).flow).toBeNull()
  })

  test('must be right when the file is loaded', () => {
    expect(() => playbook({ ...base, expires: 'soon' as never })).toThrow('expires: "soon" is no duration')
    expect(() => playbook({ ...base, concurrency: { key: (() => 'x') as never, limit: 1 } })).toThrow(
      'concurrency: key must give a field of the event',
    )
    // A field has no value while it is recorded: what JavaScript makes of it would be the same for all events.
    expect(() =>
      playbook({
        ...base,
        concurrency: { key: ((e: { task: { title: string } }) => `${e.task.title}!`) as never, limit: 1 },
      }),
    ).toThrow('has no value while')
  })
})

describe('in memory', () => {
  const collect = playbook({
    id: 'collect',
    when: on('task.created', { if: (e) => e.task.type.eq('bug') }),
    batch: { key: (e) => e.task.projectId, size: 3, timeout: '1 minute' },
    async run({ event, events }) {
      return { last: event.task.title, titles: events.map((one) => one.task.title) }
    },
  })
  const bug = (title: string) => fake('task.created', { task: { title, type: 'bug' } })

  test('a batch gets all its events; event is the last', async () => {
    const run = await testRun(collect, bug('c'), { batch: [bug('a'), bug('b')] })
    expect(run.result).toEqual({ last: 'c', titles: ['a', 'b', 'c'] })
    expect((await testRun(collect, bug('a'))).result).toEqual({ last: 'a', titles: ['a'] })
  })

  test('an event that would not have started it does not', async () => {
    const run = await testRun(collect, fake('task.created', { task: { type: 'task' } }), { batch: [bug('a')] })
    expect(run.status).toBe('not_started')
  })

  test('several events are for a batch, and not more than it takes', async () => {
    await expect(testRun(playbook(base), bug('b'), { batch: [bug('a')] })).rejects.toThrow('has no batch')
    await expect(testRun(collect, bug('d'), { batch: [bug('a'), bug('b'), bug('c')] })).rejects.toThrow('a batch has 3')
  })

  test('keys and limits are checked as when the playbook is installed', async () => {
    const run = (flow: object) => testRun(playbook({ ...base, ...flow }), fake('task.created', {}))
    await expect(run({ concurrency: { key: cel`event.task.titel`, limit: 1 } })).rejects.toThrow('did you mean')
    await expect(run({ concurrency: { limit: 0 } })).rejects.toThrow('concurrency.limit')
    await expect(run({ debounce: { period: '1 second' }, batch: { size: 2, timeout: '1 second' } })).rejects.toThrow(
      'either debounce or batch',
    )
  })

  test('events still sends', async () => {
    const paid = defineEvent('invoice.paid', z.object({ id: z.string() }))
    const sender = playbook({
      ...base,
      async run({ events }) {
        await events.send(paid({ id: 'x' }))
        return { length: events.length, keys: Object.keys(events) }
      },
    })
    const run = await testRun(sender, fake('task.created', {}))
    expect(run.result).toEqual({ length: 1, keys: ['0'] })
    expect(run.events.at(-1)).toMatchObject({ type: 'invoice.paid', payload: { id: 'x' } })
  })
})
