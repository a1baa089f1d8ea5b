import { execFile } from 'node:child_process'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { Command } from 'commander'
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { createProgram } from '../program.ts'

// Each command is a process of its own.
vi.setConfig({ testTimeout: 120_000 })

const bin = join(import.meta.dirname, '..', '..', 'bin', 'orchestrator.mjs')
const id = '01a20526-bb65-70ba-9bc0-1f2c5de0bd74'
const seen: { method: string; url: string; body: unknown }[] = []
const empty = { items: [], nextCursor: null }

const member = { id, name: 'Ada', email: 'ada@example.com', role: 'MANAGER' }
const endpoint = {
  ...{ id, url: 'https://example.com/hooks', eventTypes: ['task.created'], filter: null, enabled: false },
  disabledReason: 'its owner has left',
}
const email = {
  ...{ id, memberId: id, digest: false, status: 'failed', attempts: 5, nextAt: null, unsure: true },
  ...{ lastError: 'the mail server refused it', createdAt: '2026-01-01T00:00:00Z' },
}
const project = { id, key: 'HELLO', name: 'Hello World', status: 'started', targetDate: null }
const action = {
  ...{ rule: 'assign', key: 'assign-HELLO-1', command: 'task.update', data: { id, assigneeId: id }, evidence: [] },
  ...{ rationale: 'HELLO-1 is at work and is nobody’s.', confidence: 0.64 },
}
const secret = { path: 'orders', verify: 'standard', secret: 'whsec_AAAA', url: '/v1/hooks/local/orders' }
const rule = { id, name: 'Every week', enabled: true, when: { schedule: { cron: '0 9 * * 1' } }, then: [], version: 1 }
const run = {
  ...{ id, status: 'completed', playbook: null, rule: 'Intake', error: null, temporalUrl: null, held: null },
  ...{ eventType: 'task.created', createdAt: '2026-01-01T00:00:00Z', startedAt: null, endedAt: null, retryOf: null },
  result: [{ id, kind: 'task', version: 1 }],
  steps: [
    {
      ...{ kind: 'command', status: 'completed', error: null, summary: 'task.create HELLO-2' },
      changes: [
        { subject: { type: 'task', id }, before: null, after: { identifier: 'HELLO-2', title: 'x'.repeat(90) } },
      ],
    },
  ],
}

const counts = { decisions: 2, accepted: 1, edited: 0, rejected: 1, undone: 0, acceptance: 0.5 }
const acceptance = {
  ...{ ...counts, policies: { accepted: 0, undone: 0 }, agents: [] },
  items: [
    { ...counts, command: 'task.create', fields: [], memberId: id, leaveOut: false },
    {
      ...counts,
      command: 'task.update',
      fields: ['dueDate'],
      memberId: '01a20526-bb65-70ba-9bc0-1f2c5de0bd75',
      leaveOut: false,
    },
  ],
}
const modelTotals = {
  ...{
    calls: 4,
    failed: 1,
    coalesced: 0,
    hitRate: 0.25,
    inputTokens: 300,
    outputTokens: 150,
    costUsd: 2.5,
    unpriced: 1,
    savedUsd: 2,
  },
}
const modelBudget = {
  ...{ id, projectId: id, agent: 'planner', period: 'day', limitUsd: 2, warnAt: 0.8, atLimit: 'degrade' },
}
const connection = {
  ...{ id, provider: 'github', name: 'Shop', status: 'attention', auth: 'token', account: { name: 'acme' } },
  trouble: { code: 'unauthorized', message: 'revoked', action: 'Connect it anew.', since: '2026-01-01T00:00:00Z' },
}
const backfill = { state: 'running', done: 30, total: 40, remaining: 10, perMinute: 5 }
const mappingHealth = {
  ...{ mappingId: id, containerKey: 'acme/shop', enabled: true, items: 7, subscriptionRefused: 'Not Found' },
  ...{ trouble: null, leftOut: 3, archived: 1, backfill },
}
const troubledMapping = {
  ...{ ...mappingHealth, containerKey: 'acme/gone', backfill: { ...backfill, heldUntil: '2026-01-01T00:05:00Z' } },
  ...{ subscriptionRefused: null, leftOut: 0, archived: 0 },
  trouble: { message: 'The repository is gone', action: 'See whether it is there.', since: '2026-01-01T00:00:00Z' },
}
const health = {
  ...{ status: 'attention', trouble: connection.trouble, lastSyncAt: null, throttledUntil: null, waiting: 3 },
  ...{
    oldestAt: '2026-01-01T00:00:00Z',
    failing: 1,
    lastError: 'no',
    openConflicts: 2,
    mappings: [mappingHealth, troubledMapping],
  },
  notTakenOver: [{ field: 'labels', value: 'a, b', items: 2 }],
  tools: [],
  unreadableDeliveries: { count: 3, lastAt: '2026-01-01T00:00:00Z', lastError: 'the body is no JSON' },
  failures: [{ key: 'shop#3', title: 'odd', url: null, message: 'no', since: '2026-01-01T00:00:00Z' }],
}
const mapping = {
  ...{ id, connectionId: id, projectId: id, containerKey: 'acme/shop', direction: 'both', enabled: true, filter: null },
  ...{ filterIn: '"x" in item.tags', query: null },
  version: 3,
  fields: [{ theirs: 'title', ours: 'title', direction: 'both', policy: 'newest' }],
}
const conflict = { id, entityKind: 'task', entityId: id, field: 'title', ours: 'a', theirs: ['b'], status: 'open' }

