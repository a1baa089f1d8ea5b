// Generated from the routes and the commands: whatever is added later is walked too.
import { readFileSync } from 'node:fs'
import { type CommandDefinition, commandCatalogue, newId, type Permission } from '@orchestrator/domain'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { follow } from './follow.ts'
import { deploy, type Json, startApi, type TestApi, type TestWorkspace } from './start-api.ts'

interface Operation {
  readonly operationId: string
  readonly security?: readonly unknown[]
  readonly parameters?: readonly { readonly in: string; readonly name: string }[]
  readonly requestBody?: { readonly content: Record<string, { readonly schema: unknown }> }
}
const document = JSON.parse(readFileSync(new URL('../../packages/api/openapi.json', import.meta.url), 'utf8')) as {
  paths: Record<string, Record<string, Operation>>
  components: { schemas: Record<string, unknown> }
}
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ method: method.toUpperCase(), path, ...operation })),
)
const closed = operations.filter((operation) => operation.security === undefined)
const commands = (Object.values(commandCatalogue) as unknown as CommandDefinition[]).filter((command) => command.public)

let api: TestApi
let mine: TestWorkspace
let theirs: TestWorkspace
/** Ids and names of things in the first workspace, by the name of the parameter or field that takes them. */
let ids: Record<string, string>
let byResource: Record<string, string>
/** Texts of the first workspace that must show up nowhere else. */
let canaries: string[]

beforeAll(async () => {
  api = await startApi()
  mine = await api.workspace()
  theirs = await api.workspace()
  const { call } = mine
  const id = async (path: string, body: Json) => (await call('POST', path, body)).body.id as string
  const projects = await id('/v1/projects', { key: 'CANARY', name: 'canary project' })
  const tasks = await id('/v1/tasks', { projectId: projects, title: 'canary task', tags: ['canary-tag'] })
  const other = await id('/v1/tasks', { projectId: projects, title: 'canary other' })
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
  byResource = {
    projects,
    tasks,
    comments,
    cycles,
    milestones,
    'time-entries': timeEntries,
    'task-relations': relations,
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
    schedules,
    'webhook-endpoints': endpoints,
    deliveries,
    notifications,
  }
  ids = {
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
    runId: runs,
    endpointId: endpoints,
    automation: rules,
    seq: String(seq),
    path: 'canary-hook',
    workspace: mine.slug,
  }
  canaries = ['canary', ...Object.values(byResource), mine.workspaceId, mine.memberId, mine.slug]
})
afterAll(() => api.stop())

/** The address with the first workspace's ids in it. */
const fill = (path: string) =>
  path.replace(/\{(\w+)\}/g, (_, name: string) =>
    name === 'id' ? (byResource[path.split('/')[2] ?? ''] ?? newId()) : (ids[name] ?? newId()),
  )

/** What a schema alone does not tell. */
const known: Record<string, unknown> = {
  recurrence: { rrule: 'FREQ=DAILY' },
  changes: { title: 'text' },
  schedule: { every: '1 hour' },
}
/** The same of a whole body; those that take many at once find something of the first workspace. */
const bodies: Record<string, () => unknown> = {
  executeCommands: () => ({ commands: [{ type: 'task.delete', data: { id: byResource.tasks } }] }),
  previewTimes: () => ({ schedule: known.schedule }),
  createDeployment: () => ({ source: 'text', bundleHash: 'f'.repeat(64) }),
  backfillSchedule: () => ({ from: '2026-01-01T00:00:00Z', to: '2026-01-01T03:00:00Z' }),
  redeliverAll: () => ({ since: '2020-01-01T00:00:00Z', status: ['dead'] }),
  retryRuns: () => ({ rule: byResource.rules }),
  updateWebhookEndpoint: () => ({ description: 'text' }),
}

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

/** All that the other workspace's caller sent: what it wrote itself it may read again. */
let sentByThem = ''

/** What tells of the first workspace beyond what the caller sent. */
function leaks(sent: string, answer: string): string[] {
  sentByThem += sent
  return canaries.filter((canary) => answer.includes(canary) && !sentByThem.includes(canary))
}

