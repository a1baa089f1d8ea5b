import { ModelBudget } from '@orchestrator/domain'
import type { Resource } from '../../http/entity/index.ts'

export const modelBudgets: Resource = {
  path: '/v1/model-budgets',
  tag: 'Models',
  kind: 'model_budget',
  schema: ModelBudget,
  noun: 'budget',
}
