// Generated from the routes and the commands: whatever is added later is walked too.
import { type CommandDefinition, commandCatalogue, newId, type Permission } from '@orchestrator/domain'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { follow } from './follow.ts'
import { type Operation, oneOfEach, operations, type Targets } from './one-of-each.ts'
import { type Json, startApi, type TestApi, type TestWorkspace } from './start-api.ts'

const closed = operations.filter((operation) => operation.security === undefined)
const commands = (Object.values(commandCatalogue) as unknown as CommandDefinition[]).filter((command) => command.public)

let api: TestApi
let mine: TestWorkspace
let theirs: TestWorkspace
/** One thing of every kind in the first workspace. */
let targets: Targets
/** Texts of the first workspace that must show up nowhere else. */
let canaries: string[]

beforeAll(async () => {
  api = await startApi()
  mine = await api.workspace()
  theirs = await api.workspace()
  targets = await oneOfEach(api, mine)
  const { byResource } = targets
  canaries = ['canary', ...Object.values(byResource), mine.workspaceId, mine.memberId, mine.slug]
})
afterAll(() => api.stop())

/** What a schema alone does not tell of a body; those that take many at once find something of the first workspace. */
const bodies: Record<string, () => unknown> = {
  executeCommands: () => ({ commands: [{ type: 'task.delete', data: { id: targets.byResource.tasks } }] }),
  // One's own is for everybody.
  createPreference: () => ({ words: 'text', scope: 'project', projectId: targets.ids['projectId'] }),
  createPlan: () => ({ text: '- text' }),
  previewTimes: () => ({ schedule: { every: '1 hour' } }),
  createDeployment: () => ({ source: 'text', bundleHash: 'f'.repeat(64) }),
  backfillSchedule: () => ({ from: '2026-01-01T00:00:00Z', to: '2026-01-01T03:00:00Z' }),
  redeliverAll: () => ({ since: '2020-01-01T00:00:00Z', status: ['dead'] }),
  retryRuns: () => ({ rule: targets.byResource.rules }),
  updateWebhookEndpoint: () => ({ description: 'text' }),
}

/** All that the other workspace's caller sent: what it wrote itself it may read again. */
let sentByThem = ''

/** What tells of the first workspace beyond what the caller sent. */
function leaks(sent: string, answer: string): string[] {
  sentByThem += sent
  return canaries.filter((canary) => answer.includes(canary) && !sentByThem.includes(canary))
}

async function send(who: TestWorkspace, operation: (typeof operations)[number], query = '') {
  const path = targets.fill(operation.path) + query
  const body = (bodies[operation.operationId] ?? (() => targets.bodyOf(operation)))()
  const answer = await who.call(operation.method, path, body)
  return { ...answer, sent: `${path}${JSON.stringify(body)}`, text: JSON.stringify(answer.body) }
}

const named = (operation: Operation) => /\{/.test((operation as unknown as { path: string }).path)
const isStream = ({ operationId }: Operation) => ['streamEvents', 'streamAgentRun'].includes(operationId)

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
        'connectionId',
        'entityId',
      ].includes(name),
    ),
  )('%s by %s is empty', async (_, name, operation) => {
    const answer = await send(theirs, operation, `?${name}=${targets.ids[name]}`)
    expect([answer.status, answer.body.items]).toEqual([200, []])
  })

  it.each(commands.map((command) => [command.type, command] as const))(
    'the command %s is refused or harms nothing',
    async (type, command) => {
      const schema = command.data.toJSONSchema({ io: 'input', unrepresentable: 'any' }) as Json
      const data = targets.sample({ ...schema, required: [...(schema.required ?? [])] }) as Record<string, unknown>
      const kind = type.slice(0, type.indexOf('.'))
      const known: Record<string, string | undefined> = {
        task_link: targets.byResource['task-links'],
        task_relation: targets.byResource['task-relations'],
        time_entry: targets.byResource['time-entries'],
        custom_field: targets.byResource['custom-fields'],
        api_key: targets.byResource['api-keys'],
        webhook_endpoint: targets.byResource['webhook-endpoints'],
        delivery: targets.byResource.deliveries,
        connection_tool: targets.byResource['connection-tools'],
        user_link: targets.byResource['user-links'],
        model_budget: targets.byResource['model-budgets'],
        sync_conflict: targets.byResource['sync-conflicts'],
        workspace: mine.workspaceId,
        playbook: newId(),
      }
      if ('id' in data || schema.required?.includes('id'))
        data.id = known[kind] ?? targets.byResource[`${kind}s`] ?? newId()
      const before = await snapshot()
      const answer = await theirs.call('POST', '/v1/commands', { commands: [{ type, data }] })
      // What makes something new of its own, from nothing of theirs, may do so: in the caller's workspace.
      if (answer.status === 200) expect(JSON.stringify(data)).not.toContain(targets.byResource.projects)
      else {
        // A definition whose constants name what is not there is refused with each field that does; all else by its status.
        const codes = (answer.body.errors ?? []).map((error: { code: string }) => error.code)
        const refused =
          [403, 404, 409].includes(answer.status) || (answer.status === 400 && codes.includes('not_found'))
        expect([refused, answer.body]).toEqual([true, answer.body])
      }
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
const secrets = ['getWebhookSecret', 'getApprovalLink', 'getConnectionWebhook']
/** Asks a connected service, with credentials that its owner gave. */
const asking = ['listContainers', 'listExternalUsers', 'getMappingFields', 'listConnectionTools']
/** The code of automations, for the processes that serve them. */
const code = ['listWorkerBundles', 'getWorkerBundle']
/** How people work, for whoever may automate it. */
const suggestions = ['listAutomationSuggestions', 'getAutomationSuggestion']
/** What was spent, for whoever may audit. */
const audited = ['showModelUsage']
/** Everybody's own business: whoever may read the workspace may do it, to nobody but themselves. */
const own = ['markNotificationRead', 'markNotificationUnread', 'markAllNotificationsRead', 'setNotificationPreferences']
/** Changes nothing, though it has a body. */
const reading = ({ method, operationId }: (typeof operations)[number]) =>
  (method === 'GET' && ![...secrets, ...asking, ...code, ...suggestions, ...audited].includes(operationId)) ||
  ['previewTimes', 'rankOperations', 'selectModels'].includes(operationId)
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
  it.each(own)('%s is for oneself alone, not for a key that only reads, and is no event', async (operationId) => {
    const operation = closed.find((one) => one.operationId === operationId) as (typeof operations)[number]
    const before = await snapshot()
    const answer = await send(caller, operation)
    // The notification is the owner's.
    const isAnothers = named(operation) && caller.memberId !== mine.memberId
    expect(answer.status).toBe('scopes' in who ? 403 : isAnothers ? 404 : 200)
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
  it.each(closed.filter(isStream).map((operation) => [operation.operationId, operation] as const))(
    '%s is forbidden',
    async (_, operation) => {
      expect((await caller.call('GET', targets.fill(operation.path))).status).toBe(403)
    },
  )
  it('creates tasks', async () => {
    expect(
      (await caller.call('POST', '/v1/tasks', { projectId: targets.byResource.projects, title: 'x' })).status,
    ).toBe(201)
  })
})

describe('nobody', () => {
  it.each(closed.map((operation) => [operation.operationId, operation] as const))(
    '%s needs a key',
    async (_, operation) => {
      const answer = await fetch(api.url + targets.fill(operation.path), { method: operation.method })
      expect(answer.status).toBe(401)
      await answer.body?.cancel()
    },
  )
})
