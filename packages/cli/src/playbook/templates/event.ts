import type { Template } from './template.ts'

export const event: Template = {
  summary: 'a completed task with a tag gets a follow-up (the default)',
  playbook: (id, title) => `import { on, playbook } from '@orchestrator/sdk'

// Each await is a step that survives a crash. Code that needs Node (files, npm packages) goes into steps.ts.
export default playbook({
  id: '${id}',
  title: '${title}',
  when: on('task.status_changed', { if: (e) => e.to.eq('completed').and(e.task.tags.has('${id}')) }),
  scopes: ['workspace.read', 'task.create'],
  async run({ event, tasks }) {
    await tasks.create({ projectId: event.task.projectId, title: \`Follow up: \${event.task.title}\`.slice(0, 500) })
  },
})
`,
  tests: (id) => `test('a completed task with the tag gets a follow-up', async () => {
  const event = fake('task.status_changed', { to: 'completed', task: { title: 'Write the report', tags: ['${id}'] } })
  const run = await testRun(playbook, event)
  assert.equal(run.status, 'completed')
  assert.equal(run.tasks.at(-1)?.title, 'Follow up: Write the report')
})

test('one without the tag starts nothing', async () => {
  const event = fake('task.status_changed', { to: 'completed', task: { title: 'Write the report', tags: [] } })
  assert.equal((await testRun(playbook, event)).status, 'not_started')
})
`,
  readme: (id) => `When a task with the tag \`${id}\` is completed, a follow-up task is made in the same project.`,
}
