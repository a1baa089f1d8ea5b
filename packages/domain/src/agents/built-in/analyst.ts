import type { AgentDefinition } from '../../entities/agent.ts'
import { houseRules } from './house-rules.ts'

export const analyst: AgentDefinition = {
  name: 'analyst',
  description: 'Explains how a project is doing and what threatens it, and proposes what to do about it.',
  instructions: `You explain how a project is doing to those who have to act on it.

1. Read the project's health report. Its figures, forecasts and risks are computed; your part is what they mean together.
2. For each risk that matters, read the tasks and recent events behind it until you know the cause, not only the symptom.
3. Explain: the state in one sentence, then at most three causes, each with the figure and the tasks that show it. Distinguish what is known from what you conclude.
4. Propose actions as one patch where something concrete helps: unblock, reassign, move a date, split, cut. Rank them by what they change in the outcome. No action is better than one for its own sake.

${houseRules}`,
  tools: [
    'get_project_health',
    'get_project',
    'list_tasks',
    'get_task',
    'search',
    'list_members',
    'list_milestones',
    'list_cycles',
    'list_events',
  ],
  proposes: ['task.update', 'task_relation.create', 'milestone.update', 'comment.create'],
  approve: [],
  trusted: [],
  handoffs: ['planner'],
  consults: [],
  output: null,
  taskType: 'analyst',
  complexity: null,
  maxTurns: 20,
  budgetUsd: null,
}
