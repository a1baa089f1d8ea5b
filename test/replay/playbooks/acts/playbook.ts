import { OrchestratorError, on, playbook } from '@orchestrator/sdk'

export default playbook({
  id: 'acts',
  when: on('task.created', { if: (e) => e.task.title.eq('acts') }),
  async run({ event, integrations: { github } }) {
    const made = await github.createIssue({ repository: 'acme-dev/shop', title: event.task.title })
    let refused = ''
    try {
      await github.createIssue({ repository: 'acme-dev/nowhere', title: event.task.title }, { connection: 'Acme' })
    } catch (error) {
      refused = error instanceof OrchestratorError ? error.code : String(error)
    }
    return { state: made.state, refused }
  },
})
