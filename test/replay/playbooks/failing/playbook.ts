import { on, playbook } from '@orchestrator/sdk'

export default playbook({
  id: 'failing',
  when: on('task.created', { if: (e) => e.task.title.eq('failing') }),
  async run({ event, comments }) {
    await comments.create({ taskId: event.task.id, body: 'before' })
    throw new RangeError('too far')
  },
})