async function send(who: TestWorkspace, operation: (typeof operations)[number], query = '') {
  const path = fill(operation.path) + query
  const body = (bodies[operation.operationId] ?? (() => bodyOf(operation)))()
  const answer = await who.call(operation.method, path, body)
  return { ...answer, sent: `${path}${JSON.stringify(body)}`, text: JSON.stringify(answer.body) }
}

const named = (operation: Operation) => /\{/.test((operation as unknown as { path: string }).path)
const isStream = ({ operationId }: Operation) => operationId === 'streamEvents'

describe('another workspace’s key', () => {
  it.each(
    closed.filter((operation) => named(operation)).map((operation) => [operation.operationId, operation] as const),
  )('%s finds nothing', async (_, operation) => {
    const answer = await send(theirs, operation)
    expect([403, 404]).toContain(answer.status)
    expect(leaks(answer.sent, answer.text)).toEqual([])
  })

  it.each(
    closed
      .filter((operation) => !named(operation) && !isStream(operation))
      .map((operation) => [operation.operationId, operation] as const),
  )('%s shows nothing', async (_, operation) => {
    const answer = await send(theirs, operation)
    expect(answer.status).toBeLessThan(500)
    expect(leaks(answer.sent, answer.text)).toEqual([])
  })

  const lists = closed.filter((operation) => operation.method === 'GET' && !isStream(operation))
  const filters = lists.flatMap((operation) =>
    (operation.parameters ?? [])
      .filter(({ in: place }) => place === 'query')
      .map(({ name }) => [operation.operationId, name, operation] as const),
  )
  it.each(
    filters.filter(([, name]) =>
      [
        'projectId',
        'taskId',
        'fromTaskId',
        'toTaskId',
        'parentId',
        'cycleId',
        'milestoneId',
        'memberId',
        'assigneeId',
        'leadId',
        'authorId',
        'stateId',
        'eventId',
        'subjectId',
        'rule',
        'templateId',
        'seriesId',
        'playbook',
        'runId',
        'endpointId',
      ].includes(name),
    ),
  )('%s by %s is empty', async (_, name, operation) => {
    const answer = await send(theirs, operation, `?${name}=${ids[name]}`)
    expect([answer.status, answer.body.items]).toEqual([200, []])
  })

  it.each(commands.map((command) => [command.type, command] as const))(
    'the command %s is refused or harms nothing',
    async (type, command) => {
      const schema = command.data.toJSONSchema({ io: 'input', unrepresentable: 'any' }) as Json
      const data = sample({ ...schema, required: [...(schema.required ?? [])] }) as Record<string, unknown>
      const kind = type.slice(0, type.indexOf('.'))
      const known: Record<string, string | undefined> = {
        task_relation: byResource['task-relations'],
        time_entry: byResource['time-entries'],
        custom_field: byResource['custom-fields'],
        api_key: byResource['api-keys'],
        webhook_endpoint: byResource['webhook-endpoints'],
        delivery: byResource.deliveries,
        workspace: mine.workspaceId,
        playbook: newId(),
      }
      if ('id' in data || schema.required?.includes('id')) data.id = known[kind] ?? byResource[`${kind}s`] ?? newId()
      const before = await snapshot()
      const answer = await theirs.call('POST', '/v1/commands', { commands: [{ type, data }] })
      // What makes something new of its own, from nothing of theirs, may do so: in the caller's workspace.
      if (answer.status === 200) expect(JSON.stringify(data)).not.toContain(byResource.projects)
      else expect([[403, 404, 409].includes(answer.status), answer.body]).toEqual([true, answer.body])
      expect(leaks(JSON.stringify(data), JSON.stringify(answer.body))).toEqual([])
      expect(await snapshot()).toEqual(before)
    },
  )

  it('the stream carries only its own events', async () => {
    const stream = await follow(api.url, theirs, { query: '?after=0' })
    await stream.until(10)
    stream.stop()
    expect(new Set(stream.events.map((event) => event.workspaceId))).toEqual(new Set([theirs.workspaceId]))
    expect(leaks('', JSON.stringify(stream.events))).toEqual([])
  })
})

const snapshot = async () => (await mine.call('GET', '/v1/events?limit=200')).body.items.length

/** What is read there lets its reader do something in their own name or another's. */
const secrets = ['getWebhookSecret', 'getApprovalLink']
/** Everybody's own business: whoever may read the workspace may do it, to nobody but themselves. */
const own = ['markNotificationRead', 'markNotificationUnread', 'markAllNotificationsRead', 'setNotificationPreferences']
/** Changes nothing, though it has a body. */
const reading = ({ method, operationId }: (typeof operations)[number]) =>
  (method === 'GET' && !secrets.includes(operationId)) || operationId === 'previewTimes'
/** Reading one's own secret or oneself is no write. */
const writes = closed.filter((operation) => !reading(operation) && !own.includes(operation.operationId))
const reads = closed.filter(
  (operation) => reading(operation) && operation.operationId !== 'getMe' && !isStream(operation),
)

describe.each([
  ['a VIEWER', { role: 'VIEWER' as const }],
  ['a key narrowed to reading', { scopes: ['workspace.read'] as Permission[] }],
])('%s', (_, who) => {
  let caller: TestWorkspace
  beforeAll(async () => {
    caller = await api.caller(mine, who)
  })
  it.each(writes.map((operation) => [operation.operationId, operation] as const))(
    '%s is forbidden',
    async (_id, operation) => {
      const before = await snapshot()
      const answer = await send(caller, operation)
      expect([answer.status, answer.body.code]).toEqual([403, 'forbidden'])
      expect(await snapshot()).toBe(before)
    },
  )
  it.each(reads.map((operation) => [operation.operationId, operation] as const))(
    '%s is allowed',
    async (_id, operation) => {
      expect([200, 404]).toContain((await send(caller, operation)).status)
    },
  )
  it.each(own)('%s is allowed for oneself alone, and is no event', async (operationId) => {
    const operation = closed.find((one) => one.operationId === operationId) as (typeof operations)[number]
    const before = await snapshot()
    const answer = await send(caller, operation)
    // The notification is the owner's.
    expect(answer.status).toBe(named(operation) && caller.memberId !== mine.memberId ? 404 : 200)
    expect(await snapshot()).toBe(before)
  })
})

describe('a key narrowed to creating tasks', () => {
  let caller: TestWorkspace
  beforeAll(async () => {
    caller = await api.caller(mine, { scopes: ['task.create'] })
  })
  it.each(reads.map((operation) => [operation.operationId, operation] as const))(
    '%s is forbidden',
    async (_id, operation) => {
      const answer = await send(caller, operation)
      expect([answer.status, answer.body.code]).toEqual([403, 'forbidden'])
    },
  )
  it.each(own)('%s is forbidden', async (operationId) => {
    // Or there is nothing of the caller's that could be marked.
    await mine.call('POST', '/v1/notifications', { to: { memberId: mine.memberId }, title: 'canary again' })
    const answer = await send(
      caller,
      closed.find((one) => one.operationId === operationId) as (typeof operations)[number],
    )
    expect([answer.status, answer.body.code]).toEqual([403, 'forbidden'])
  })
  it('streamEvents is forbidden', async () => {
    expect((await caller.call('GET', '/v1/events/stream')).status).toBe(403)
  })
  it('creates tasks', async () => {
    expect((await caller.call('POST', '/v1/tasks', { projectId: byResource.projects, title: 'x' })).status).toBe(201)
  })
})

describe('nobody', () => {
  it.each(closed.map((operation) => [operation.operationId, operation] as const))(
    '%s needs a key',
    async (_, operation) => {
      const answer = await fetch(api.url + fill(operation.path), { method: operation.method })
      expect(answer.status).toBe(401)
      await answer.body?.cancel()
    },
  )
})
