/** A playbook that reacts to completed tasks with a tag. */
export function playbookFile(id: string): string {
  return `import { on, playbook } from '@orchestrator/sdk'

// Each await is a step that survives a crash. Code that needs Node (files, npm packages) goes into steps.ts.
export default playbook({
  id: '${id}',
  title: '${titleOf(id)}',
  when: on('task.status_changed', { if: (e) => e.to.eq('completed').and(e.task.tags.has('${id}')) }),
  async run({ event, tasks }) {
    await tasks.create({ projectId: event.task.projectId, title: \`Follow up: \${event.task.title}\` })
  },
})
`
}

/** Its test, in memory. */
export function testFile(id: string): string {
  return `import { fake, testRun } from '@orchestrator/sdk/testing'
import { expect, test } from 'vitest'
import playbook from './playbook.ts'

test('a completed task with the tag gets a follow-up', async () => {
  const event = fake('task.status_changed', { to: 'completed', task: { title: 'Write the report', tags: ['${id}'] } })
  const run = await testRun(playbook, event)
  expect(run.status).toBe('completed')
  expect(run.effects).toHaveLength(1)
})

test('one without the tag starts nothing', async () => {
  const event = fake('task.status_changed', { to: 'completed', task: { title: 'Write the report', tags: [] } })
  expect((await testRun(playbook, event)).status).toBe('not_started')
})
`
}

/** What it is for, to be filled in. */
export function readmeFile(id: string): string {
  return `# ${titleOf(id)}

When a task with the tag \`${id}\` is completed, a follow-up task is made in the same project.

Say here for whom this is, what it needs (tags, webhooks, secrets) and what it does when something goes wrong.
`
}

function titleOf(id: string): string {
  return id.replaceAll('-', ' ').replace(/^./, (first) => first.toUpperCase())
}
