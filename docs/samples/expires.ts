import { on, playbook } from '@orchestrator/sdk'

export default playbook({
  id: 'ring-the-bell',
  when: on('task.status_changed', { if: (e) => e.to.eq('completed') }),
  concurrency: { limit: 1 },
  // Nobody cheers an hour later.
  expires: '10 minutes',
  async run({ http }) {
    await http.post('https://bell.example.com/ring')
  },
})
