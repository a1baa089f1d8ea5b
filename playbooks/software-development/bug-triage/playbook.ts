import { cel, on, type Priority, playbook, type Task } from '@orchestrator/sdk'

/** How long until somebody has begun, and until it is done, for each priority. */
const limits = {
  urgent: { begin: '1 hour', done: '8 hours' },
  high: { begin: '4 hours', done: '2 days' },
  medium: { begin: '2 days', done: '7 days' },
  low: { begin: '7 days', done: '30 days' },
} as const
const next = { low: 'medium', medium: 'high', high: 'urgent', urgent: 'urgent' } as const
type Rated = keyof typeof limits

/** A bug to which nobody gives a priority within this time counts as medium. */
const timeToRate = '1 day'

export default playbook({
  id: 'bug-triage',
  title: 'Bugs tagged “sla”: priority, limits, escalation',
  when: [
    on('task.created', { if: (e) => e.task.type.eq('bug').and(e.task.tags.has('sla')) }),
    on('task.updated', {
      if: cel`event.task.type == "bug" && "sla" in event.task.tags && has(event.changes.tags) && !("sla" in event.changes.tags.before)`,
    }),
  ],
  scopes: ['workspace.read', 'task.edit', 'comment.create', 'notification.send'],
  async run({ event, tasks, comments, notify, waitFor }) {
    const { id } = event.task
    const say = (body: string) => comments.create({ taskId: id, body })
    /** Neither done nor let go: what is without the tag is nobody's bug any more. */
    const isOpen = (task: Task | null): task is Task => task !== null && isWatched(task)
    let escalations = 0

    let task = await tasks.get(id)
    if (isOpen(task) && task.priority === 'none') {
      await say(`Please give this bug a priority. Without one it counts as medium in ${timeToRate}.`)
      await waitFor.any(
        {
          rated: on('task.updated', {
            if: (e) => e.task.id.eq(id).and(e.task.priority.ne('none').or(e.task.tags.has('sla').not())),
          }),
          ended: on('task.status_changed', { if: (e) => e.task.id.eq(id).and(e.to.in(['completed', 'canceled'])) }),
        },
        { timeout: timeToRate },
      )
      task = await tasks.get(id)
      if (isOpen(task) && task.priority === 'none') task = await tasks.update(id, { priority: 'medium' })
    }

    // One limit after the other; a new priority brings new limits, and a bug that is over its limit gets the next priority.
    for (let turn = 0; isOpen(task) && turn < 50; turn++) {
      const priority = rated(task.priority)
      const begun = task.status === 'started'
      const limit = limits[priority][begun ? 'done' : 'begin']
      const what = await waitFor.any(
        {
          moved: on('task.status_changed', { if: (e) => e.task.id.eq(id) }),
          rated: on('task.updated', {
            if: (e) => e.task.id.eq(id).and(e.task.priority.changed().or(e.task.tags.has('sla').not())),
          }),
          deleted: on('task.deleted', { if: (e) => e.task.id.eq(id) }),
        },
        { timeout: limit },
      )
      task = await tasks.get(id)
      if (what !== null || !isOpen(task)) continue
      escalations++
      const due = begun ? 'done' : 'begun'
      if (next[priority] === priority) {
        await tasks.update(id, { addTags: ['sla-missed'] })
        const body = `This ${priority} bug has not been ${due} within ${limit}. It needs somebody now.`
        await say(body)
        await notify.lead(task.projectId, { title: `${task.identifier} needs somebody now`, body })
        await waitFor('task.status_changed', { if: (e) => e.task.id.eq(id), timeout: '30 days' })
      } else {
        await say(`Not ${due} within ${limit}: the priority goes from ${priority} to ${next[priority]}.`)
        task = await tasks.update(id, { priority: next[priority], addTags: ['sla-missed'] })
      }
      task = await tasks.get(id)
    }
    return { escalations, status: task?.status ?? 'deleted' }
  },
})

const rated = (priority: Priority): Rated => (priority === 'none' ? 'medium' : priority)

const isWatched = ({ tags, archivedAt, status }: Task) =>
  tags.includes('sla') && archivedAt === null && status !== 'completed' && status !== 'canceled'
