import { on, playbook } from '@orchestrator/sdk'

export default playbook({
  id: 'review-follow-up',
  title: 'Completed with the tag “review” → follow-up',
  when: on('task.status_changed', { if: (e) => e.to.eq('completed').and(e.task.tags.has('review')) }),
  scopes: ['workspace.read', 'task.create', 'task.assign', 'comment.create'],
  async run({ event, tasks, comments, waitFor }) {
    const { task } = event
    const followUp = await tasks.create({
      projectId: task.projectId,
      title: `Follow up: ${task.title}`.slice(0, 500),
      description: `${task.identifier} is done. Look at what came of it.`,
      assigneeId: task.assigneeId,
    })
    const done = await waitFor('task.status_changed', {
      if: (e) => e.task.id.eq(followUp.id).and(e.to.in(['completed', 'canceled'])),
      timeout: '3 days',
    })
    if (!done) await comments.create({ taskId: followUp.id, body: 'Still open after three days.' })
    return { followUp: followUp.identifier, doneInTime: done !== null }
  },
})
