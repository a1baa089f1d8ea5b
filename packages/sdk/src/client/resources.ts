import type { PageOptions } from '../run/resources.ts'
import { agentResources } from './agent-resources.ts'
import { at, calls } from './calls.ts'
import { integrationResources } from './integration-resources.ts'
import { learningResources } from './learning-resources.ts'
import { modelResources } from './model-resources.ts'
import { patchResources } from './patch-resources.ts'
import type { Send } from './request.ts'
import type { Archivable, Resource, Resources } from './resource-types.ts'
import type { RuleVersion } from './rule-types.ts'
import type { Occurrence } from './series-types.ts'
import { taskLinkResources } from './task-link-resources.ts'
import type { TemplateVersion } from './template-types.ts'

function resource<T, Create extends object, Update, Filter extends PageOptions = PageOptions>(
  send: Send,
  path: string,
): Resource<T, Create, Update, Filter> {
  const call = calls(send, path)
  return { list: call.list<T>, get: call.get<T>, create: call.create<T>, update: call.update<T>, delete: call.delete }
}

function archivable<T>(send: Send, path: string): Archivable<T> {
  const { verb } = calls(send, path)
  return {
    archive: (id, options) => verb<T>(id, 'archive', options),
    unarchive: (id, options) => verb<T>(id, 'unarchive', options),
  }
}

