import type { Template } from './template.ts'

export const blank: Template = {
  summary: 'the least that a playbook needs',
  playbook: (id, title) => `import { on, playbook } from '@orchestrator/sdk'

// Each await is a step that survives a crash. Code that needs Node (files, npm packages) goes into steps.ts.
export default playbook({
  id: '${id}',
  title: '${title}',
  when: on('task.created'),
  scopes: [],
  async run({ event, log }) {
    log.info('a new task', { title: event.task.title })
  },
})
`,
  tests: () => `test('it starts on every new task', async () => {
  const run = await testRun(playbook, fake('task.created', { task: { title: 'Write the report' } }))
  assert.equal(run.status, 'completed')
  assert.deepEqual(run.logs[0]?.fields, { title: 'Write the report' })
})
`,
  readme: () => 'Starts on every new task and writes a line to its log.',
}
