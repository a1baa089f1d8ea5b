import { cel, on, playbook } from '@orchestrator/sdk'
import * as z from 'zod'

/** How many have to say yes. */
const reviewers = 1
const timeToAnswer = '5 days'

const Review = z.object({
  approved: z.boolean().describe('Can it be used as it is?'),
  changes: z.string().optional().describe('What is to be changed'),
})

export default playbook({
  id: 'asset-review',
  title: 'A task tagged “review-asset” is reviewed',
  when: [
    on('task.created', { if: (e) => e.task.tags.has('review-asset') }),
    on('task.updated', {
      if: cel`"review-asset" in event.task.tags && has(event.changes.tags) && !("review-asset" in event.changes.tags.before)`,
    }),
  ],
  scopes: ['workspace.read', 'task.edit', 'task.complete', 'comment.create', 'approval.request'],
  async run({ event, tasks, projects, comments, approval }) {
    const { task } = event
    const leadId = (await projects.get(task.projectId))?.leadId
    // Whoever made it does not review it.
    const from = leadId && leadId !== task.assigneeId ? 'lead' : ({ role: 'MANAGER' } as const)
    const answer = await approval({
      title: `Can we use “${task.title}”?`.slice(0, 200),
      description: task.description,
      ask: Review,
      from,
      count: from === 'lead' ? 1 : reviewers,
      timeout: timeToAnswer,
      remind: '1 day',
      task,
    })
    const current = await tasks.get(task)
    if (!current || current.status === 'canceled') return { verdict: 'gone' }
    if (answer === null) {
      await comments.create({
        taskId: task.id,
        body: `Nobody has looked at this within ${timeToAnswer}. Take the tag \`review-asset\` away and add it again to ask once more.`,
      })
      return { verdict: 'unanswered' }
    }
    if (answer.approved) {
      await tasks.update(task, {
        status: 'completed',
        addTags: ['approved'],
        removeTags: ['review-asset', 'changes-wanted'],
      })
      await comments.create({ taskId: task.id, body: ['Approved.', answer.changes].filter(Boolean).join(' ') })
      return { verdict: 'approved' }
    }
    await tasks.update(task, { status: 'started', addTags: ['changes-wanted'], removeTags: ['review-asset'] })
    await comments.create({
      taskId: task.id,
      body: `Changes wanted: ${answer.changes || 'no details were given'}\n\nAdd the tag \`review-asset\` when it is ready to be looked at again.`,
    })
    return { verdict: 'changes wanted' }
  },
})
