import { cel, on, playbook } from '@orchestrator/sdk'

/** Days before the due date on which whoever has it is reminded. */
const reminders = [3, 1]
/** So many days after the due date the teacher is told that it is missing. */
const grace = 2
const daysToGrade = 7
const day = 86_400_000
/** At this hour of the day, in UTC. */
const hour = 7

export default playbook({
  id: 'assignment-tracking',
  title: 'Tasks tagged “assignment”: reminders, late, grading',
  when: [
    on('task.created', { if: (e) => e.task.tags.has('assignment').and(e.task.dueDate.exists()) }),
    on('task.updated', {
      if: cel`"assignment" in event.task.tags && event.task.dueDate != null && has(event.changes.dueDate)`,
    }),
  ],
  scopes: ['workspace.read', 'task.create', 'task.edit', 'task.assign', 'comment.create', 'notification.send'],
  async run({ event, tasks, projects, comments, notify, waitFor }) {
    const { id, dueDate, projectId } = event.task
    if (dueDate === null) return { outcome: 'no due date' }
    const due = Date.parse(`${dueDate}T${String(hour).padStart(2, '0')}:00:00Z`)
    const say = (body: string) => comments.create({ taskId: id, body })

    for (const after of [...reminders.map((before) => -before), grace, null]) {
      const timeout = after === null ? ('60 days' as const) : due + after * day - Date.now()
      if (typeof timeout === 'number' && timeout <= 0 && after !== grace) continue
      const what = await waitFor.any(
        {
          ended: on('task.status_changed', { if: (e) => e.task.id.eq(id).and(e.to.in(['completed', 'canceled'])) }),
          moved: on('task.updated', {
            if: (e) => e.task.id.eq(id).and(e.task.dueDate.changed().or(e.task.tags.has('assignment').not())),
          }),
          deleted: on('task.deleted', { if: (e) => e.task.id.eq(id) }),
        },
        { timeout: typeof timeout === 'number' ? Math.max(1, timeout) : timeout },
      )
      if (what?.which === 'ended') {
        if (what.event.to === 'canceled') return { outcome: 'canceled' }
        return grade(what.event.occurredAt.slice(0, 10) > dueDate)
      }
      if (what !== null) return { outcome: what.which }
      if (after === null) break
      if (after < 0) await say(after === -1 ? 'Due tomorrow.' : `Due in ${-after} days, on ${dueDate}.`)
      else {
        const task = await tasks.update(id, { addTags: ['missing'] })
        await say(`Not handed in: it was due on ${dueDate}.`)
        await notify.lead(projectId, `${task.identifier} was not handed in: ${task.title}`.slice(0, 500))
      }
    }
    return { outcome: 'never handed in' }

    /** Handed in: somebody has to look at it. */
    async function grade(late: boolean) {
      const task = await tasks.update(id, {
        removeTags: ['missing'],
        addTags: late ? ['late'] : [],
      })
      const teacher = (await projects.get(projectId))?.leadId ?? null
      const until = new Date(Date.now() + daysToGrade * day).toISOString().slice(0, 10)
      const grading = await tasks.create({
        projectId,
        title: `Grade: ${task.title}`.slice(0, 500),
        description: `${task.identifier} was handed in ${late ? `late: it was due on ${dueDate}` : 'in time'}.`,
        assigneeId: teacher,
        dueDate: until,
        tags: ['grading'],
      })
      return { outcome: late ? 'late' : 'in time', grading: grading.identifier }
    }
  },
})
