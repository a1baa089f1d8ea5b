import { on, playbook, type Task } from '@orchestrator/sdk'

export default playbook({
  id: 'resource-conflicts',
  title: 'Tasks tagged “booking”: somebody is booked twice',
  when: [
    on('task.created', {
      if: (e) =>
        e.task.tags.has('booking').and(e.task.assigneeId.exists(), e.task.startDate.exists(), e.task.dueDate.exists()),
    }),
    on('task.assigned', {
      if: (e) => e.task.tags.has('booking').and(e.to.exists(), e.task.startDate.exists(), e.task.dueDate.exists()),
    }),
    on('task.updated', {
      if: (e) =>
        e.task.tags
          .has('booking')
          .and(
            e.task.startDate.changed().or(e.task.dueDate.changed(), e.task.tags.changed()),
            e.task.assigneeId.exists(),
            e.task.startDate.exists(),
            e.task.dueDate.exists(),
          ),
    }),
  ],
  scopes: ['workspace.read', 'task.edit', 'comment.create', 'notification.send'],
  async run({ event, tasks, comments, notify }) {
    const booked = await tasks.get(event.task)
    if (!booked || !isBooking(booked)) return { conflicts: [] }
    const conflicts = (await others(booked)).filter((other) => overlaps(booked, other))
    for (const other of conflicts) {
      await mark(booked, other)
      await mark(other, booked)
    }
    // What is settled loses its mark; other bookings are looked at when they change themselves.
    if (conflicts.length === 0 && booked.tags.includes('double-booked'))
      await tasks.update(booked, { removeTags: ['double-booked'] })
    return { conflicts: conflicts.map(({ identifier }) => identifier) }

    async function others({ id, assigneeId }: Task): Promise<readonly Task[]> {
      const found: Task[] = []
      let cursor: string | null = null
      do {
        const status = ['triage', 'backlog', 'unstarted', 'started'] as const
        const page = await tasks.list({ assigneeId, tag: 'booking', status, limit: 200, cursor })
        found.push(...page.items.filter((task) => task.id !== id))
        cursor = page.nextCursor
      } while (cursor !== null)
      return found
    }

    /** Says it once for each pair and these days, however often either is changed. */
    async function mark(task: Task, other: Task): Promise<void> {
      const days = `${later(task.startDate, other.startDate)} to ${earlier(task.dueDate, other.dueDate)}`
      const body = `Booked twice: also for ${other.identifier} “${other.title}”, ${days}.`
      const said = await comments.list({ taskId: task.id, limit: 200 })
      if (said.items.some((comment) => comment.body === body)) return
      await tasks.update(task, { addTags: ['double-booked'] })
      await comments.create({ taskId: task.id, body })
      await notify.lead(task.projectId, { title: `${task.identifier}: somebody is booked twice`, body })
    }
  },
})

const isBooking = ({ tags, assigneeId, startDate, dueDate, status, archivedAt }: Task) =>
  tags.includes('booking') &&
  assigneeId !== null &&
  startDate !== null &&
  dueDate !== null &&
  archivedAt === null &&
  status !== 'completed' &&
  status !== 'canceled'

/** Both days are included: who ends on Friday cannot begin elsewhere on that Friday. */
const overlaps = (a: Task, b: Task) =>
  isBooking(b) && (a.startDate ?? '') <= (b.dueDate ?? '') && (b.startDate ?? '') <= (a.dueDate ?? '')

const later = (a: string | null, b: string | null) => ((a ?? '') > (b ?? '') ? a : b)
const earlier = (a: string | null, b: string | null) => ((a ?? '') < (b ?? '') ? a : b)
