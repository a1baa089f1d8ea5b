// One thing of every kind in a workspace, and for every operation of the document an address and a body that lead to it.
import { readFileSync } from 'node:fs'
import { type AutomationSuggestion, deriveId, newId } from '@orchestrator/domain'
import { keepSuggestions } from '@orchestrator/store'
import { deploy, type Json, type TestApi, type TestWorkspace } from './start-api.ts'

export interface Operation {
  readonly operationId: string
  readonly security?: readonly unknown[]
  readonly parameters?: readonly { readonly in: string; readonly name: string }[]
  readonly requestBody?: { readonly content: Record<string, { readonly schema: unknown }> }
}
const document = JSON.parse(readFileSync(new URL('../../packages/api/openapi.json', import.meta.url), 'utf8')) as {
  paths: Record<string, Record<string, Operation>>
  components: { schemas: Record<string, unknown> }
}
export const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ method: method.toUpperCase(), path, ...operation })),
)

/** What a schema alone does not tell. */
const known: Record<string, unknown> = {
  recurrence: { rrule: 'FREQ=DAILY' },
  changes: { title: 'text' },
  schedule: { every: '1 hour' },
}

export interface Targets {
  /** Ids and names of the things, by the name of the parameter or field that takes them. */
  readonly ids: Record<string, string>
  readonly byResource: Record<string, string>
  fill(path: string): string
  sample(schema: Json, name?: string): unknown
  bodyOf(operation: Operation): unknown
}

