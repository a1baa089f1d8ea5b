import type { AgentStep } from '../generated/entities.ts'
import type { AgentRuns, Agents } from './agent-types.ts'
import { at, calls } from './calls.ts'
import type { Send } from './request.ts'

export function agentResources(send: Send): { readonly agents: Agents; readonly agentRuns: AgentRuns } {
  const { list, get, create, update, delete: remove } = calls(send, '/v1/agents')
  const runs = calls(send, '/v1/agent-runs')
  return {
    agents: { list, get, create, update, delete: remove },
    agentRuns: {
      list: runs.list,
      get: runs.get,
      create: runs.create,
      steps: async (id, options = {}) => {
        const path = at('/v1/agent-runs', id, 'steps')
        return (await send<{ items: readonly AgentStep[] }>({ method: 'GET', path, ...options })).items
      },
      answer: (id, answer, options) => runs.verb(id, 'answer', options, answer),
      cancel: (id, options) => runs.verb(id, 'cancel', options),
    },
  }
}
