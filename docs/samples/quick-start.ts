import { on, playbook } from '@orchestrator/sdk'

export default playbook({
  id: 'welcome-bugs',
  when: on('task.created', { if: (e) => e.task.type.eq('bug').and(e.task.assigneeId.exists().not()) }),
  async run({ event, comments, tasks }) {
    await comments.create({ taskId: event.task.id, body: 'Thank you. Somebody looks at it within a day.' })
    await tasks.update(event.task, { priority: 'high', addTags: ['unassigned'] })
  },
})
