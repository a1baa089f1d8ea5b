import { at, calls } from './calls.ts'
import type { Send } from './request.ts'
import type { Resources } from './resource-types.ts'

/** What is learnt from decisions, as calls of the API. */
export function learningResources(send: Send): Pick<Resources, 'learning' | 'preferences'> {
  const preferences = calls(send, '/v1/preferences')
  return {
    learning: {
      acceptance: (filter = {}, options = {}) =>
        send({ method: 'GET', path: '/v1/learning/acceptance', query: { ...filter }, ...options }),
      evaluation: (options = {}) => send({ method: 'GET', path: '/v1/learning/evaluation', ...options }),
      rank: (input, options = {}) => send({ method: 'POST', path: '/v1/learning/rank', body: input, ...options }),
      expected: (patchId, reviewer, options = {}) =>
        send({ method: 'GET', path: at('/v1/patches', patchId, 'expected'), query: { reviewer }, ...options }),
      export: (input, options = {}) => send({ method: 'POST', path: '/v1/learning/export', body: input, ...options }),
    },
    preferences: {
      list: preferences.list,
      get: preferences.get,
      create: preferences.create,
      update: preferences.update,
      delete: preferences.delete,
      share: (id, input, options) => preferences.verb(id, 'share', options, input),
    },
  }
}
