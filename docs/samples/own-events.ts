import { defineEvent, on, playbook } from '@orchestrator/sdk'
import * as z from 'zod'

export const invoicePaid = defineEvent('invoice.paid', z.object({ invoiceId: z.string(), amount: z.number() }))

export const thankYou = playbook({
  id: 'thank-you',
  when: on(invoicePaid, { if: (e) => e.payload.amount.gt(1_000) }),
  async run({ event, events, log }) {
    log.info('paid', { invoice: event.payload.invoiceId })
    // Sent in one transaction: other playbooks start on it or wait for it.
    await events.send(invoicePaid({ invoiceId: `${event.payload.invoiceId}-copy`, amount: 1 }))
  },
})
