import { cel, on, playbook } from '@orchestrator/sdk'

export default playbook({
  id: 'triage',
  when: on('task.created'),
  concurrency: { limit: 2 },
  priority: cel`event.task.priority == "urgent" ? 100 : event.task.priority == "low" ? -100 : 0`,
  async run({ event, tasks }) {
    await tasks.update(event.task, { addTags: ['triaged'] })
  },
})
