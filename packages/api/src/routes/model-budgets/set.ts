import { createRoute, deleteRoute } from '../../http/entity/index.ts'
import { modelBudgets } from './resource.ts'

export const setModelBudget = createRoute(modelBudgets, {
  operationId: 'setModelBudget',
  command: 'model_budget.set',
  description:
    'Needs the permission workspace.edit. Replaces the budget for the same project, agent and period. What was spent in the present period counts at once.',
  bodyExample: { agent: 'planner', period: 'month', limitUsd: 50, warnAt: 0.8, atLimit: 'degrade' },
})

export const deleteModelBudget = deleteRoute(modelBudgets, {
  operationId: 'deleteModelBudget',
  command: 'model_budget.delete',
  description: 'Needs the permission workspace.edit.',
})