const suggestion = {
  ...{
    id,
    kind: 'sequence',
    projectId: null,
    confidence: 0.685,
    title: 'When a task of the type bug is made, give it to Ada',
  },
  why: 'It happened 14 times.',
  backtest: { would: 14, asByHand: 13, alreadySo: 0, otherwise: 1, missed: 2 },
  evidence: {
    ...{ count: 13, firstAt: '2026-01-01T00:00:00.000Z', lastAt: '2026-03-01T00:00:00.000Z' },
    items: [{ at: '2026-03-01T00:00:00.000Z', taskId: id, title: 'HELLO-9 The login fails', eventIds: [id] }],
  },
  commands: [{ type: 'rule.create', data: { name: 'Bugs', when: 'task.created' } }],
}

// The API's side of the wire, as far as these commands see it.
const answers: Record<string, unknown> = {
  'GET /v1/members': { items: [member], nextCursor: null },
  'POST /v1/members': member,
  [`PATCH /v1/members/${id}`]: member,
  [`DELETE /v1/members/${id}`]: {},
  'GET /v1/webhook-endpoints': { items: [endpoint], nextCursor: null },
  'POST /v1/webhook-endpoints': { ...endpoint, secret: 'whsec_BBBB' },
  [`PATCH /v1/webhook-endpoints/${id}`]: { ...endpoint, enabled: true },
  [`POST /v1/webhook-endpoints/${id}/ping`]: { id },
  [`POST /v1/webhook-endpoints/${id}/rotate-secret`]: { secret: 'whsec_CCCC', oldUntil: '2026-01-02T00:00:00Z' },
  [`DELETE /v1/webhook-endpoints/${id}`]: {},
  'GET /v1/connections': { items: [connection], nextCursor: null },
  'POST /v1/connections': connection,
  'POST /v1/connections/oauth': { url: 'https://github.test/allow', expiresAt: '2026-01-01T00:10:00Z' },
  [`GET /v1/connections/${id}`]: connection,
  [`GET /v1/connections/${id}/health`]: health,
  [`POST /v1/connections/${id}/test`]: {
    account: { name: 'acme' },
    scopes: ['repo'],
    missing: ['workflow: to run them'],
  },
  [`GET /v1/connections/${id}/webhook`]: {
    ...{ url: `https://orchestrator.test/v1/integrations/${id}/webhook`, secret: 'whsec_DDDD' },
    manual: 'In the repository’s **Settings → Webhooks** give the address.',
  },
  [`POST /v1/connections/${id}/pause`]: { ...connection, status: 'paused' },
  [`POST /v1/connections/${id}/disconnect`]: {
    ...connection,
    stays: { mappings: 1, items: 7, subscriptions: 1, tokensRevoked: false },
  },
  'GET /v1/connectors': {
    items: [
      {
        id: 'github',
        name: 'GitHub',
        auth: [],
        settings: {},
        actions: [
          {
            ...{ name: 'createIssue', summary: 'Makes an issue.' },
            input: { properties: { repository: {}, title: {}, body: {} }, required: ['repository', 'title'] },
          },
        ],
      },
    ],
  },
  [`POST /v1/connections/${id}/actions/createIssue`]: { output: { number: 7 } },
  [`GET /v1/connections/${id}/containers`]: { items: [{ id: '42', key: 'acme/shop', name: 'shop' }], nextCursor: null },
  'GET /v1/mappings': { items: [mapping], nextCursor: null },
  'POST /v1/mappings': {
    ...mapping,
    earlier: { takenUp: 5, elsewhere: [{ projectId: id, projectKey: 'SHOP', items: 4, mapped: false }] },
  },
  [`GET /v1/mappings/${id}`]: mapping,
  [`DELETE /v1/mappings/${id}`]: {},
  [`GET /v1/mappings/${id}/fields`]: {
    theirs: [
      { key: 'title', name: 'Title', type: 'text' },
      { key: 'state', name: 'State', type: 'option', options: [{ value: 'open', name: 'open' }] },
    ],
    ours: [
      { key: 'title', name: 'Title', type: 'text' },
      { key: 'status', name: 'Status', type: 'option' },
    ],
    suggested: [],
  },
  [`GET /v1/connections/${id}/users`]: {
    items: [
      { id: '583', name: 'ada', email: null },
      { id: '584', name: 'bo', email: 'bo@acme.test' },
    ],
  },
  'GET /v1/user-links': {
    items: [{ id, connectionId: id, externalUserId: '584', externalName: 'bo', memberId: id, how: 'email' }],
  },
  'POST /v1/user-links': { id },
  [`DELETE /v1/user-links/${id}`]: {},
  [`PATCH /v1/mappings/${id}`]: mapping,
  [`POST /v1/mappings/${id}/preview`]: {
    there: [
      { side: 'there', name: 'Typo', action: 'make', reason: null, fields: { title: 'Typo' }, unknown: ['assignees'] },
      { side: 'there', name: 'Old', action: 'left_out', reason: 'deleted_here', fields: {}, unknown: [] },
    ],
    ...{ here: [], total: 7, elsewhere: [{ projectKey: 'SHOP', items: 4, mapped: true }] },
  },
  [`POST /v1/connections/${id}/rollback`]: {
    operations: [{ type: 'task.update', name: 'HELLO-1', entityId: id, data: { id, title: 'before' } }],
    patches: [{ id, title: 'Take back what “Shop” did', operations: 1 }],
    skipped: [{ name: 'HELLO-2', field: 'title', reason: 'changed_since' }],
  },
  [`POST /v1/mappings/${id}/backfill`]: mappingHealth,
  'GET /v1/sync-conflicts': { items: [conflict], nextCursor: null },
  [`POST /v1/sync-conflicts/${id}/resolve`]: { ...conflict, status: 'resolved', choice: 'theirs' },
  'GET /v1/models': {
    ...{ hint: null, providers: [{ id: 'openai', speaks: 'openai' }] },
    models: [
      {
        ...{ name: 'openai/gpt-6-luna', provider: 'openai', grade: 1, contextWindow: 1_050_000 },
        ...{ price: { input: 0.1, output: 0.4 }, health: { state: 'open', waitMs: 4_100, latencyMs: null } },
      },
    ],
    routes: [{ route: '*.low', chain: ['openai/gpt-6-luna'], configured: false }],
    prices: { source: 'genai-prices', url: 'https://x.test', asOf: '2026-09-23' },
  },
  'POST /v1/models/select': {
    ...{ route: 'planner.low', complexity: 'low', tokens: 12_000, chain: ['openai/gpt-6-luna'] },
    candidates: [
      { model: 'openai/gpt-6-luna', taken: true, reason: 'suits it best' },
      { model: 'openai/gpt-6-sol', taken: false, reason: 'it may cost too much' },
    ],
  },
  'POST /v1/models/ping': {
    items: [
      { model: 'openai/gpt-6-luna', latencyMs: 210, costUsd: 0.000002, error: null },
      { model: 'mistral/x', latencyMs: 90, costUsd: 0, error: { code: 'unauthorized', message: 'refuses the key' } },
    ],
  },
  'GET /v1/models/usage': {
    ...{ groupBy: 'agent', timeZone: 'UTC', total: modelTotals },
    items: [
      { key: 'planner', ...modelTotals, unpriced: 0 },
      { key: null, ...modelTotals, costUsd: 0.000002 },
    ],
  },
  [`GET /v1/projects/${id}`]: project,
  [`GET /v1/members/${id}`]: member,
  'GET /v1/learning/acceptance': acceptance,
  'GET /v1/agents': empty,
  'GET /v1/model-budgets': { items: [modelBudget], nextCursor: null },
  'POST /v1/model-budgets': modelBudget,
  [`DELETE /v1/model-budgets/${id}`]: {},
  'GET /v1/automation-suggestions': {
    ...{ items: [suggestion], dismissed: [id] },
    analyzed: {
      ...{ since: '2026-01-01T00:00:00.000Z', until: '2026-04-01T00:00:00.000Z', events: 1_204, complete: false },
    },
  },
  [`GET /v1/automation-suggestions/${id}`]: suggestion,
  [`POST /v1/automation-suggestions/${id}/accept`]: { made: [{ kind: 'rule', id, path: `/v1/rules/${id}` }] },
  [`POST /v1/automation-suggestions/${id}/propose`]: { id, title: suggestion.title },
  [`GET /v1/projects/${id}/health/actions`]: { asOf: '2026-01-01T00:00:00.000Z', items: [action], leftOut: [action] },
  [`POST /v1/projects/${id}/health/actions`]: { id, title: 'Health of HELLO: 1 action' },
  [`POST /v1/automation-suggestions/${id}/dismiss`]: { title: suggestion.title },
  'GET /v1/emails': { items: [email], nextCursor: null },
  [`PATCH /v1/tasks/${id}`]: { id, identifier: 'HELLO-1', title: 'Write', status: 'started', tags: [] },
  'GET /v1/projects': { items: [project], nextCursor: 'c2' },
  'GET /v1/webhooks': { items: [{ path: 'orders', verify: 'standard' }], nextCursor: null },
  'GET /v1/webhooks/orders/secret': secret,
  'POST /v1/webhooks/orders/rotate-secret': secret,
  'GET /v1/rules': { items: [rule], nextCursor: null },
  [`GET /v1/runs/${id}`]: run,
  [`GET /v1/events/${id}/automations`]: { eventType: 'task.created', total: 0, items: [] },
  [`POST /v1/events/${id}/replay`]: { runId: id },
}

