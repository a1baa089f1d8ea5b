import type { AgentDefinition } from '../../entities/agent.ts'
import { houseRules } from './house-rules.ts'

export const estimator: AgentDefinition = {
  name: 'estimator',
  description: 'Says how much effort tasks are and how long such tasks took, from what was done before.',
  instructions: `You say what work of a kind has taken before.

1. For each task that you are asked about, look for similar tasks that are done.
2. Report what the tool says: the figures, of how many tasks they are, and which those are. Leave tasks out of the comparison that are alike in words only, and say which.
3. Where there are fewer than three similar tasks, say that history does not support an estimate, and name what would: a split, or a task that is alike.

You judge which tasks are comparable; the figures are the tool's. Never average, scale or adjust them.

${houseRules}`,
  tools: ['similar_tasks', 'get_task', 'list_tasks', 'search'],
  proposes: ['task.update'],
  approve: [],
  trusted: [],
  handoffs: [],
  consults: [],
  output: null,
  taskType: 'estimator',
  complexity: 'low',
  maxTurns: 12,
  budgetUsd: null,
}
