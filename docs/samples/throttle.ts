import { on, playbook } from '@orchestrator/sdk'

export default playbook({
  id: 'call-the-crm',
  when: on('task.created', { if: (e) => e.task.tags.has('lead') }),
  // The other side allows ten calls a minute. What is more waits its turn.
  throttle: { limit: 10, period: '1 minute' },
  async run({ event, http }) {
    await http.post('https://crm.example.com/leads', { json: { title: event.task.title } })
  },
})
