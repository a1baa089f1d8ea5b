import type { Template } from './template.ts'

export const reminder: Template = {
  summary: 'waits for something to happen, and reminds when it does not',
  playbook: (id, title) => `import { on, playbook } from '@orchestrator/sdk'

export default playbook({
  id: '${id}',
  title: '${title}',
  when: on('task.created', { if: (e) => e.task.priority.eq('urgent') }),
  scopes: ['workspace.read', 'comment.create'],
  async run({ event, waitFor, comments }) {
    const { task } = event
    // A reminder a day, for a week at most, until it is done.
    for (let day = 1; day <= 7; day++) {
      const done = await waitFor('task.status_changed', {
        if: (e) => e.task.id.eq(task.id).and(e.to.in(['completed', 'canceled'])),
        timeout: '1 day',
      })
      if (done) return { days: day - 1 }
      await comments.create({ taskId: task.id, body: \`Open for \${day} days.\` })
    }
    return { days: 7 }
  },
})
`,
  tests: () => `const urgent = fake('task.created', { task: { title: 'Login fails', priority: 'urgent' } })

test('reminds every day of a week, which passes at once', async () => {
  const run = await testRun(playbook, urgent)
  assert.deepEqual(run.result, { days: 7 })
  assert.equal(run.comments.length, 7)
})

test('is quiet once the task is done', async () => {
  const event = fake('task.status_changed', { to: 'completed', task: urgent.task })
  const run = await testRun(playbook, urgent, { events: [{ after: '36 hours', event }] })
  assert.deepEqual(run.result, { days: 1 })
  assert.equal(run.comments.length, 1)
})
`,
  readme: () => 'An urgent task gets a comment each day until it is done, for a week at most.',
}
