import { strict as assert } from 'node:assert'
import { test } from 'node:test'
import { on, playbook, steps } from '@orchestrator/sdk'
import { fake, testRun } from '@orchestrator/sdk/testing'

const reminder = playbook({
  id: 'reminder',
  when: on('task.created', { if: (e) => e.task.priority.eq('urgent') }),
  steps: steps<{ onCall(): { name: string } }>(),
  async run({ event, waitFor, comments, http, steps }) {
    const done = await waitFor('task.status_changed', {
      if: (e) => e.task.id.eq(event.task.id).and(e.to.eq('completed')),
      timeout: '2 days',
    })
    if (done) return 'done'
    const { name } = await steps.onCall()
    await http.post('https://chat.example.com/hooks/urgent', {
      json: { text: `${name}, please look at ${event.task.title}` },
    })
    await comments.create({ taskId: event.task.id, body: `Told ${name}` })
    return 'told'
  },
})

const urgent = fake('task.created', { task: { title: 'Login fails', priority: 'urgent' } })

test('tells somebody after two days, which pass at once', async () => {
  const run = await testRun(reminder, urgent, {
    steps: { onCall: () => ({ name: 'Ada' }) },
    http: () => ({ status: 204 }),
  })
  assert.equal(run.status, 'completed')
  assert.equal(run.result, 'told')
  assert.equal(run.elapsedMs, 2 * 24 * 60 * 60 * 1_000)
  assert.deepEqual(
    run.effects.map(({ name }) => name),
    ['steps.onCall', 'http.post', 'comments.create'],
  )
})

test('is quiet when the task is completed in time', async () => {
  const completed = fake('task.status_changed', { to: 'completed', task: urgent.task })
  const run = await testRun(reminder, urgent, { events: [{ after: '1 day', event: completed }] })
  assert.equal(run.result, 'done')
})

test('does not start for other tasks, and says why', async () => {
  const run = await testRun(reminder, fake('task.created', { task: { priority: 'low' } }))
  assert.equal(run.status, 'not_started')
  assert.equal(run.reason, 'event.task.priority == "urgent" is false: event.task.priority is "low"')
})
