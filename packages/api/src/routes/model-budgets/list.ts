import { BudgetPeriod, Id } from '@orchestrator/domain'
import * as z from 'zod'
import { byCreation, equals, getRoute, listRoute } from '../../http/entity/index.ts'
import { modelBudgets } from './resource.ts'

export const listModelBudgets = listRoute(modelBudgets, {
  operationId: 'listModelBudgets',
  summary: 'List what may be spent on models',
  filters: {
    projectId: Id.optional(),
    agent: z.string().min(1).max(200).optional(),
    period: BudgetPeriod.optional(),
  },
  sorts: byCreation,
  where: ({ projectId, agent, period }) =>
    equals(['project_id', projectId], ['agent', agent, 'text'], ['period', period, 'text']),
})

export const getModelBudget = getRoute(modelBudgets, { operationId: 'getModelBudget' })
