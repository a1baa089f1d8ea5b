import { on, playbook } from '@orchestrator/sdk'
import * as z from 'zod'

export default playbook({
  id: 'release',
  when: on('task.status_changed', { if: (e) => e.to.eq('completed').and(e.task.tags.has('release')) }),
  scopes: ['workspace.read', 'approval.request', 'task.create', 'comment.create'],
  async run({ event, approval, tasks, comments }) {
    const { task } = event
    const answer = await approval({
      title: `Publish ${task.title}?`,
      ask: z.object({ approved: z.boolean(), audience: z.enum(['everybody', 'testers']), note: z.string().optional() }),
      from: { role: 'MANAGER' },
      timeout: '3 days',
      remind: '1 day',
      task,
    })
    if (answer === null) await comments.create({ taskId: task.id, body: 'Nobody answered within three days.' })
    else if (answer.approved)
      await tasks.create({ projectId: task.projectId, title: `Publish ${task.title} to ${answer.audience}` })
  },
})
