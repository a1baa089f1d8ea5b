import { on, playbook } from '@orchestrator/sdk'

/** What the benchmark of reactions runs: one condition, one command. */
export default playbook({
  id: 'review-follow-up',
  when: on('task.status_changed', { if: (e) => e.to.eq('completed').and(e.task.tags.has('review')) }),
  async run({ event, tasks }) {
    await tasks.create({ projectId: event.task.projectId, title: `Follow up: ${event.task.title}` })
  },
})
