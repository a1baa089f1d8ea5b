import { on, playbook } from '@orchestrator/sdk'

/** One run for two events: it asks for both. */
export default playbook({
  id: 'gathered',
  when: on('task.created', { if: (e) => e.task.title.startsWith('gathered') }),
  batch: { size: 2, timeout: '1 hour' },
  async run({ events, tasks }) {
    for (const { task } of events) await tasks.update(task, { status: 'completed' })
    return events.map(({ task }) => task.title)
  },
})