export async function oneOfEach(api: TestApi, mine: TestWorkspace): Promise<Targets> {
  const { call } = mine
  const id = async (path: string, body: Json) => (await call('POST', path, body)).body.id as string
  const projects = await id('/v1/projects', { key: 'CANARY', name: 'canary project' })
  const tasks = await id('/v1/tasks', { projectId: projects, title: 'canary task', tags: ['canary-tag'] })
  // Overdue and nobody’s, so that its project’s health calls for something.
  const other = await id('/v1/tasks', { projectId: projects, title: 'canary other', dueDate: '2020-01-01' })
  const comments = await id('/v1/comments', { taskId: tasks, body: 'canary comment' })
  const span = { startsAt: '2027-01-01T00:00:00Z', endsAt: '2027-01-15T00:00:00Z' }
  const cycles = await id('/v1/cycles', { projectId: projects, name: 'canary cycle', ...span })
  const milestones = await id('/v1/milestones', { projectId: projects, name: 'canary milestone' })
  const timeEntries = await id('/v1/time-entries', {
    taskId: tasks,
    startedAt: '2026-01-01T00:00:00Z',
    minutes: 5,
    note: 'canary note',
  })
  const relations = await id('/v1/task-relations', { type: 'relates', fromTaskId: tasks, toTaskId: other })
  const taskLinks = await id('/v1/task-links', {
    taskId: tasks,
    url: 'https://canary.example/doc',
    title: 'canary link',
  })
  const attached = { files: [{ path: 'canary.md', content: 'canary content' }] }
  await call('POST', `/v1/tasks/${tasks}/changes`, attached)
  const members = await id('/v1/members', { name: 'canary member', email: 'canary@x.test', role: 'VIEWER' })
  const states = await id('/v1/states', { name: 'canary state', category: 'started' })
  const fields = await id('/v1/custom-fields', { key: 'canary', name: 'canary field', type: 'text' })
  const rules = await id('/v1/rules', {
    name: 'canary rule',
    when: 'task.created',
    then: [{ action: 'comment.create', body: 'x' }],
  })
  const templates = await id('/v1/templates', {
    name: 'canary template',
    kind: 'project',
    content: { tasks: [{ key: 'a', title: 'canary plan' }] },
  })
  const series = await id('/v1/series', {
    projectId: projects,
    name: 'canary series',
    task: { title: 'canary again' },
    recurrence: { rrule: 'FREQ=YEARLY' },
    startDate: '2099-01-01',
  })
  const applications = await id(`/v1/templates/${templates}/apply`, { projectId: projects })
  const keys = await id('/v1/api-keys', { name: 'canary key' })
  const approvals = await id('/v1/approvals', { title: 'canary approval', from: { role: 'ADMIN' } })
  const operation = { key: 'a', command: 'task.update', data: { id: tasks, priority: 'low' } }
  const patches = await id('/v1/patches', { title: 'canary patch', operations: [operation] })
  const policies = await id('/v1/patch-policies', {
    ...{ name: 'canary policy', commands: ['task.update'], minConfidence: 1 },
  })
  const budgets = await id('/v1/model-budgets', { agent: 'canary agent', limitUsd: 1 })
  const agents = await id('/v1/agents', { name: 'canary-agent', instructions: 'canary instructions' })
  const agentRuns = await id('/v1/agent-runs', { agent: 'canary-agent', prompt: 'canary prompt', projectId: projects })
  const tags = (await call('GET', '/v1/tags')).body.items[0].id
  await deploy(api, mine, [
    {
      id: 'canary-playbook',
      triggers: [
        { kind: 'manual', input: null },
        { kind: 'webhook', path: 'canary-hook', verify: 'github', body: null, if: null },
      ],
    },
  ])
  await call('PUT', `/v1/projects/${projects}/members/${members}`, { role: 'MANAGER' })
  await call('POST', '/v1/rules', {
    name: 'canary schedule',
    when: { schedule: { every: '1 hour' } },
    then: [{ action: 'task.create', projectId: projects, title: 'x' }],
  })
  const schedules = (await call('GET', '/v1/schedules')).body.items[0].id
  const endpoints = await id('/v1/webhook-endpoints', { url: 'https://canary.example/', description: 'canary' })
  const deliveries = await id('/v1/deliveries', { endpointId: endpoints, body: 'canary body' })
  const connections = await id('/v1/connections', {
    ...{ provider: 'testing', name: 'canary connection', credentials: { token: 'canary-token' } },
  })
  const allow = {
    ...{ connectionId: connections, name: 'canary_tool', title: null, description: 'canary tool', inputSchema: {} },
    ...{ readOnly: true, idempotent: true, hash: 'a'.repeat(64), trusted: true },
  }
  await api.store.execute(mine.principal, [{ id: newId(), type: 'connection_tool.allow', data: allow } as never])
  const links = await id('/v1/user-links', {
    ...{ connectionId: connections, externalUserId: 'canary-user', externalName: 'canary', memberId: mine.memberId },
  })
  const mappings = await id('/v1/mappings', { connectionId: connections, projectId: projects, containerId: 'box-3' })
  const conflicts = newId()
  const question = { entityKind: 'task', entityId: tasks, field: 'title', ours: 'canary ours', theirs: 'canary theirs' }
  const open = { id: newId(), type: 'sync_conflict.open', data: { id: conflicts, mappingId: mappings, ...question } }
  await api.store.execute(mine.principal, [open as never])
  const preferences = await id('/v1/preferences', { words: 'canary words' })
  await call('POST', '/v1/notifications', { to: { memberId: mine.memberId }, title: 'canary notice' })
  const notifications = (await call('GET', '/v1/notifications')).body.items[0].id
  // The last event of this set-up: the other workspace's log is not that long.
  await id('/v1/tasks', { projectId: projects, title: 'canary last' })
  const log = (await call('GET', '/v1/events?limit=200')).body.items as Json[]
  const seq = Math.max(...log.filter((event) => event.type === 'task.created').map((event) => event.seq))
  const [runs, failed] = [newId(), newId()]
  await api.store.write(mine.workspaceId, async (tx) => {
    await tx`update deliveries set status = 'dead' where id = ${deliveries}`
    for (const [run, status] of [
      [runs, 'running'],
      [failed, 'failed'],
    ] as const)
      await tx`
    insert into runs (workspace_id, id, kind, automation_id, name, version, definition_seq, event_seq, event_id, event_type, subject_type, subject_id, member_id, depth, correlation_id, status, created_at)
    values (${mine.workspaceId}, ${run}, 'rule', ${rules}, 'canary run', '1', 1, 1, ${newId()}, 'task.created', 'task', ${tasks}, ${mine.memberId}, 1, ${newId()}, ${status}, now())`
  })
  const suggestions = newId()
  const suggestion: AutomationSuggestion = {
    ...{
      id: suggestions,
      kind: 'sequence',
      projectId: null,
      title: 'canary suggestion',
      why: 'canary',
      confidence: 0.9,
    },
    backtest: { would: 1, asByHand: 1, alreadySo: 0, otherwise: 0, missed: 0 },
    evidence: { count: 0, firstAt: '2026-01-01T00:00:00.000Z', lastAt: '2026-01-01T00:00:00.000Z', items: [] },
    commands: [
      {
        type: 'rule.create',
        data: { name: 'canary suggested', when: 'task.created', then: [{ action: 'comment.create', body: 'x' }] },
      },
    ],
  }
  await keepSuggestions(api.store, mine.workspaceId, [suggestion])
  const dismissal = { id: suggestions, kind: 'sequence', title: 'canary suggestion' }
  await api.store.execute(mine.principal, [
    { id: newId(), type: 'suggestion_dismissal.create', data: dismissal } as never,
  ])
  const byResource: Record<string, string> = {
    projects,
    tasks,
    comments,
    cycles,
    milestones,
    'time-entries': timeEntries,
    'task-relations': relations,
    'task-links': taskLinks,
    members,
    states,
    'custom-fields': fields,
    rules,
    templates,
    series,
    'template-applications': applications,
    'api-keys': keys,
    tags,
    runs,
    approvals,
    patches,
    'patch-policies': policies,
    'model-budgets': budgets,
    agents,
    'agent-runs': agentRuns,
    schedules,
    'webhook-endpoints': endpoints,
    deliveries,
    connections,
    'connection-tools': deriveId('connection_tool', connections, 'canary_tool'),
    'user-links': links,
    mappings,
    'sync-conflicts': conflicts,
    'automation-suggestions': suggestions,
    notifications,
    preferences,
  }
  const ids: Record<string, string> = {
    projectId: projects,
    taskId: tasks,
    fromTaskId: tasks,
    toTaskId: other,
    parentId: other,
    cycleId: cycles,
    nextCycleId: cycles,
    milestoneId: milestones,
    memberId: members,
    assigneeId: members,
    leadId: members,
    authorId: mine.memberId,
    stateId: states,
    eventId: newId(),
    subjectId: tasks,
    rule: rules,
    templateId: templates,
    seriesId: series,
    name: 'canary-playbook',
    playbook: 'canary-playbook',
    agent: 'canary-agent',
    runId: runs,
    endpointId: endpoints,
    connectionId: connections,
    mappingId: mappings,
    containerId: 'box-3',
    entityId: tasks,
    automation: rules,
    seq: String(seq),
    path: 'canary-hook',
    workspace: mine.slug,
    tool: 'canary_tool',
    hash: 'a'.repeat(64),
  }
  /** The address with the first workspace's ids in it. */
  const fill = (path: string) =>
    path.replace(/\{(\w+)\}/g, (_, name: string) =>
      name === 'id' ? (byResource[path.split('/')[2] ?? ''] ?? newId()) : (ids[name] ?? newId()),
    )

  /** A body that the schema takes, with the first workspace's ids wherever an id goes. */
  function sample(schema: Json, name = ''): unknown {
    if (name in known) return known[name]
    if (schema.$ref) return sample(document.components.schemas[schema.$ref.replace(/^.*\//, '')] as Json, name)
    if (schema.default !== undefined) return schema.default
    if (schema.enum) return schema.enum[0]
    if (schema.const !== undefined) return schema.const
    if (schema.anyOf || schema.oneOf) return sample((schema.anyOf ?? schema.oneOf)[0], name)
    const type = Array.isArray(schema.type) ? schema.type[0] : schema.type
    if (type === 'object') {
      const wanted = new Set<string>(schema.required ?? [])
      const entries = Object.entries(schema.properties ?? {}).filter(([key]) => wanted.has(key) || key in ids)
      return Object.fromEntries(entries.map(([key, field]) => [key, sample(field, key)]))
    }
    if (type === 'array') return [sample(schema.items, name)]
    if (type === 'integer' || type === 'number') return Math.max(schema.minimum ?? 1, 1)
    if (type === 'boolean') return true
    if (schema.format === 'uuid') return ids[name] ?? newId()
    if (schema.format === 'uri') return 'https://out.example/'
    if (schema.format === 'email') return 'someone@x.test'
    if (schema.format === 'date-time') return name === 'endsAt' ? '2027-01-02T00:00:00Z' : '2027-01-01T00:00:00Z'
    if (schema.format === 'date') return '2027-01-01'
    if (name === 'when' || name === 'type') return name === 'when' ? 'task.created' : 'outside.event'
    if (name === 'key') return schema.pattern?.startsWith('^[A-Z]') ? 'OUT' : 'out'
    if (name === 'timeZone') return 'UTC'
    return name in ids && name !== 'name' ? ids[name] : 'text'
  }

  const bodyOf = (operation: Operation) => {
    const schema = operation.requestBody?.content['application/json']?.schema
    return schema === undefined ? undefined : sample(schema)
  }

  return { ids, byResource, fill, sample, bodyOf }
}
