import { OrchestratorError, on, playbook } from '@orchestrator/sdk'

export default playbook({
  id: 'report-bug',
  when: on('task.created', { if: (e) => e.task.tags.has('bug') }),
  scopes: ['workspace.read', 'integration.use', 'comment.create'],
  async run({ event: { task }, integrations, comments }) {
    try {
      const issue = await integrations.github.createIssue(
        { repository: 'acme/shop', title: task.title, body: `From ${task.identifier}`, labels: ['bug'] },
        { connection: 'Acme on GitHub' },
      )
      await comments.create({ taskId: task.id, body: `Reported as ${issue.url}` })
      return { number: issue.number }
    } catch (error) {
      if (!(error instanceof OrchestratorError) || error.code !== 'provider_invalid') throw error
      await comments.create({ taskId: task.id, body: `GitHub does not take it: ${error.message}` })
      return null
    }
  },
})
