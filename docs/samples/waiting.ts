import { defineEvent, on, playbook } from '@orchestrator/sdk'
import * as z from 'zod'

const approved = defineEvent('contract.approved', z.object({ taskId: z.string(), by: z.string() }))

export default playbook({
  id: 'contract',
  when: on('task.created', { if: (e) => e.task.tags.has('contract') }),
  async run({ event, tasks, comments, waitFor, sleep, sleepUntil }) {
    const { task } = event

    // One kind of event. null: three days are over.
    const assigned = await waitFor('task.assigned', {
      if: (e) => e.task.id.eq(task.id).and(e.to.exists()),
      timeout: '3 days',
    })
    if (!assigned) await comments.create({ taskId: task.id, body: 'Nobody has taken this contract yet.' })

    // The first of several.
    const first = await waitFor.any(
      {
        approved: on(approved, { if: (e) => e.payload.taskId.eq(task.id) }),
        ended: on('task.status_changed', { if: (e) => e.task.id.eq(task.id).and(e.to.in(['completed', 'canceled'])) }),
      },
      { timeout: '30 days' },
    )
    if (first?.which === 'approved')
      await comments.create({ taskId: task.id, body: `Approved by ${first.event.payload.by}` })

    // Pauses may be long: nothing runs meanwhile.
    await sleep('90 minutes')
    await sleepUntil('2027-01-01T08:00:00Z')

    // Every comment of an hour, one after the other: each wait starts after the event that the one before gave.
    for (let comment = await nextComment(); comment !== null; comment = await nextComment()) {
      await tasks.update(task, { description: `${task.description}\n\n${comment.comment.body}` })
    }

    function nextComment() {
      return waitFor('comment.created', { if: (e) => e.comment.taskId.eq(task.id), timeout: '1 hour' })
    }
  },
})
