import { on, playbook } from '@orchestrator/sdk'
import * as z from 'zod'

export default playbook({
  id: 'orders',
  when: on.webhook('orders', { body: z.object({ number: z.string() }) }),
  // The shop sends an order again when it is changed: the first of a day counts.
  idempotencyKey: { key: (e) => e.body.number, period: '1 day' },
  async run({ event, log }) {
    log.info('a new order', { number: event.body.number })
  },
})
