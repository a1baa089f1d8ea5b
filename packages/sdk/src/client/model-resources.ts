import { calls } from './calls.ts'
import type { LanguageModels, ModelBudgets, ModelPing } from './model-types.ts'
import type { Send } from './request.ts'

export function modelResources(send: Send): { readonly models: LanguageModels; readonly modelBudgets: ModelBudgets } {
  const budgets = calls(send, '/v1/model-budgets')
  return {
    models: {
      show: (options = {}) => send({ method: 'GET', path: '/v1/models', ...options }),
      select: (input, options = {}) => send({ method: 'POST', path: '/v1/models/select', body: input, ...options }),
      ping: async (options = {}) =>
        (await send<{ items: readonly ModelPing[] }>({ method: 'POST', path: '/v1/models/ping', ...options })).items,
      usage: (filter = {}, options = {}) =>
        send({ method: 'GET', path: '/v1/models/usage', query: { ...filter }, ...options }),
    },
    modelBudgets: { list: budgets.list, get: budgets.get, create: budgets.create, delete: budgets.delete },
  }
}
