import type { Template } from './template.ts'

export const approval: Template = {
  summary: 'somebody is asked before work goes on',
  playbook: (id, title) => `import { on, playbook } from '@orchestrator/sdk'

export default playbook({
  id: '${id}',
  title: '${title}',
  when: on('task.status_changed', { if: (e) => e.to.eq('completed').and(e.task.tags.has('${id}')) }),
  scopes: ['workspace.read', 'approval.request', 'task.create', 'comment.create'],
  async run({ event, approval, tasks, comments }) {
    const { task } = event
    // It waits for days, over restarts and deployments. null: nobody has answered in time.
    const answer = await approval({ title: \`Go on after \${task.title.slice(0, 450)}?\`, from: { role: 'MANAGER' }, timeout: '3 days', task })
    if (answer === null) await comments.create({ taskId: task.id, body: 'Nobody answered within three days.' })
    else if (answer.approved) await tasks.create({ projectId: task.projectId, title: \`After \${task.title}\`.slice(0, 500) })
  },
})
`,
  tests: (
    id,
  ) => `const done = fake('task.status_changed', { to: 'completed', task: { title: 'the draft', tags: ['${id}'] } })

test('work goes on when it is approved', async () => {
  const run = await testRun(playbook, done, { answers: [{ answer: { approved: true } }] })
  assert.equal(run.status, 'completed')
  assert.equal(run.tasks.at(-1)?.title, 'After the draft')
})

test('nobody answers: three days pass at once', async () => {
  const run = await testRun(playbook, done)
  assert.equal(run.comments[0]?.body, 'Nobody answered within three days.')
})
`,
  readme: (id) =>
    `When a task with the tag \`${id}\` is completed, a manager is asked whether work goes on. If so, the next task is made; if nobody answers within three days, a comment says so.`,
}
