import type { Page } from '../run/resources.ts'
import { at, calls } from './calls.ts'
import type { Connector, ExternalUser, ServerTool } from './connections.ts'
import { paged } from './paged.ts'
import type { Send } from './request.ts'
import type { Resources } from './resource-types.ts'

/** Connected services, as calls of the API. */
export function integrationResources(send: Send): Pick<Resources, 'connections' | 'mappings' | 'syncConflicts'> {
  const connections = calls(send, '/v1/connections')
  const links = calls(send, '/v1/user-links')
  const mappings = calls(send, '/v1/mappings')
  const conflicts = calls(send, '/v1/sync-conflicts')
  const below = (id: string, ...what: readonly string[]) => at('/v1/connections', id, ...what)
  return {
    connections: {
      list: connections.list,
      get: connections.get,
      create: connections.create,
      update: connections.update,
      delete: connections.delete,
      connectors: async (options = {}) =>
        (await send<{ items: readonly Connector[] }>({ method: 'GET', path: '/v1/connectors', ...options })).items,
      beginOAuth: (input, options = {}) =>
        send({ method: 'POST', path: '/v1/connections/oauth', body: input, ...options }),
      test: (id, options) => connections.verb(id, 'test', options),
      pause: (id, options) => connections.verb(id, 'pause', options),
      resume: (id, options) => connections.verb(id, 'resume', options),
      reconnect: (id, input, options) => connections.verb(id, 'reconnect', options, input),
      call: async (id, action, input, options = {}) => {
        const request = { method: 'POST', path: below(id, 'actions', action), body: { input } } as const
        return (await send<{ output: never }>({ ...request, ...options })).output
      },
      disconnect: (id, options) => connections.verb(id, 'disconnect', options),
      rollback: (id, input, options) => connections.verb(id, 'rollback', options, input),
      health: (id, options = {}) => send({ method: 'GET', path: below(id, 'health'), ...options }),
      containers: (id, query = {}) =>
        paged(
          (cursor) => send<Page<never>>({ method: 'GET', path: below(id, 'containers'), query: { ...query, cursor } }),
          query.cursor,
        ),
      users: async (id, containerId, options = {}) => {
        const request = { method: 'GET', path: below(id, 'users'), query: { containerId } } as const
        return (await send<{ items: readonly ExternalUser[] }>({ ...request, ...options })).items
      },
      tools: async (id, options = {}) => {
        const request = { method: 'GET', path: below(id, 'tools') } as const
        return (await send<{ items: readonly ServerTool[] }>({ ...request, ...options })).items
      },
      allowTool: (id, tool, input, options = {}) =>
        send({ method: 'PUT', path: below(id, 'tools', tool), body: input, ...options }),
      removeTool: (id, tool, options = {}) => send({ method: 'DELETE', path: below(id, 'tools', tool), ...options }),
      webhook: (id, options = {}) => send({ method: 'GET', path: below(id, 'webhook'), ...options }),
      userLinks: { list: links.list, get: links.get, create: links.create, delete: links.delete },
    },
    mappings: {
      list: mappings.list,
      get: mappings.get,
      create: mappings.create,
      update: mappings.update,
      delete: mappings.delete,
      fields: (id, options = {}) => send({ method: 'GET', path: at('/v1/mappings', id, 'fields'), ...options }),
      preview: (id, options) => mappings.verb(id, 'preview', options),
      backfill: (id, action, { restore, ...options } = {}) =>
        mappings.verb(id, 'backfill', options, { action, ...(restore !== undefined && { restore }) }),
    },
    syncConflicts: {
      list: conflicts.list,
      get: conflicts.get,
      resolve: (id, choice, options) => conflicts.verb(id, 'resolve', options, { choice }),
    },
  }
}
