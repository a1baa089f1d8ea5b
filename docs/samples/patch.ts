import { on, playbook } from '@orchestrator/sdk'

export default playbook({
  id: 'propose-a-day',
  when: on('task.created', { if: (e) => e.task.priority.eq('urgent').and(e.task.dueDate.exists().not()) }),
  scopes: ['workspace.read', 'patch.propose'],
  async run({ event, patches, waitFor }) {
    const { id, identifier } = event.task
    const dueDate = event.occurredAt.slice(0, 10)
    const patch = await patches.propose({
      title: `A day for ${identifier}`,
      rationale: 'What is urgent has a day on which it is due.',
      operations: [
        { key: 'due', command: 'task.update', data: { id, dueDate }, confidence: 0.6 },
        { key: 'say', command: 'comment.create', data: { taskId: id, body: 'Due today.' }, dependsOn: ['due'] },
      ],
    })
    const reviewed = await waitFor('patch.reviewed', { if: (e) => e.patch.id.eq(patch.id), timeout: '3 days' })
    return reviewed?.patch.status ?? 'nobody has decided'
  },
})
