// Every line here is wrong on purpose. errors.test.ts compares what the compiler says of each with errors.txt.
import * as z from 'zod'
import { defineEvent, on, playbook, steps } from '../../index.ts'
import { fake, testRun } from '../../testing/index.ts'

const invoicePaid = defineEvent('invoice.paid', z.object({ amount: z.number() }))
const follow = playbook({ id: 'a', when: on('task.created'), run: async () => {} })

// A wrong name of an event.
on('task.status_chnged')
// A field that the event does not have.
on('task.status_changed', { if: (e) => e.task.titel.eq('x') })
// A value that is none of the choices.
on('task.status_changed', { if: (e) => e.to.eq('completd') })
// A question that the field's type does not answer.
on('task.status_changed', { if: (e) => e.to.gt('started') })
on('task.status_changed', { if: (e) => e.task.estimatedMinutes.eq('30') })
// JavaScript operators in place of the builder's.
on('task.status_changed', { if: (e) => e.to === 'completed' })
// Only some of the types have the field.
on(['task.created', 'task.assigned'], { if: (e) => e.to.eq('x') })
// A wrong payload, when it is sent and in a test.
invoicePaid({ amount: '3' })
fake(invoicePaid, { payload: { amount: '3' } })
fake('task.status_changed', { to: 'completd' })
fake('task.created', { task: { titel: 'x' } })
// What `run` gets and returns.
playbook({ id: 'b', when: on('task.created'), run: async ({ event }) => void event.to })
playbook({ id: 'c', when: on('task.created'), run: async ({ tasks }) => void (await tasks.create({ title: 'x' })) })
playbook({ id: 'd', when: on('task.created'), run: async () => ({ at: new Date() }) })
playbook({ id: 'e', when: on('task.created'), run: async ({ waitFor }) => void (await waitFor('task.created', {})) })
playbook({ id: 'f', when: on('task.created'), run: async ({ sleep }) => sleep('3 dayz') })
playbook({ id: 'g', when: on('task.created'), scopes: ['task.creat'], run: async () => {} })
playbook({
  id: 'h',
  when: on('task.created'),
  steps: steps<{ total(n: number): number }>(),
  run: async ({ steps }) => void (await steps.total('x')),
})
playbook({ id: 'i', when: 'task.created', run: async () => {} })
// A test with an event that the playbook is not for.
void testRun(follow, fake('task.updated'))
