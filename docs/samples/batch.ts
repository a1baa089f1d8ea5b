import { on, playbook } from '@orchestrator/sdk'

export default playbook({
  id: 'tell-the-team',
  when: on('task.created'),
  // One message for up to 20 new tasks of a project, five minutes after the first at the latest.
  batch: { key: (e) => e.task.projectId, size: 20, timeout: '5 minutes' },
  async run({ event, events, http }) {
    const titles = events.map(({ task }) => `- ${task.title}`).join('\n')
    await http.post('https://chat.example.com/hooks/team', {
      json: { text: `${events.length} new tasks, the last is ${event.task.identifier}:\n${titles}` },
    })
  },
})
