import * as z from 'zod'
import { ModelBudget } from '../../entities/model-budget.ts'
import { changed, event } from './event.ts'

export const modelEvents = {
  'model_budget.set': event('model_budget.set', { modelBudget: ModelBudget, ...changed }),
  'model_budget.deleted': event('model_budget.deleted', { modelBudget: ModelBudget }),
  'model_budget.warned': event('model_budget.warned', { modelBudget: ModelBudget, since: z.iso.date() }),
  'model_budget.exceeded': event('model_budget.exceeded', { modelBudget: ModelBudget, since: z.iso.date() }),
}
