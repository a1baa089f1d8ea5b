import { createMilestone } from '../../commands/milestone/create.ts'
import { deleteMilestone } from '../../commands/milestone/delete.ts'
import { updateMilestone } from '../../commands/milestone/update.ts'
import { quoted } from '../in-words.ts'
import { changes, makes, removes } from './definition.ts'

export const createMilestoneOperation = makes(createMilestone, {
  kind: 'milestone',
  undoneBy: 'milestone.delete',
  into: { kind: 'project', field: 'projectId' },
  summary: ({ name, targetDate }) => `Add milestone ${quoted(name)}${targetDate ? ` for ${targetDate}` : ''}`,
  inUse: {
    needs: (ids) => [{ kind: 'task', by: { milestoneId: ids }, write: true, late: true }],
    reason(context, id) {
      if (context.find('milestone', id)?.completedAt) return 'it was reached'
      const isUsed = context.all('task').some((task) => task.milestoneId === id && task.archivedAt === null)
      return isUsed ? 'tasks lead to it' : null
    },
  },
})

export const updateMilestoneOperation = changes(updateMilestone, {
  kind: 'milestone',
  data: updateMilestone.data.omit({ baseVersion: true }),
})

export const deleteMilestoneOperation = removes(deleteMilestone, createMilestoneOperation, {
  words: 'Delete the milestone',
})
