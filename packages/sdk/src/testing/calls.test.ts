import { expect, it } from 'vitest'
import * as z from 'zod'
import { fill, holds, on, playbook } from '../index.ts'
import { fake, testRun } from './index.ts'

const calls = playbook({
  id: 'calls',
  when: on('task.created'),
  async run({ event, scripts, webhooks }) {
    await webhooks.call('https://example.com/hook', { json: { title: event.task.title }, headers: { 'x-of': 'us' } })
    await webhooks.call('https://example.com/text', { text: 'plain' })
    return scripts.run('return input.n * 2', { input: { n: 21 } })
  },
})

it('webhooks are commands, and a test stands in for scripts', async () => {
  const run = await testRun(calls, fake('task.created', { task: { title: 'T' } }), {
    scripts: ({ script, input }) => (script.includes('* 2') ? (input as { n: number }).n * 2 : null),
  })
  expect(run.error).toBe(null)
  expect(run.result).toBe(42)
  expect(run.effects).toMatchObject([
    {
      type: 'delivery.create',
      data: { url: 'https://example.com/hook', headers: { 'x-of': 'us' }, body: '{"title":"T"}' },
    },
    { type: 'delivery.create', data: { body: 'plain', contentType: 'text/plain; charset=utf-8' } },
    { kind: 'script', script: 'return input.n * 2', input: { n: 21 }, result: 42 },
  ])
})

it('without a stand-in it says what is missing', async () => {
  const run = await testRun(calls, fake('task.created'))
  expect(run).toMatchObject({ status: 'failed', reason: expect.stringContaining('give testRun `scripts`') })
})

it('texts know the types of a body that its schema describes', async () => {
  const Body = z.looseObject({ n: z.int(), part: z.number() })
  const typed = playbook({
    id: 'typed',
    when: on.webhook('typed', { body: Body }),
    async run({ event }) {
      return [
        fill('{{event.body.n + 1}} {{event.body.part * 2.0}}', { event }),
        holds('event.body.n / 2 == 2', { event }),
      ]
    },
  })
  const body = { part: 4, more: { a: [1] }, n: 5 }
  const run = await testRun(typed, fake('webhook.received', { webhook: 'typed', body }))
  expect(run.error).toBe(null)
  expect(run.result).toEqual(['6 8', true])
  // What a schema has made is no longer what it describes: its numbers are as JSON has them.
  const changed = playbook({
    id: 'changed',
    when: on.webhook('typed', { body: z.object({ n: z.string().transform(Number) }) }),
    async run({ event }) {
      return fill('{{event.body.n + 0.5}}', { event })
    },
  })
  const other = await testRun(changed, fake('webhook.received', { webhook: 'typed', body: { n: '5' } }))
  expect(other.result).toBe('5.5')
})
