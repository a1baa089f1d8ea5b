import { on, playbook, type Task } from '@orchestrator/sdk'

/** So often it looks. */
const every = '2 days'
/** A part on which nothing has changed for so many days is stuck. */
const quietDays = 5
/** Parts count as urgent in the last days before the group's due date. */
const lastDays = 7
const day = 86_400_000
const mostChecks = 120

export default playbook({
  id: 'group-work-reminders',
  title: 'Tasks tagged “group-work”: who has to do what',
  when: on('task.created', { if: (e) => e.task.tags.has('group-work').and(e.task.parentId.exists().not()) }),
  scopes: ['workspace.read', 'comment.create'],
  async run({ event, tasks, comments, waitFor }) {
    const { id } = event.task
    let summary = ''
    for (let check = 0; check < mostChecks; check++) {
      const what = await waitFor.any(
        {
          ended: on('task.status_changed', { if: (e) => e.task.id.eq(id).and(e.to.in(['completed', 'canceled'])) }),
          untagged: on('task.updated', { if: (e) => e.task.id.eq(id).and(e.task.tags.has('group-work').not()) }),
          deleted: on('task.deleted', { if: (e) => e.task.id.eq(id) }),
        },
        { timeout: every },
      )
      if (what !== null) return { ended: what.which, checks: check }
      const group = await tasks.get(id)
      if (!group) return { ended: 'deleted', checks: check }
      const { items: parts } = await tasks.list({ parentId: id, limit: 200 })
      const open = parts.filter(({ status }) => status !== 'completed' && status !== 'canceled')
      const isLast = group.dueDate !== null && Date.parse(group.dueDate) - Date.now() < lastDays * day

      for (const part of open) {
        const reminder = reminderFor(part, isLast, group)
        if (reminder === null) continue
        // The same words are not said again until something has changed.
        const said = await comments.list({ taskId: part.id, limit: 200 })
        if (!said.items.some(({ body }) => body === reminder))
          await comments.create({ taskId: part.id, body: reminder })
      }
      const now = summaryOf(parts, open)
      if (now !== summary) await comments.create({ taskId: id, body: now })
      summary = now
    }
    return { ended: 'given up', checks: mostChecks }
  },
})

function reminderFor(part: Task, isLast: boolean, group: Task): string | null {
  const quiet = Math.floor((Date.now() - Date.parse(part.updatedAt)) / day)
  if (part.assigneeId === null && (isLast || quiet >= quietDays)) return 'Nobody has taken this part yet. Who does it?'
  if (isLast) return `The group hands in on ${group.dueDate}, and this part is still open.`
  if (quiet >= quietDays) return `Nothing has changed here since ${part.updatedAt.slice(0, 10)}. How is it going?`
  return null
}

function summaryOf(parts: readonly Task[], open: readonly Task[]): string {
  if (parts.length === 0) return 'This group work has no parts yet: make a task below it for each of you.'
  const free = open.filter(({ assigneeId }) => assigneeId === null)
  const done = parts.length - open.length
  const lines = [`${done} of ${parts.length} parts are done.`]
  if (free.length > 0) lines.push(`Nobody has taken: ${free.map(({ identifier }) => identifier).join(', ')}.`)
  if (open.length === 0) lines.push('Complete this task to hand in.')
  return lines.join(' ')
}
