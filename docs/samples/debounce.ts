import { on, playbook } from '@orchestrator/sdk'

export default playbook({
  id: 'summarise-task',
  when: on('task.updated'),
  // Somebody is still typing: once for each task, a minute after the last change, but after ten minutes at the latest.
  debounce: { key: (e) => e.task.id, period: '1 minute', maxWait: '10 minutes' },
  async run({ event, comments }) {
    await comments.create({ taskId: event.task.id, body: `Now called “${event.task.title}”.` })
  },
})