let server: Server
let url: string

beforeAll(async () => {
  server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const [method = '', at = ''] = [request.method, request.url]
      const text = Buffer.concat(chunks).toString()
      seen.push({ method, url: at, body: text === '' ? null : JSON.parse(text) })
      const answer = answers[`${method} ${at.split('?')[0]}`] ?? (method === 'GET' ? empty : undefined)
      response.writeHead(answer === undefined ? 404 : 200, { 'content-type': 'application/json' })
      response.end(JSON.stringify(answer ?? { code: 'not_found', detail: 'there is no such thing' }))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
beforeEach(() => void seen.splice(0))
afterAll(() => server.close())

function orchestrator(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const env = { PATH: process.env.PATH, ORCHESTRATOR_URL: url, ORCHESTRATOR_API_KEY: 'key', ORCHESTRATOR_HOME: '/none' }
  return new Promise((resolve) => {
    execFile(process.execPath, [bin, ...args], { env }, (error, out, err) =>
      resolve({ code: error ? Number(error.code) : 0, out, err }),
    )
  })
}

const lists = createProgram().commands.flatMap((group) => group.commands.filter((command) => command.name() === 'list'))
const optionsOf = (list: Command) => list.options.map(({ long }) => long)

test('every list comes in pages, as JSON, and from any API', () => {
  expect(lists.length).toBeGreaterThanOrEqual(18)
  for (const list of lists)
    expect([list.parent?.name(), optionsOf(list)]).toEqual([
      list.parent?.name(),
      expect.arrayContaining(['--limit', '--cursor', '--json', '--url', '--key']),
    ])
})

test.each([
  [
    'task list --project HELLO --status started unstarted --assignee ada@example.com --tag shop --limit 3',
    'tasks?sort=-createdAt&projectId=ID&assigneeId=ID&status=started%2Cunstarted&tag=shop&limit=3',
  ],
  ['task list --assignee none', 'tasks?sort=-createdAt&assigneeId=none&limit=20'],
  ['project list --status started --cursor c2', 'projects?sort=name&status=started&limit=20&cursor=c2'],
  ['series list --project HELLO', 'series?sort=-createdAt&projectId=ID&limit=20'],
  ['time list --member ada@example.com', 'time-entries?sort=-startedAt&memberId=ID&limit=20'],
  ['rules list --disabled --when task.created', 'rules?sort=name&enabled=false&when=task.created&limit=50'],
  ['runs list --since 2027-01-04', 'runs?since=2027-01-04T00%3A00%3A00.000Z&limit=20'],
  ['playbook list --enabled', 'playbooks?enabled=true&limit=100'],
  ['email list --status failed pending', 'emails?status=failed%2Cpending&limit=20'],
  ['member list --role MANAGER --removed', 'members?sort=name&role=MANAGER&removed=true&limit=20'],
])('%s asks for what it says', async (words, asked) => {
  expect(await orchestrator(...words.split(' '))).toMatchObject({ code: 0, err: '' })
  expect(seen.at(-1)?.url).toBe(`/v1/${asked.replaceAll('ID', id)}`)
})

test('a list says how to go on with what was asked, and refuses what contradicts itself', async () => {
  const { out } = await orchestrator('project', 'list', '--status', 'started', 'paused')
  expect(out).toMatch(/HELLO +started +– +Hello World/)
  expect(out).toContain('More: npx orchestrator project list --status started paused --cursor c2')
  expect(await orchestrator('rules', 'list', '--enabled', '--disabled')).toMatchObject({ code: 2 })
})

test('what a project’s health calls for is shown, and proposed when that is asked for', async () => {
  const { out } = await orchestrator('project', 'health', id, '--actions', '--weeks', '4')
  expect(seen.map(({ method, url }) => `${method} ${url}`)).toEqual([`GET /v1/projects/${id}/health/actions?window=4`])
  expect(out).toMatch(/assign-HELLO-1 +task\.update +64 % +HELLO-1 is at work/)
  expect(out).toContain('Left out, for it is hardly ever accepted: assign-HELLO-1.')
  const proposed = await orchestrator('project', 'health', id, '--actions', '--propose', '--weeks', '4')
  expect(seen.at(-1)).toMatchObject({ method: 'POST', body: { window: 4 } })
  expect(proposed.out).toContain(`Health of HELLO: 1 action (${id})`)
  expect(await orchestrator('project', 'health', id, '--actions', '--as-of', '2026-01-01')).toMatchObject({ code: 2 })
})

test('suggestions are found, shown, accepted and dismissed', async () => {
  const { out } = await orchestrator(
    'suggest',
    'list',
    '--days',
    '180',
    '--kind',
    'recurring',
    'sequence',
    '--dismissed',
  )
  expect(seen.at(-1)?.url).toBe('/v1/automation-suggestions?days=180&kinds=recurring%2Csequence&dismissed=true')
  expect(out).toContain('give it to Ada (dismissed)')
  expect(out).toContain('14 times in all, 13 as you did by hand, 1 not; 2 that you did would be missing.')
  expect(out).toContain('Confidence 69 %')
  expect(out).toContain('1 found in 1204 events, 2026-01-01 to 2026-04-01: not all of the log')
  const shown = await orchestrator('suggest', 'show', id)
  expect(shown.out).toContain('HELLO-9 The login fails')
  expect(shown.out).toContain('"when": "task.created"')
  const accepted = await orchestrator('suggest', 'accept', id, '--name', 'Triage')
  expect(seen.at(-1)?.body).toEqual({ name: 'Triage' })
  expect(accepted.out).toContain(`rule ${id} is made. To undo that: npx orchestrator rules disable ${id}`)
  const proposed = await orchestrator('suggest', 'propose', id, '--name', 'Triage')
  expect(seen.at(-1)?.body).toEqual({ name: 'Triage' })
  expect(proposed.out).toContain(`npx orchestrator patch accept ${id}`)
  expect((await orchestrator('suggest', 'dismiss', id)).out).toContain('give it to Ada: does not come again')
  expect(await orchestrator('suggest', 'accept', 'nonsense')).toMatchObject({ code: 2 })
})

test('a task is changed in what it can be made with; none takes away', async () => {
  const update = async (...flags: string[]) => {
    expect(await orchestrator('task', 'update', id, ...flags)).toMatchObject({ code: 0, err: '' })
    return seen.at(-1)?.body
  }
  expect(await update('--assignee', 'ada@example.com', '--priority', 'high', '--due', '2027-01-31')).toEqual({
    ...{ assigneeId: id, priority: 'high', dueDate: '2027-01-31' },
  })
  expect(await update('--assignee', 'none')).toEqual({ assigneeId: null })
  expect(await update('--due', 'none', '--description', '')).toEqual({ dueDate: null, description: '' })
  expect(await orchestrator('task', 'update', id, '--priority', 'soon')).toMatchObject({ code: 2 })
  expect(await orchestrator('task', 'update', id)).toMatchObject({ code: 2 })
})

test('members are listed, let in, given a role and let go', async () => {
  expect((await orchestrator('member')).out).toMatch(/ada@example\.com +MANAGER +Ada/)
  await orchestrator('member', 'add', 'ada@example.com', '--name', 'Ada', '--role', 'MANAGER')
  expect(seen.at(-1)?.body).toEqual({ email: 'ada@example.com', name: 'Ada', role: 'MANAGER' })
  expect((await orchestrator('member', 'role', 'ada@example.com', 'MANAGER')).out).toContain('Ada: MANAGER')
  expect(seen.at(-1)).toMatchObject({ method: 'PATCH', url: `/v1/members/${id}`, body: { role: 'MANAGER' } })
  expect((await orchestrator('member', 'remove', 'ada@example.com')).out).toContain('no member any more')
  expect(seen.at(-1)).toMatchObject({ method: 'DELETE', url: `/v1/members/${id}` })
})

test('endpoints are listed with why they are off, made, tested, switched and given a new secret', async () => {
  expect((await orchestrator('endpoint')).out).toMatch(/no: its owner has left +task\.created +https:/)
  const flags = ['--event', 'task.created', '--header', 'X-Team: one: two']
  const made = await orchestrator('endpoint', 'create', 'https://example.com/hooks', ...flags)
  expect(made.out).toContain('whsec_BBBB\n\nKeep it')
  expect(seen.at(-1)?.body).toEqual({
    ...{ url: 'https://example.com/hooks', eventTypes: ['task.created'], headers: { 'X-Team': 'one: two' } },
  })
  expect((await orchestrator('endpoint', 'test', id)).out).toContain(`deliveries show ${id}`)
  expect((await orchestrator('endpoint', 'enable', id)).out).toContain('https://example.com/hooks is on')
  const rotated = await orchestrator('endpoint', 'rotate-secret', id, '--overlap-hours', '0')
  expect(rotated.out).toContain('whsec_CCCC')
  expect(seen.at(-1)?.body).toEqual({ overlapHours: 0 })
  expect((await orchestrator('endpoint', 'delete', id)).code).toBe(0)
  expect(await orchestrator('endpoint', 'rotate-secret', id, '--overlap-hours', '200')).toMatchObject({ code: 2 })
  expect(await orchestrator('endpoint', 'create', 'https://x.example', '--header', 'none')).toMatchObject({ code: 2 })
})

test('a service is connected with what its credentials are in, or in the browser', async () => {
  const made = await orchestrator('connection', 'add', 'github', '--credential', `token=@${import.meta.filename}`)
  expect(made.out).toContain(`“Shop” is connected as acme: ${id}`)
  expect(seen.at(-1)?.body).toEqual({
    ...{ provider: 'github', credentials: { token: expect.stringMatching(/^import \{ execFile/) } },
  })
  const flags = ['--oauth', '--setting', 'baseUrl=https://x.test', '--name', 'Shop']
  expect((await orchestrator('connection', 'add', 'github', ...flags)).out).toContain('https://github.test/allow')
  expect(seen.at(-1)?.body).toEqual({ provider: 'github', name: 'Shop', settings: { baseUrl: 'https://x.test' } })
  expect(await orchestrator('connection', 'add', 'github')).toMatchObject({ code: 2 })
  expect(await orchestrator('connection', 'add', 'github', '--credential', 'token')).toMatchObject({ code: 2 })
})

test('a connection says how it is doing and what to do, and what stays of it', async () => {
  expect((await orchestrator('connection')).out).toMatch(/github +Shop +acme +attention: revoked/)
  const { out } = await orchestrator('connection', 'show', 'shop')
  for (const line of [
    ...['do         Connect it anew.', 'last sync  not yet', 'failing    1', 'conflicts  2: npx orchestrator conflict'],
    'shop#3 odd: no (since ',
    'unread     3 deliveries could not be read, the last 2026-01-01: the body is no JSON',
    'mapping    acme/shop: 7 the same, 3 left out (their tasks were deleted here), 1 archived here, bringing over 30 of 40, about 2 min left',
    'is asked for changes, for it does not tell them by itself: Not Found',
    'mapping    acme/gone: 7 the same, held at 30 of 40\n  trouble    The repository is gone (since ',
    '  do         See whether it is there.',
  ])
    expect(out).toContain(line)
  expect((await orchestrator('connection', 'test', 'shop')).out).toContain('missing: workflow: to run them')
  expect((await orchestrator('connection', 'pause', id)).out).toContain('“Shop” is paused')
  const gone = await orchestrator('connection', 'disconnect', 'github')
  expect(gone.out).toContain('7 tasks and comments stay on both sides')
  expect(gone.out).toContain('Withdraw its access in the service itself.')
  const since = ['--from', '2026-01-01']
  const told = await orchestrator('connection', 'rollback', 'shop', ...since)
  expect(told.out).toMatch(/task\.update +HELLO-1 +\{"title":"before"\}/)
  expect(told.out).toContain('stays: HELLO-2 title (changed since)\n')
  expect(told.out).toContain('Nothing was done yet.')
  expect(seen.at(-1)?.body).toEqual({ from: '2026-01-01T00:00:00.000Z', dryRun: true })
  expect((await orchestrator('connection', 'rollback', 'shop', ...since, '--yes')).out).toContain('It is taken back.')
  const proposed = await orchestrator('connection', 'rollback', 'shop', ...since, '--propose')
  expect(proposed.out).toContain(
    `proposed: Take back what “Shop” did (operations: 1): npx orchestrator patch diff ${id}`,
  )
  expect(proposed.out).not.toContain('Nothing was done')
  expect(seen.at(-1)?.body).toEqual({ from: '2026-01-01T00:00:00.000Z', as: 'patch', dryRun: false })
  const both = [...since, '--yes', '--propose']
  expect(await orchestrator('connection', 'rollback', 'shop', ...both)).toMatchObject({ code: 2 })
  expect(await orchestrator('connection', 'show', 'nothing')).toMatchObject({ code: 1 })
})

test('where a service is to send is shown, with the secret and what to set', async () => {
  const { out } = await orchestrator('connection', 'webhook', 'shop')
  expect(out).toBe(
    `address  https://orchestrator.test/v1/integrations/${id}/webhook\nsecret   whsec_DDDD\n\nIn the repository’s **Settings → Webhooks** give the address.\n`,
  )
  expect(JSON.parse((await orchestrator('connection', 'webhook', id, '--json')).out)).toMatchObject({
    secret: 'whsec_DDDD',
  })
})

test('people of a service are seen, and said who they are', async () => {
  const { out } = await orchestrator('connection', 'people', 'shop')
  expect(out).toMatch(/ada +583 +nobody/)
  expect(out).toMatch(/bo +584 +bo@acme\.test +Ada +their address/)
  expect(out).toContain('connection link shop ada <member>')
  expect((await orchestrator('connection', 'link', 'shop', 'ADA', id)).out).toContain(`ada in “Shop” is ${id}`)
  expect(seen.at(-1)?.body).toEqual({ connectionId: id, externalUserId: '583', externalName: 'ada', memberId: id })
  expect((await orchestrator('connection', 'unlink', 'shop', 'bo')).out).toContain('bo in “Shop” is nobody here')
  expect(seen.at(-1)?.url).toBe(`/v1/user-links/${id}`)
  expect(await orchestrator('connection', 'link', 'shop', 'cy', id)).toMatchObject({ code: 1 })
})

test('a mapping is changed in words, and its fields are seen', async () => {
  expect((await orchestrator('mapping', 'fields', id)).out).toMatch(
    /title +Title +text +title\n *state +State +option +open\n/,
  )
  const set = (...flags: string[]) => orchestrator('mapping', 'set', id, ...flags)
  const fields = ['--field', 'state=status', 'milestone=milestoneId:in', '--value', 'state:open=started']
  const changed = await set(
    ...fields,
    '--policy',
    'status=ask',
    '--filter',
    'none',
    '--no-comments',
    '--deleted-here',
    'close',
  )
  expect(changed.out).toContain('acme/shop: comments, deletedHere, filter, fields changed')
  expect(seen.at(-1)?.body).toEqual({
    ...{ baseVersion: 3, comments: false, deletedHere: 'close', filter: null },
    fields: [
      { theirs: 'title', ours: 'title', direction: 'both', policy: 'newest' },
      {
        ...{ theirs: 'state', ours: 'status', direction: 'both', policy: 'ask' },
        values: [{ theirs: 'open', ours: 'started' }],
      },
      { theirs: 'milestone', ours: 'milestoneId', direction: 'in', policy: 'newest' },
    ],
  })
  await set('--filter-in', 'item.type == "bug"', '--query', 'none')
  expect(seen.at(-1)?.body).toEqual({ baseVersion: 3, filterIn: 'item.type == "bug"', query: null })
  expect((await orchestrator('mapping', 'show', id)).out).toContain('only items that meet "x" in item.tags come in')
  await set('--drop', 'title')
  expect(seen.at(-1)?.body).toEqual({ baseVersion: 3, fields: [] })
  for (const wrong of [
    ['--policy', 'title=mine'],
    ['--policy', 'other=ask'],
    ['--field', 'x'],
    ['--value', 'title'],
    [],
  ])
    expect(await set(...wrong)).toMatchObject({ code: 2 })
})

test.each(['enable', 'disable', 'remove', 'backfill', 'set --filter none'])(
  'mapping %s takes no name that is only alike',
  async (words) => {
    const [verb = '', ...flags] = words.split(' ')
    const { code, err } = await orchestrator('mapping', verb, 'ACME/shop', ...flags)
    expect([code, err]).toEqual([1, expect.stringContaining("Alike are: 'acme/shop'.")])
    expect(seen.map(({ method }) => method)).toEqual(['GET'])
  },
)

test('what a service can do is listed and done', async () => {
  const { out } = await orchestrator('connection', 'actions', 'shop')
  expect(out).toMatch(/createIssue +repository title \[body\] +Makes an issue\./)
  const input = '{"repository":"acme/shop","title":"x"}'
  const done = await orchestrator('connection', 'call', 'shop', 'createIssue', '--input', input)
  expect(done).toMatchObject({ code: 0, out: expect.stringContaining('"number": 7') })
  expect(seen.at(-1)?.body).toEqual({ input: { repository: 'acme/shop', title: 'x' } })
  expect(await orchestrator('connection', 'call', 'shop', 'createIssue', '--input', '{')).toMatchObject({ code: 2 })
  expect(await orchestrator('connection', 'call', 'shop', 'burn')).toMatchObject({ code: 1 })
}, 120_000)

test('a project is mapped by the name of what is there, brought over, and looked at', async () => {
  const flags = ['--project', 'HELLO', '--backfill', '--direction', 'in']
  const made = await orchestrator('mapping', 'add', 'shop', 'acme/shop', ...flags)
  expect(made.out).toContain(`HELLO and acme/shop are kept in step: ${id}`)
  expect(made.out).toContain('5 tasks that were linked before are linked again.')
  expect(made.out).toContain('4 of its things were linked to tasks of SHOP.')
  const [mapped, begun] = seen.slice(-2)
  expect(mapped?.body).toEqual({ connectionId: id, projectId: id, containerId: '42', direction: 'in' })
  expect([begun?.url, begun?.body]).toEqual([`/v1/mappings/${id}/backfill`, { action: 'start' }])
  expect((await orchestrator('mapping')).out).toMatch(/yes +both +\S+ +acme\/shop/)
  expect((await orchestrator('mapping', 'show', id)).out).toMatch(/title +title +both +newest/)
  const paused = await orchestrator('mapping', 'backfill', id, 'pause')
  expect(paused.out).toContain('acme/shop: bringing over 30 of 40')
  expect(paused.out).toContain('3 stay left out, for their tasks were deleted here')
  const restored = await orchestrator('mapping', 'backfill', id, '--restore')
  expect(restored.out).not.toContain('stay left out')
  expect(seen.at(-1)?.body).toEqual({ action: 'start', restore: true })
  expect(await orchestrator('mapping', 'backfill', id, 'stop')).toMatchObject({ code: 2 })
  const looked = await orchestrator('mapping', 'preview', id)
  expect(looked.out).toMatch(/there +Typo +would be made +\{"title":"Typo"\} without assignees/)
  expect(looked.out).toContain('Of 7 there the first 2. Nothing was written.')
  expect(looked.out).toMatch(/Old +is left out: its task was deleted here/)
  expect(looked.out).toContain('4 of its things are linked to tasks of SHOP.')
  expect(looked.out).toContain(`mapping backfill ${id} --restore`)
  expect((await orchestrator('mapping', 'enable', id)).out).toContain('acme/shop is on')
  expect((await orchestrator('mapping', 'remove', id)).out).toContain('stay as they are')
  expect(await orchestrator('mapping', 'add', 'shop', 'acme/other', '--project', 'HELLO')).toMatchObject({
    ...{ code: 1, err: expect.stringContaining('There are: acme/shop') },
  })
})

test('a person decides between two values', async () => {
  expect((await orchestrator('conflict')).out).toMatch(/title +a +\["b"\]/)
  expect(seen[0]?.url).toContain('status=open')
  expect((await orchestrator('conflict', 'resolve', id, 'theirs')).out).toContain('both sides get their value')
  expect(await orchestrator('conflict', 'resolve', id, 'mine')).toMatchObject({ code: 2 })
})

test('e-mails say why they failed', async () => {
  expect((await orchestrator('email')).out).toMatch(/failed +\S+ +5 +the mail server refused it; may have come twice/)
})

test('an incoming webhook shows its address and secret, and gets a new one', async () => {
  expect((await orchestrator('webhook')).out).toMatch(/orders +standard/)
  expect((await orchestrator('webhook', 'secret', 'orders')).out).toContain(
    `address  ${url}/v1/hooks/local/orders\nsigned   as standard\nsecret   whsec_AAAA`,
  )
  await orchestrator('webhook', 'rotate-secret', 'orders')
  expect(seen.at(-1)?.method).toBe('POST')
  expect(await orchestrator('webhook', 'rotate-secret', 'order')).toMatchObject({
    code: 1,
    err: expect.stringContaining('There are: orders'),
  })
})

test('an event is named by its number or its id', async () => {
  expect(await orchestrator('events', 'why', id)).toMatchObject({ code: 0 })
  expect(seen.at(-1)?.url).toBe(`/v1/events/${id}/automations?limit=50`)
  expect((await orchestrator('events', 'replay', id, '--automation', 'intake')).out).toContain(`runs show ${id}`)
  expect(await orchestrator('events', 'why', 'last')).toMatchObject({
    code: 2,
    err: expect.stringContaining('or its id'),
  })
})

test('what a rule made, and when it starts, is said in words', async () => {
  expect((await orchestrator('rules')).out).toMatch(/Every week +yes +every Monday at 09:00/)
  const { out } = await orchestrator('runs', 'show', id)
  expect(out).toContain(`made task HELLO-2 “${'x'.repeat(59)}…” ${id}`)
  expect(out).not.toContain('result:')
  expect(JSON.parse((await orchestrator('runs', 'show', id, '--json')).out).result).toEqual(run.result)
})

test('models are shown with prices and order, one is selected with reasons, and a ping that fails is a failure', async () => {
  const { out } = await orchestrator('models')
  expect(out).toMatch(/openai\/gpt-6-luna +1 +1050000 +0\.1 \/ 0\.4 +failed; asked again in 5 s/)
  expect(out).toMatch(/STATE AS THE API SAW IT\n[\s\S]*models usage --by model\n/)
  expect(out).toMatch(/\*\.low +openai\/gpt-6-luna\n\nPrices: genai-prices, of 2026-09-23/)
  const flags = ['--tokens', '12000', '--items', '4', '--fast', '--budget', '0.5']
  const selected = await orchestrator('models', 'select', 'planner', ...flags)
  expect(seen.at(-1)?.body).toEqual({
    ...{ taskType: 'planner', contextTokens: 12_000, items: 4, latency: 'fast', budgetLeft: 0.5 },
  })
  expect(selected.out).toMatch(/1\. +openai\/gpt-6-luna +suits it best\n– +openai\/gpt-6-sol +it may cost too much/)
  const pinged = await orchestrator('models', 'ping')
  expect(pinged).toMatchObject({ code: 1, out: expect.stringMatching(/luna +210 ms +\$0\.000002 +ok\n.*unauthorized/) })
})

test('who accepts what is said by their names; of those that are not there by their ids', async () => {
  const { out } = await orchestrator('learning', 'show')
  expect(out).toMatch(/50 % +2 +0 +task\.create +Ada\n50 % +2 +0 +task\.update dueDate +01a20526-/)
})

test('what models cost is summed up, and budgets are listed, set and removed', async () => {
  const { out } = await orchestrator('models', 'usage', '--by', 'agent', '--from', '2027-01-04')
  expect(seen.at(-1)?.url).toBe('/v1/models/usage?from=2027-01-04T00%3A00%3A00.000Z&groupBy=agent')
  expect(out).toMatch(/^AGENT +CALLS +FAILED +TOKENS IN +OUT +COST +FROM CACHE +SAVED\n/)
  expect(out).toMatch(/planner +4 +1 +300 +150 +\$2\.50 +25 % +\$2\.00\n– .*\$0\.000002 and 1 of no known price/)
  expect((await orchestrator('models', 'budget')).out).toMatch(/\$2 +day +planner +HELLO +80 % +degrade/)
  const flags = ['--agent', 'planner', '--period', 'day', '--at-limit', 'degrade']
  const { out: set } = await orchestrator('models', 'budget', 'set', '2', ...flags)
  expect(set).toMatch(/only models of grade 1 [\s\S]*\nNo agent here is called planner: it counts for one in code/)
  expect(seen.find(({ method }) => method === 'POST')?.body).toEqual({
    ...{ limitUsd: 2, warnAt: 0.8, period: 'day', atLimit: 'degrade', agent: 'planner', projectId: null },
  })
  expect(await orchestrator('models', 'budget', 'set', 'much')).toMatchObject({ code: 2 })
  expect((await orchestrator('models', 'budget', 'remove', id)).out).toContain('limits nothing any more')
})
