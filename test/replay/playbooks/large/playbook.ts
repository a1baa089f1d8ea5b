import { on, playbook } from '@orchestrator/sdk'

/** Its event is larger than what a workflow is started with, so the run asks for it. */
export default playbook({
  id: 'large',
  when: on('task.updated', { if: (e) => e.task.title.eq('large') }),
  async run({ event }) {
    return event.task.title
  },
})
