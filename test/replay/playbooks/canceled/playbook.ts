import { on, playbook } from '@orchestrator/sdk'

export default playbook({
  id: 'canceled',
  when: on('task.created', { if: (e) => e.task.title.eq('canceled') }),
  async run({ event, sleep, waitFor }) {
    await Promise.all([
      sleep('1 day'),
      waitFor('task.deleted', { if: (e) => e.task.id.eq(event.task.id), timeout: 'never' }),
    ])
  },
})
