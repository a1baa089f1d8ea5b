import { createRoute } from '../../http/entity/index.ts'
import { agents } from './resource.ts'

export const createAgent = createRoute(agents, {
  operationId: 'createAgent',
  command: 'agent.create',
  description: 'It gives nobody a right: a run of it acts with the rights of whoever starts it, and only proposes.',
  bodyExample: {
    name: 'triage',
    description: 'Gives new tasks a priority and an assignee.',
    instructions: 'Look at new tasks without an assignee. Propose who takes them, by what they did before.',
    tools: ['list_tasks', 'get_task', 'list_members', 'similar_tasks'],
    proposes: ['task.update', 'comment.create'],
    consults: ['estimator'],
    budgetUsd: 0.5,
  },
})
