import type { Template } from './template.ts'

export const webhook: Template = {
  summary: 'what another service sends becomes a task',
  playbook: (id, title) => `import { on, playbook } from '@orchestrator/sdk'
import * as z from 'zod'

const Order = z.object({ number: z.string(), total: z.number() })

// Send it something: npx orchestrator webhook send ${id} order.json
export default playbook({
  id: '${id}',
  title: '${title}',
  when: on.webhook('${id}', { body: Order, verify: 'standard', if: (e) => e.body.total.gt(0) }),
  scopes: ['workspace.read', 'task.create'],
  async run({ event, projects, tasks }) {
    const { items } = await projects.list({ limit: 1 })
    const [project] = items
    if (!project) throw new Error('There is no project yet: make one first')
    await tasks.create({ projectId: project.id, title: \`Order \${event.body.number}: \${event.body.total}\` })
  },
})
`,
  tests: (
    id,
  ) => `const order = (total: number) => fake('webhook.received', { webhook: '${id}', body: { number: '7', total } })

test('an order becomes a task', async () => {
  const run = await testRun(playbook, order(12), { projects: [{ name: 'Orders' }] })
  assert.equal(run.status, 'completed')
  assert.equal(run.tasks.at(-1)?.title, 'Order 7: 12')
})

test('one of nothing starts nothing', async () => {
  assert.equal((await testRun(playbook, order(0))).status, 'not_started')
})
`,
  readme: (id) =>
    `What is sent to the webhook \`${id}\`, signed as Standard Webhooks has it, becomes a task in the first project. Its address and secret: \`GET /v1/webhooks/${id}/secret\`.`,
}
