import { cel, on, playbook } from '@orchestrator/sdk'

/** Days before the due date on which somebody is reminded. */
const reminders = [30, 14, 3, 0]
/** After the due date, every so many days. */
const overdueEvery = 2
const mostOverdue = 30
/** The custom field that shows that it was done: a link to the certificate, the photo, the protocol. */
const evidence = 'evidence'
const day = 86_400_000
/** At this hour of the day, in UTC. */
const hour = 7

export default playbook({
  id: 'compliance-reminders',
  title: 'Tasks tagged “compliance”: reminders, and evidence',
  when: [
    on('task.created', { if: (e) => e.task.tags.has('compliance').and(e.task.dueDate.exists()) }),
    on('task.updated', {
      if: cel`"compliance" in event.task.tags && event.task.dueDate != null && (has(event.changes.dueDate) || (has(event.changes.tags) && !("compliance" in event.changes.tags.before)))`,
    }),
  ],
  scopes: ['workspace.read', 'task.edit', 'task.complete', 'comment.create'],
  async run({ event, tasks, comments, waitFor }) {
    const { id, dueDate } = event.task
    if (dueDate === null) return { outcome: 'no due date' }
    const due = Date.parse(`${dueDate}T${String(hour).padStart(2, '0')}:00:00Z`)
    const say = (body: string) => comments.create({ taskId: id, body })
    const days = [...reminders.map((before) => -before), ...range(overdueEvery, mostOverdue)]
    let reminded = 0

    for (const after of days) {
      const at = due + after * day
      // What was past already when the task was made is left out.
      while (at > Date.now()) {
        const what = await waitFor.any(
          {
            completed: on('task.status_changed', {
              if: (e) => e.task.id.eq(id).and(e.to.in(['completed', 'canceled'])),
            }),
            moved: on('task.updated', {
              if: (e) => e.task.id.eq(id).and(e.task.dueDate.changed().or(e.task.tags.has('compliance').not())),
            }),
            deleted: on('task.deleted', { if: (e) => e.task.id.eq(id) }),
          },
          { timeout: Math.max(1, at - Date.now()) },
        )
        if (what === null) break
        // A new due date begins a run of its own.
        if (what.which !== 'completed') return { outcome: what.which, reminded }
        if (what.event.to === 'canceled') return { outcome: 'canceled', reminded }
        if (what.event.task.customFields[evidence] !== undefined) return { outcome: 'done with evidence', reminded }
        await tasks.update(id, { status: 'started' })
        await say(`This needs evidence: fill in the field “${evidence}”, then complete it again.`)
      }
      if (at < Date.now() - day / 2) continue
      const task = await tasks.get(id)
      if (!task || task.status === 'completed' || task.status === 'canceled')
        return { outcome: task?.status ?? 'deleted', reminded }
      reminded++
      if (after < 0) await say(`Due in ${-after} days, on ${dueDate}.`)
      else if (after === 0) {
        await tasks.update(id, { priority: 'urgent' })
        await say(`Due today.`)
      } else {
        await tasks.update(id, { addTags: ['overdue'] })
        await say(`Overdue for ${after} days.`)
      }
    }
    return { outcome: 'given up', reminded }
  },
})

const range = (step: number, last: number) => Array.from({ length: Math.floor(last / step) }, (_, n) => (n + 1) * step)
