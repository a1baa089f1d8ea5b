import { on, playbook } from '@orchestrator/sdk'
import * as z from 'zod'

const Order = z.object({ number: z.string(), total: z.number() })

export default playbook({
  id: 'order-intake',
  title: 'Orders → tasks',
  when: [
    on.webhook('orders', { body: Order, verify: 'standard', if: (e) => e.body.total.gte(100) }),
    on.manual({ input: Order.extend({ reason: z.string().default('by hand') }) }),
    on(['project.created', 'project.unarchived']),
  ],
  scopes: ['workspace.read', 'task.create'],
  async run({ event, tasks, projects, log }) {
    // `event` is one of three types; `event.type` says which.
    if (event.type === 'project.created' || event.type === 'project.unarchived') {
      log.info('a project for orders?', { name: event.project.name })
      return
    }
    const order = event.type === 'webhook.received' ? event.body : event.input
    const { items } = await projects.list({ key: 'ORD' })
    const [project] = items
    if (!project) throw new Error('Create a project with the key ORD for the orders')
    await tasks.create({ projectId: project.id, title: `Order ${order.number}: ${order.total}` })
  },
})
