import { at, calls } from './calls.ts'
import type { Send } from './request.ts'
import type { TaskCode, TaskLinks } from './task-links.ts'

const of = (id: string, what: string) => at('/v1/tasks', id, what)

export function taskLinkResources(send: Send): { readonly taskLinks: TaskLinks; readonly code: TaskCode } {
  const links = calls(send, '/v1/task-links')
  return {
    taskLinks: {
      list: links.list,
      get: links.get,
      add: links.create,
      update: links.update,
      remove: links.delete,
    },
    code: {
      links: (id, options = {}) => send({ method: 'GET', path: of(id, 'links'), ...options }),
      createPullRequest: (id, input = {}, options = {}) =>
        send({ method: 'POST', path: of(id, 'pull-request'), body: input, ...options }),
      changes: (id, options = {}) => send({ method: 'GET', path: of(id, 'changes'), ...options }),
      attachChanges: (id, files, options = {}) =>
        send({ method: 'POST', path: of(id, 'changes'), body: { files }, ...options }),
      detachChanges: (id, path, options = {}) =>
        send({ method: 'DELETE', path: of(id, 'changes'), ...(path !== undefined && { query: { path } }), ...options }),
    },
  }
}