/** The resources as calls of the API. What each offers says `resource-types.ts`. */
export function createResources(send: Send): Resources {
  const timeEntries = calls(send, '/v1/time-entries')
  const cycles = calls(send, '/v1/cycles')
  const milestones = calls(send, '/v1/milestones')
  const relations = calls(send, '/v1/task-relations')
  const apiKeys = calls(send, '/v1/api-keys')
  const rules = calls(send, '/v1/rules')
  const suggestions = calls(send, '/v1/automation-suggestions')
  const playbooks = calls(send, '/v1/playbooks')
  const schedules = calls(send, '/v1/schedules')
  const webhooks = calls(send, '/v1/webhooks')
  const inbox = calls(send, '/v1/notifications')
  const endpoints = calls(send, '/v1/webhook-endpoints')
  const deliveries = calls(send, '/v1/deliveries')
  const emails = calls(send, '/v1/emails')
  const runs = calls(send, '/v1/runs')
  const series = calls(send, '/v1/series')
  const templates = calls(send, '/v1/templates')
  const applications = calls(send, '/v1/template-applications')
  const approvals = calls(send, '/v1/approvals')
  const { taskLinks, code } = taskLinkResources(send)
  const members = (projectId: string) => at('/v1/projects', projectId, 'members')
  return {
    tasks: { ...resource(send, '/v1/tasks'), ...archivable(send, '/v1/tasks'), ...code },
    taskLinks,
    projects: {
      ...resource(send, '/v1/projects'),
      ...archivable(send, '/v1/projects'),
      health: (id, query = {}, options = {}) =>
        send({ method: 'GET', path: at('/v1/projects', id, 'health'), query, ...options }),
      plan: (id, input, options = {}) =>
        send({ method: 'POST', path: at('/v1/projects', id, 'plans'), body: input, ...options }),
      healthActions: (id, query = {}, options = {}) =>
        send({ method: 'GET', path: at('/v1/projects', id, 'health', 'actions'), query, ...options }),
      proposeHealthActions: (id, input = {}, options = {}) =>
        send({ method: 'POST', path: at('/v1/projects', id, 'health', 'actions'), body: input, ...options }),
      members: {
        list: (projectId, page = {}) => calls(send, members(projectId)).list(page),
        set: (projectId, memberId, role, options = {}) =>
          send({ method: 'PUT', path: at(members(projectId), memberId), body: { role }, ...options }),
        remove: (projectId, memberId, options = {}) =>
          send({ method: 'DELETE', path: at(members(projectId), memberId), ...options }),
      },
    },
    cycles: {
      ...resource(send, '/v1/cycles'),
      start: (id, options) => cycles.verb(id, 'start', options),
      complete: (id, input = {}, options) => cycles.verb(id, 'complete', options, input),
      progress: (id, options = {}) => send({ method: 'GET', path: at('/v1/cycles', id, 'progress'), ...options }),
    },
    milestones: {
      ...resource(send, '/v1/milestones'),
      complete: (id, options) => milestones.verb(id, 'complete', options),
      reopen: (id, options) => milestones.verb(id, 'reopen', options),
      progress: (id, options = {}) => send({ method: 'GET', path: at('/v1/milestones', id, 'progress'), ...options }),
    },
    timeEntries: {
      ...resource(send, '/v1/time-entries'),
      start: (input, options = {}) => send({ method: 'POST', path: '/v1/time-entries/start', body: input, ...options }),
      stop: (id, options) => timeEntries.verb(id, 'stop', options),
      summary: (filter = {}, options = {}) =>
        send({ method: 'GET', path: '/v1/time-entries/summary', query: { ...filter }, ...options }),
    },
    comments: resource(send, '/v1/comments'),
    members: resource(send, '/v1/members'),
    tags: resource(send, '/v1/tags'),
    states: resource(send, '/v1/states'),
    customFields: resource(send, '/v1/custom-fields'),
    taskRelations: {
      list: relations.list,
      get: relations.get,
      create: relations.create,
      delete: relations.delete,
    },
    apiKeys: { list: apiKeys.list, get: apiKeys.get, create: apiKeys.create, delete: apiKeys.delete },
    series: {
      list: series.list,
      get: series.get,
      create: series.create,
      update: series.update,
      preview: async (of, options = {}) => {
        const request =
          typeof of === 'string'
            ? ({ method: 'GET', path: at('/v1/series', of, 'preview') } as const)
            : ({ method: 'POST', path: '/v1/series/preview', body: of } as const)
        return (await send<{ items: readonly Occurrence[] }>({ ...request, ...options })).items
      },
      skip: (id, date, options) => series.verb(id, 'skip', options, { date }),
      move: (id, input, options) => series.verb(id, 'move', options, input),
      changeOccurrence: (id, input, options) => series.verb(id, 'change-occurrence', options, input),
      pause: (id, options) => series.verb(id, 'pause', options),
      resume: (id, options) => series.verb(id, 'resume', options),
      end: (id, after, options) => series.verb(id, 'end', options, after === undefined ? {} : { after }),
    },
    templates: {
      ...resource(send, '/v1/templates'),
      preview: (id, input = {}, options) => templates.verb(id, 'preview', options, input),
      apply: (id, input, options) => templates.verb(id, 'apply', options, input),
      export: (id, options = {}) => send({ method: 'GET', path: at('/v1/templates', id, 'export'), ...options }),
      import: (file, options) => calls(send, '/v1/templates/import').create(file, options),
      fromProject: (input, options) => calls(send, '/v1/templates/from-project').create(input, options),
      versions: async (id, options = {}) => {
        const path = at('/v1/templates', id, 'versions')
        return (await send<{ items: readonly TemplateVersion[] }>({ method: 'GET', path, ...options })).items
      },
      revert: (id, version, options) => templates.verb(id, 'revert', options, { version }),
      applications: {
        list: applications.list,
        get: applications.get,
        undo: (id, options) => applications.verb(id, 'undo', options),
      },
    },
    automationSuggestions: {
      find: (filter = {}, options = {}) =>
        send({ method: 'GET', path: '/v1/automation-suggestions', query: { ...filter }, ...options }),
      get: suggestions.get,
      accept: (id, input = {}, options) => suggestions.verb(id, 'accept', options, input),
      propose: (id, input = {}, options) => suggestions.verb(id, 'propose', options, input),
      dismiss: (id, options) => suggestions.verb(id, 'dismiss', options),
      restore: (id, options) => suggestions.verb(id, 'restore', options),
    },
    rules: {
      ...resource(send, '/v1/rules'),
      pause: (id, options) => rules.verb(id, 'pause', options),
      resume: (id, options) => rules.verb(id, 'resume', options),
      versions: async (id, options = {}) => {
        const path = at('/v1/rules', id, 'versions')
        return (await send<{ items: readonly RuleVersion[] }>({ method: 'GET', path, ...options })).items
      },
      revert: (id, version, options) => rules.verb(id, 'revert', options, { version }),
      playbook: (id, options = {}) => send({ method: 'GET', path: at('/v1/rules', id, 'playbook'), ...options }),
      run: (id, input = null, options) => rules.verb(id, 'run', options, { input }),
      simulate: (input, options = {}) => send({ method: 'POST', path: '/v1/rules/simulate', body: input, ...options }),
      form: (id, options = {}) => send({ method: 'GET', path: at('/v1/rules', id, 'form'), ...options }),
    },
    schedules: {
      list: schedules.list,
      get: schedules.get,
      pause: (id, options) => schedules.verb(id, 'pause', options),
      resume: (id, options) => schedules.verb(id, 'resume', options),
      trigger: (id, options) => schedules.verb(id, 'trigger', options),
      backfill: (id, span, options) => schedules.verb(id, 'backfill', options, span),
      preview: (id, count = 10, options = {}) =>
        send({ method: 'GET', path: at('/v1/schedules', id, 'preview'), query: { count }, ...options }),
      previewTimes: (schedule, count = 10, options = {}) =>
        send({ method: 'POST', path: '/v1/schedules/preview', query: { count }, body: { schedule }, ...options }),
    },
    playbooks: {
      list: playbooks.list,
      get: playbooks.get,
      update: playbooks.update,
      delete: playbooks.delete,
      pause: (name, options) => playbooks.verb(name, 'pause', options),
      resume: (name, options) => playbooks.verb(name, 'resume', options),
      run: (name, input = null, options) => playbooks.verb(name, 'runs', options, { input }),
      form: (name, options = {}) => send({ method: 'GET', path: at('/v1/playbooks', name, 'form'), ...options }),
    },
    deployments: {
      list: (filter = {}, options = {}) => send({ method: 'GET', path: '/v1/deployments', query: filter, ...options }),
      plan: (input, options = {}) => send({ method: 'POST', path: '/v1/deployments/plan', body: input, ...options }),
      create: (input, options = {}) => send({ method: 'POST', path: '/v1/deployments', body: input, ...options }),
    },
    workers: {
      bundles: (source, options = {}) =>
        send({ method: 'GET', path: '/v1/workers/bundles', query: { source }, ...options }),
      bundle: (hash, options = {}) => send({ method: 'GET', path: at('/v1/workers/bundles', hash), ...options }),
      call: (input, options = {}) => send({ method: 'POST', path: '/v1/workers/calls', body: input, ...options }),
    },
    webhooks: {
      list: webhooks.list,
      secret: (path, options = {}) => send({ method: 'GET', path: at('/v1/webhooks', path, 'secret'), ...options }),
      rotateSecret: (path, options) => webhooks.verb(path, 'rotate-secret', options),
    },
    approvals: {
      list: approvals.list,
      get: approvals.get,
      create: approvals.create,
      answer: (id, answer, options) => approvals.verb(id, 'answer', options, { answer }),
      cancel: (id, options) => approvals.verb(id, 'cancel', options),
      link: (id, options = {}) => send({ method: 'GET', path: at('/v1/approvals', id, 'link'), ...options }),
    },
    ...agentResources(send),
    ...patchResources(send),
    automations: {
      flow: (id, options = {}) => send({ method: 'GET', path: at('/v1/automations', id, 'flow'), ...options }),
    },
    notifications: {
      list: inbox.list,
      unreadCount: (options = {}) => send({ method: 'GET', path: '/v1/notifications/unread-count', ...options }),
      read: (id, options) => inbox.verb(id, 'read', options),
      unread: (id, options) => inbox.verb(id, 'unread', options),
      readAll: (body = {}, options = {}) =>
        send({ method: 'POST', path: '/v1/notifications/read-all', body, ...options }),
      send: inbox.create,
      digest: (options = {}) => send({ method: 'GET', path: '/v1/me/digest', ...options }),
      preferences: (options = {}) => send({ method: 'GET', path: '/v1/me/notification-preferences', ...options }),
      setPreferences: (body, options = {}) =>
        send({ method: 'PATCH', path: '/v1/me/notification-preferences', body, ...options }),
    },
    emails: { list: emails.list },
    ...learningResources(send),
    ...modelResources(send),
    ...integrationResources(send),
    webhookEndpoints: {
      list: endpoints.list,
      get: endpoints.get,
      create: endpoints.create,
      update: endpoints.update,
      delete: endpoints.delete,
      rotateSecret: (id, overlapHours, options) => endpoints.verb(id, 'rotate-secret', options, { overlapHours }),
      ping: (id, options) => endpoints.verb(id, 'ping', options),
    },
    deliveries: {
      list: deliveries.list,
      get: deliveries.get,
      create: deliveries.create,
      redeliver: (id, options) => deliveries.verb(id, 'redeliver', options),
      redeliverAll: (body, options = {}) =>
        send({ method: 'POST', path: '/v1/deliveries/redeliver', body, ...options }),
    },
    runs: {
      list: runs.list,
      get: runs.get,
      cancel: (id, options) => runs.verb(id, 'cancel', options),
      retry: (id, input = {}, options) => runs.verb(id, 'retry', options, input),
      retryAll: (input, options = {}) => send({ method: 'POST', path: '/v1/runs/retry', body: input, ...options }),
    },
  }
}
