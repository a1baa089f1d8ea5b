import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { verifyWebhook } from '@orchestrator/integrations'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'

const bin = join(import.meta.dirname, '..', 'bin', 'orchestrator.mjs')
const secret = `whsec_${Buffer.alloc(24, 5).toString('base64')}`
const seen: { method: string; url: string; headers: IncomingMessage['headers']; body: Buffer }[] = []
let server: Server
let url: string
let folder: string
let streams = 0

const step = { kind: 'command', status: 'completed', error: null, changes: [] as object[] }
const wait = { ...step, kind: 'wait', summary: 'waitFor', status: 'running', startedAt: '2026-01-01T00:00:00.000Z' }
const either = [{ eventTypes: ['task.assigned', 'task.deleted'] }, { eventTypes: ['task.assigned'] }]
const shownRun = {
  id: '01a20526-bb65-70ba-9bc0-1f2c5de0bd74',
  ...{ status: 'failed', playbook: 'intake', rule: null, error: null, result: { made: 'HELLO-2' }, temporalUrl: null },
  ...{ eventType: 'task.created', createdAt: '2026-01-01T00:00:00Z', startedAt: null, endedAt: null },
  steps: [
    { ...step, summary: 'task.create HELLO-2', changes: [{ subject: { type: 'task' }, before: null, after: {} }] },
    {
      ...step,
      summary: 'task.update HELLO-1',
      changes: [
        {
          subject: { type: 'task' },
          before: { status: 'unstarted', version: 1 },
          after: { status: 'completed', version: 2 },
        },
      ],
    },
    { ...step, summary: 'http.get', status: 'failed', error: { message: 'no answer in time' } },
    { ...wait, input: { sources: either, timeoutMs: 259_200_000 } },
    { ...wait, input: { sources: [{ eventTypes: ['invoice.paid'] }], timeoutMs: null } },
  ],
}

const approval = {
  id: '01a20526-bb65-70ba-9bc0-1f2c5de0bd99',
  ...{ title: 'Publish?', description: 'the new site', status: 'pending', count: 1, link: null },
  ask: { properties: { approved: { type: 'boolean' }, comment: { type: 'string' } }, required: ['approved'] },
  ...{ answers: [], expiresAt: '2026-01-03T00:00:00.000Z', createdAt: '2026-01-01T00:00:00.000Z' },
}

const template = { id: 't1', name: 'Launch', kind: 'project', version: 2, updatedAt: '2026-01-01T00:00:00Z' }
const task = { id: 't', identifier: 'HELLO-9', title: 'Buy bread', status: 'started', tags: ['shop'] }

const installed = { name: 'intake', source: 'folder', bundleHash: 'abcdef0123456789', enabled: true, pausedAt: null }
const playbooks = [
  { ...installed, updatedAt: '2026-01-01T00:00:00Z', manifest: { title: 'Issues → tasks' } },
  {
    ...{ ...installed, name: 'nightly', source: 'team', pausedAt: '2026-01-02T00:00:00Z' },
    ...{ updatedAt: '2026-01-01T00:00:00Z', manifest: { title: null } },
  },
]

const cycle = {
  id: shownRun.id,
  name: 'Cycle 4',
  state: 'active',
  startsAt: '2027-01-04T00:00:00Z',
  endsAt: '2027-01-18T00:00:00Z',
  goal: '',
}
const some = (tasks: number) => ({ tasks, points: 2 * tasks, minutes: 0 })
const cycleProgress = { scope: some(8), started: some(2), completed: some(3) }
const milestone = { id: shownRun.id, name: 'Beta', targetDate: '2027-02-01', completedAt: null }
const counts = { decisions: 9, accepted: 5, edited: 2, rejected: 2, undone: 0, acceptance: 0.78 }
const acceptance = {
  ...counts,
  policies: { accepted: 3, undone: 1 },
  items: [{ ...counts, command: 'task.update', fields: ['dueDate'], memberId: 'm1', leaveOut: true }],
  agents: [{ ...counts, agent: 'planner', calibration: [{ from: 0.8, to: 0.9, accepted: 0.6, support: 9 }] }],
}
const evaluation = { decisions: 9, forecasts: 3, needed: 30, verdict: 'too_little', scores: null, gain: null }
const preference = {
  ...{ id: shownRun.id, scope: 'user', memberId: 'm1', words: 'Due date is moved earlier', enabled: true },
  context: { tag: 'design', command: null },
  learned: { support: 7, of: 9, confidence: 0.5 },
}
const timer = {
  id: shownRun.id,
  taskId: 't',
  memberId: 'm1',
  startedAt: '2027-01-04T09:00:00Z',
  minutes: null,
  note: 'draft',
}

const connectors = [
  {
    ...{ id: 'slack', name: 'Slack', settings: {} },
    auth: [
      {
        ...{ kind: 'token', name: 'App of your own', configured: true, secretFields: ['token', 'signingSecret'] },
        credentials: { properties: { token: {}, signingSecret: {} } },
      },
      { kind: 'oauth2', name: 'Slack workspace', configured: false, credentials: null, secretFields: [] },
    ],
  },
]
const connections = [
  { id: shownRun.id, provider: 'slack', name: 'Slack acme', status: 'active', account: { name: 'acme' } },
  { id: 'c2', provider: 'slack', name: 'Old', status: 'disconnected', account: { name: 'acme' } },
]
const channels = [
  { id: 'C1', key: '#shop', name: '#shop' },
  { id: 'C2', key: '#all at acme', name: '#all at acme' },
]

// The API's side of the wire, as far as the command line sees it; the real one is called in test/.
function answer(request: IncomingMessage, response: ServerResponse): void {
  const json = (status: number, body: unknown) =>
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  if (request.headers.authorization === 'Bearer wrong')
    return void json(401, { code: 'unauthenticated', detail: 'the API key is unknown' })
  const path = (request.url ?? '').split('?')[0]
  if (path === '/v1/runs' && request.url?.includes('limit=300'))
    return void json(400, { code: 'invalid_input', detail: 'the query is not valid: limit' })
  if (path === `/v1/runs/${shownRun.id}`) return void json(200, shownRun)
  if (path === '/v1/rules') return void json(200, { items: [{ id: shownRun.id, name: 'Intake' }], nextCursor: null })
  if (path === `/v1/rules/${shownRun.id}/pause`) return void json(200, { name: 'Intake' })
  if (path === `/v1/rules/${shownRun.id}/run`) return void json(202, { runId: shownRun.id })
  if (path === '/v1/playbooks/order/runs') {
    const errors = ['a: a text', 'b: a number'].map((field) => field.split(': '))
    return void json(400, {
      ...{ code: 'invalid_input', detail: 'the input is not valid: input.a: a text' },
      errors: errors.map(([name, expected]) => ({ path: `input.${name}`, expected })),
    })
  }
  if (path === `/v1/rules/${shownRun.id}`) return void json(200, { id: shownRun.id, name: 'Intake', version: 2 })
  if (path === '/v1/playbooks') return void json(200, { items: playbooks, nextCursor: null })
  if (path === '/v1/tasks' && request.method === 'POST') return void json(201, { ...task, status: 'unstarted' })
  if (path === '/v1/tasks') {
    const searched = request.url?.includes('q=')
    return void json(200, { items: searched ? [] : [task], nextCursor: request.url?.includes('cursor=') ? null : 'c2' })
  }
  if (path === '/v1/templates' && request.url?.includes('name=Lanch'))
    return void json(200, { items: [], nextCursor: null })
  if (path === '/v1/templates') return void json(200, { items: [template], nextCursor: null })
  if (path === '/v1/members') return void json(200, { items: [{ id: 'm1' }] })
  if (path === '/v1/projects') return void json(200, { items: [{ id: 'p1' }] })
  if (path === '/v1/templates/t1/export')
    return void json(200, { formatVersion: 1, name: 'Launch', content: { tasks: [] } })
  if (path?.startsWith('/v1/templates/'))
    return void json(201, { ...template, tasks: [1, 2], stateIds: [], ruleIds: [], kept: [] })
  if (path === '/v1/series')
    return void json(201, { id: shownRun.id, name: 'Water', status: 'active', nextDate: '2027-01-04' })
  if (path === '/v1/cycles' || path?.startsWith('/v1/cycles/')) {
    if (path.endsWith('/progress'))
      return void json(200, { ...cycleProgress, days: [{ date: '2027-01-04', ...cycleProgress }] })
    return void json(200, request.method === 'GET' ? { items: [cycle], nextCursor: null } : cycle)
  }
  if (path === '/v1/milestones')
    return void json(200, request.method === 'GET' ? { items: [milestone], nextCursor: null } : milestone)
  if (path === '/v1/learning/acceptance') return void json(200, acceptance)
  if (path === '/v1/learning/export') return void json(200, { items: [{ type: 'chat' }, { type: 'preference' }] })
  if (path === '/v1/learning/evaluation') return void json(200, evaluation)
  if (path === '/v1/preferences' || path?.startsWith('/v1/preferences/')) {
    if (request.method === 'DELETE') return void response.writeHead(204).end()
    const isList = request.method === 'GET'
    return void json(200, isList ? { items: [preference], nextCursor: null } : preference)
  }
  if (path === '/v1/me') return void json(200, { actor: { memberId: 'm1' } })
  if (path === '/v1/time-entries/summary')
    return void json(200, {
      total: { entries: 1, minutes: 90, billableMinutes: 0 },
      items: [{ key: '2027-01-04', minutes: 90, billableMinutes: 0 }],
    })
  if (path === '/v1/time-entries')
    return void json(200, request.method === 'GET' ? { items: [timer], nextCursor: null } : { ...timer, minutes: 90 })
  if (path?.startsWith('/v1/time-entries/'))
    return void json(200, { ...timer, minutes: path.endsWith('/stop') ? 12 : null })
  if (path === '/v1/webhooks') return void json(200, { items: [{ path: 'issue-intake' }] })
  if (path === '/v1/webhooks/nope/secret') return void json(404, { code: 'not_found', detail: 'there is no webhook' })
  if (path === '/v1/approvals') return void json(200, { items: [approval], nextCursor: null })
  if (path === `/v1/approvals/${approval.id}/answer`) return void json(200, { ...approval, status: 'answered' })
  if (path === `/v1/approvals/${approval.id}/link`)
    return void json(200, { url: 'http://api/approvals/t0ken', expiresAt: '2026-01-02T00:00:00.000Z' })
  if (path === `/v1/approvals/${approval.id}`) return void json(200, approval)
  if (path === '/v1/runs')
    return void json(200, {
      items: request.url?.includes('limit=1') ? [shownRun] : [],
      nextCursor: request.url?.includes('limit=7') ? 'c3' : null,
    })
  if (path?.endsWith('/secret')) return void json(200, { verify: 'github', secret, workspace: 'local' })
  if (path?.startsWith('/v1/hooks/')) return void json(202, { eventId: 'e' })
  if (path === '/v1/connectors') return void json(200, { items: connectors })
  if (path === '/v1/connections' && request.method === 'GET') return void json(200, { items: connections })
  if (path === `/v1/connections/${shownRun.id}/reconnect`)
    return void json(409, {
      ...{ code: 'invalid_state', detail: 'it is connected as ann, and these credentials are bob’s' },
      errors: [{ path: 'allowOtherAccount', expected: 'true, for another account', code: 'other_account' }],
    })
  if (path === '/v1/connections') {
    const [field, expected] = ['settings.baseUrl', 'an address, e.g. https://example.com']
    return void json(400, {
      ...{ code: 'invalid_input', detail: `the settings are not valid: ${field}: ${expected}` },
      errors: [{ path: field, expected, code: 'invalid_format' }],
    })
  }
  if (path === `/v1/connections/${shownRun.id}/containers`) {
    const search = new URL(request.url ?? '', url).searchParams.get('search') ?? ''
    return void json(200, { items: channels.filter(({ key }) => key.includes(search)), nextCursor: null })
  }
  if (path === '/v1/mappings')
    return void json(201, { id: 'm1', containerKey: '#shop', earlier: { takenUp: 0, elsewhere: [] } })
  if (path?.startsWith(`/v1/connections/${shownRun.id}/actions/`)) return void json(200, { output: null })
  if (path !== '/v1/events/stream') return void json(404, { detail: 'there is no such thing' })
  // Breaks off after one event; whoever comes back with its id gets the next.
  const next = Number(request.headers['last-event-id'] ?? 0) + 1
  streams++
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  response.write(`: hello\n\nid: ${next}\ndata: ${JSON.stringify({ seq: next, type: 'task.created' })}\n\n`)
  response.end()
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'orchestrator-cli-'))
  server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      seen.push({
        method: request.method ?? '',
        url: request.url ?? '',
        headers: request.headers,
        body: Buffer.concat(chunks),
      })
      answer(request, response)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
beforeEach(() => {
  seen.length = 0
})
afterAll(() => {
  server.close()
  rmSync(folder, { recursive: true, force: true })
})

const run = (...args: string[]) => runWith(undefined, ...args)

function runWith(input: string | undefined, ...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const env = {
    PATH: process.env.PATH,
    ORCHESTRATOR_URL: url,
    ORCHESTRATOR_API_KEY: 'right',
    ORCHESTRATOR_HOME: join(folder, 'none'),
  }
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [bin, ...args], { env, cwd: folder }, (error, out, err) => {
      resolve({ code: error ? Number(error.code) : 0, out, err })
    })
    if (input !== undefined) child.stdin?.end(input)
  })
}

test('help is no mistake; each command has examples', async () => {
  expect(await run('--help')).toMatchObject({ code: 0, out: expect.stringContaining('Exit codes: 0 it worked') })
  expect(await run('runs', '--help')).toMatchObject({ code: 0, out: expect.stringContaining('Examples:') })
})

test.each([
  [['runz'], 'Did you mean runs?'],
  [['runs', 'list', '--status', 'nope'], 'Allowed choices are queued'],
  [['runs', 'cancel'], "missing required argument 'id'"],
  [['runs', 'show', 'nope'], 'See the ids of runs: npx orchestrator runs'],
  [['runs', 'shw'], 'There is no command "runs shw"'],
  [['runs', 'shw'], 'Did you mean show?'],
  [['rules', 'show', 'Intak'], 'Did you mean Intake?'],
  [['template', 'preview', 'Lanch'], 'Did you mean Launch?'],
  [['events', 'tail', '--type', 'task.craeted'], 'Did you mean task.created?'],
  [['task', 'lst'], 'There are: list, create, update'],
  [['runs', 'list', '--limit', 'many'], 'Give a whole number from 1'],
  [['runs', 'list', '--limit', '300'], 'the query is not valid'],
  [['runs', '--url', 'localhost'], 'localhost is no address'],
  [['task', 'update', 'HELLO-1', '--status', 'done'], 'Allowed choices are triage'],
  [['events', 'tail', '--until', '0'], 'Give a whole number from 1'],
  [['events', 'tail', '--after', 'x'], 'Give a number from 0'],
  [['events', 'tail', '--type', 'task.complete'], 'task.status_changed'],
  [['up', '--api-port', '70000'], '70000 is no port'],
  [['webhook', 'send', 'x', 'missing.json'], 'missing.json cannot be read'],
  [['task', 'update', 'HELLO-1'], 'Nothing to change'],
  [['approvals', 'answer', 'x', 'yes'], 'write it as approved=true'],
  [['playbook', 'new', 'NoVertical'], 'is no name for a playbook'],
])('%s is called wrongly: exit code 2 and the reason', async (args, reason) => {
  expect(await run(...args)).toMatchObject({ code: 2, err: expect.stringContaining(reason) })
})

test('an answer of the API that is a problem: exit code 1, its words and what to do', async () => {
  const { code, err } = await run('runs', '--key', 'wrong')
  expect(code).toBe(1)
  expect(err).toContain('The API answered 401: the API key is unknown')
  expect(err).toContain('--key')
  const asJson = await run('runs', '--key', 'wrong', '--json')
  expect(JSON.parse(asJson.err)).toMatchObject({
    error: { code: 'unauthenticated', message: expect.stringContaining('401') },
  })
})

test('nobody there: exit code 1 and how to start it', async () => {
  expect(await run('runs', '--url', 'http://127.0.0.1:1')).toMatchObject({
    code: 1,
    err: expect.stringContaining('npm start'),
  })
})

test('runs lists for people and for programs', async () => {
  expect(await run('runs')).toMatchObject({ code: 0, out: 'No runs yet.\n' })
  expect(JSON.parse((await run('runs', 'list', '--status', 'failed', '--json')).out)).toEqual({
    items: [],
    nextCursor: null,
  })
  expect(seen.at(-1)).toMatchObject({
    url: '/v1/runs?status=failed&limit=20',
    headers: { authorization: 'Bearer right' },
  })
})

test('a run is shown with what its steps changed, and why one of them failed', async () => {
  const { code, out } = await run('runs', 'show', shownRun.id)
  expect(code).toBe(0)
  expect(out).toContain('result: {"made":"HELLO-2"}')
  expect(out).toMatch(/1 +completed +task\.create HELLO-2 +task made/)
  expect(out).toMatch(/2 +completed +task\.update HELLO-1 +task: status unstarted → completed/)
  expect(out).toMatch(/3 +failed +http\.get +no answer in time/)
  expect(out).toMatch(/4 +running +waitFor task\.assigned or task\.deleted until 2026-01-04T00:00:00\.000Z/)
  expect(out).toMatch(/5 +running +waitFor invoice\.paid without end/)
})

test('a template is applied with values, roles and a new project', async () => {
  const applied = ['--new-project', 'ACME', '--var', 'client=Acme', 'n=3', '--role', 'writer=ada@example.com']
  const { out } = await run('template', 'apply', 'Launch', ...applied, '--start', '2027-01-04')
  expect(out).toContain('Made 2 tasks. To undo it: npx orchestrator template undo t1')
  expect(seen.at(-1)?.url).toBe('/v1/templates/t1/apply')
  expect(JSON.parse(String(seen.at(-1)?.body))).toEqual({
    variables: { client: 'Acme', n: 3 },
    roles: { writer: 'm1' },
    start: '2027-01-04',
    project: { key: 'ACME' },
  })
  expect(await run('template', 'apply', 'Launch', '--var', 'client')).toMatchObject({
    code: 2,
    err: expect.stringContaining('name=value'),
  })
})

test('a template is written to and read from files of YAML and JSON', async () => {
  for (const file of ['launch.yaml', 'launch.json']) {
    expect((await run('template', 'export', 'Launch', file)).out).toContain(file)
    expect(await run('template', 'import', file)).toMatchObject({ code: 0, out: 'Launch, version 2 (t1)\n' })
    expect(seen.at(-1)).toMatchObject({ method: 'POST', url: '/v1/templates/import' })
    expect(JSON.parse(String(seen.at(-1)?.body))).toEqual({ formatVersion: 1, name: 'Launch', content: { tasks: [] } })
  }
  await run('template', 'import', 'launch.yaml', '--replace')
  expect(seen.at(-1)).toMatchObject({ method: 'PATCH', url: '/v1/templates/t1' })
  expect(await run('template', 'import', 'none.yaml')).toMatchObject({ code: 2 })
})

test('a series is made by a rule or after completion, and by one of both', async () => {
  const { out } = await run('series', 'create', 'Water', '--project', 'HELLO', '--after-days', '3')
  expect(out).toContain('Water: active, next on 2027-01-04')
  expect(JSON.parse(String(seen.at(-1)?.body))).toEqual({
    projectId: 'p1',
    task: { title: 'Water' },
    recurrence: { afterCompletion: { days: 3 } },
  })
  expect(await run('series', 'create', 'Water', '--project', 'HELLO')).toMatchObject({
    code: 2,
    err: expect.stringContaining('--rrule'),
  })
  expect(await run('series', 'skip', 'x', '2027-01-04')).toMatchObject({ code: 2 })
})

test('approvals are listed, shown with what is asked and a link, and answered with fields', async () => {
  const list = await run('approvals', '--for-me')
  expect(list.out).toContain('2026-01-03T00:00:00.000Z  Publish?')
  expect(seen.at(-1)?.url).toContain('forMe=true')
  const shown = await run('approvals', 'show', approval.id, '--link')
  expect(shown.out).toMatch(/approved +yes +\{"type":"boolean"\}/)
  expect(shown.out).toContain('http://api/approvals/t0ken')
  const given = await run('approvals', 'answer', approval.id, 'approved=true', 'comment=well = done')
  expect(given).toMatchObject({ code: 0, out: expect.stringContaining('Answered: Publish?') })
  expect(JSON.parse(String(seen.at(-1)?.body))).toEqual({ answer: { approved: true, comment: 'well = done' } })
})

test('task lists the newest, and says how to see more', async () => {
  const { code, out } = await run('task')
  expect(code).toBe(0)
  expect(out).toMatch(/HELLO-9 +started +shop +Buy bread\n\nMore: npx orchestrator task list --cursor c2\n$/)
  expect(seen.at(-1)?.url).toBe('/v1/tasks?sort=-createdAt&limit=20')
  expect((await run('task', 'list', '--limit', '5', '--cursor', 'c2')).out).not.toContain('More')
  expect(seen.at(-1)?.url).toBe('/v1/tasks?sort=-createdAt&limit=5&cursor=c2')
})

test('what is said of the next page has the filters of this one, and no key', async () => {
  const { out } = await run('runs', '--playbook', 'intake', '--status', 'failed', '--limit', '7', '--key', 'orc_x')
  expect(out).toContain('More: npx orchestrator runs list --status failed --playbook intake --limit 7 --cursor c3\n')
  expect(out).not.toContain('orc_x')
})

test('runs show without an id shows the newest', async () => {
  expect((await run('runs', 'show')).out).toContain(`intake  failed  ${shownRun.id}`)
  expect(seen.at(-2)?.url).toBe('/v1/runs?limit=1')
})

test('rules update changes what the file has', async () => {
  const file = join(folder, 'change.json')
  writeFileSync(file, '{ "if": "true" }')
  const { code, out } = await run('rules', 'update', shownRun.id, '-f', file)
  expect({ code, out }).toEqual({ code: 0, out: 'Intake is changed; that is version 2\n' })
  expect(seen.at(-1)).toMatchObject({ method: 'PATCH', url: `/v1/rules/${shownRun.id}` })
  expect(JSON.parse(String(seen.at(-1)?.body))).toEqual({ if: 'true' })
})

test('a rule is run and paused by its name, too', async () => {
  expect((await run('rules', 'pause', 'Intake')).out).toContain('Intake is paused')
  expect(seen.at(-1)).toMatchObject({ method: 'POST', url: `/v1/rules/${shownRun.id}/pause` })
  const started = await run('rules', 'run', 'Intake', '--input', '{ "name": "Acme" }')
  expect(started).toMatchObject({ code: 0, out: `Started: npx orchestrator runs show ${shownRun.id}\n` })
  expect(seen.at(-1)?.url).toBe(`/v1/rules/${shownRun.id}/run`)
  expect(await run('rules', 'pause', 'Outtake')).toMatchObject({ code: 2, err: expect.stringContaining('no rule') })
})

test('all fields that the API refuses are told, not the first alone', async () => {
  const { code, err } = await run('playbook', 'run', 'order', '--input', '{}')
  expect(code).toBe(2)
  expect(err).toBe('\nThe API answered 400: the input is not valid: input.a: a text\n  input.b: a number\n')
})

test('task create takes a project by its key and a member by their address', async () => {
  const flags = ['--project', 'hello', '--tag', 'shop', 'food', '--assignee', 'ada@example.com', '--priority', 'high']
  const { code, out } = await run('task', 'create', 'Buy bread', ...flags, '--due', '2027-01-31')
  expect({ code, out }).toEqual({ code: 0, out: 'HELLO-9 Buy bread: unstarted, tagged shop\n' })
  expect(seen.at(-1)).toMatchObject({ method: 'POST', url: '/v1/tasks' })
  expect(JSON.parse(String(seen.at(-1)?.body))).toEqual({
    ...{ title: 'Buy bread', projectId: 'p1', tags: ['shop', 'food'], assigneeId: 'm1' },
    ...{ priority: 'high', dueDate: '2027-01-31' },
  })
  expect(await run('task', 'create', 'Buy bread')).toMatchObject({ code: 2, err: expect.stringContaining('--project') })
})

test('playbook lists what is in force, and from where', async () => {
  const { code, out } = await run('playbook')
  expect(code).toBe(0)
  expect(out).toMatch(/intake +on +folder +abcdef012345 +2026-01-01 +Issues → tasks/)
  expect(out).toMatch(/nightly +paused +team .* nightly/)
  expect((await run('playbook', 'lst')).code).toBe(2)
})

test('a task that is not there: where to look', async () => {
  expect(await run('task', 'update', 'HELLO-8', '--complete')).toMatchObject({
    code: 1,
    err: expect.stringContaining('See the newest: npx orchestrator task'),
  })
})

test('a webhook that nobody has: those that there are', async () => {
  const { code, err } = await run('webhook', 'send', 'nope', bin)
  expect(code).toBe(1)
  expect(err).toContain('There are: issue-intake')
})

test('doctor looks also at a state folder of which not even the parent is there', async () => {
  const { out } = await run('doctor', '--home', join(folder, 'a', 'b', 'c'), '--json')
  const { findings } = JSON.parse(out) as { findings: { name: string; text: string }[] }
  expect(findings.find(({ name }) => name === 'State folder')?.text).toContain('made at the first start')
  expect(findings.find(({ name }) => name === 'Disk')?.text).toContain('GB free')
})

test('webhook send signs as the provider does, and calls without the key', async () => {
  writeFileSync(join(folder, 'body.json'), '{"action":"opened"}')
  expect(await run('webhook', 'send', 'issue-intake', 'body.json', '--header', 'X-GitHub-Event: issues')).toMatchObject(
    { code: 0 },
  )
  const sent = seen.at(-1)
  expect(sent).toMatchObject({ url: '/v1/hooks/local/issue-intake', headers: { 'x-github-event': 'issues' } })
  expect(sent?.headers.authorization).toBeUndefined()
  const headers = new Headers(sent?.headers as Record<string, string>)
  expect(await verifyWebhook({ kind: 'github', secret, headers, rawBody: sent?.body ?? Buffer.alloc(0) })).toBe(true)
})

test('events tail goes on behind the last event when the connection breaks', async () => {
  const { code, out } = await run('events', 'tail', '--json', '--until', '3')
  expect(code).toBe(0)
  expect(
    out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).seq),
  ).toEqual([1, 2, 3])
  expect(streams).toBeGreaterThanOrEqual(3)
})

test('a cycle is planned by its project’s key, shown, started and completed', async () => {
  expect(await run('cycle', 'list', '--project', 'hello')).toMatchObject({
    code: 0,
    out: expect.stringContaining('Cycle 4'),
  })
  expect(seen.at(-1)?.url).toBe('/v1/cycles?projectId=p1&limit=20')
  await run('cycle', 'create', '--project', 'HELLO', '--start', '2027-01-04', '--end', '2027-01-18', '--goal', 'Out')
  expect(JSON.parse(String(seen.at(-1)?.body))).toEqual({
    projectId: 'p1',
    startsAt: '2027-01-04T00:00:00.000Z',
    endsAt: '2027-01-18T00:00:00.000Z',
    goal: 'Out',
  })
  await run('cycle', 'complete', cycle.id, '--unfinished', 'backlog')
  expect([seen.at(-1)?.url, String(seen.at(-1)?.body)]).toEqual([
    `/v1/cycles/${cycle.id}/complete`,
    '{"unfinished":"backlog"}',
  ])
  const { out } = await run('cycle', 'progress', cycle.id)
  expect(out).toMatch(/2027-01-04 +8 \(16 points\) +2 \(4 points\) +3 \(6 points\)/)
  expect(await run('cycle', 'create', '--project', 'HELLO', '--start', 'soon', '--end', 'later')).toMatchObject({
    code: 2,
  })
  expect(await run('cycle', 'start', 'x')).toMatchObject({ code: 2 })
})

test('milestones are listed, added and reached', async () => {
  expect((await run('milestone')).out).toContain('Beta')
  await run('milestone', 'create', 'Beta', '--project', 'HELLO', '--target', '2027-02-01')
  expect(JSON.parse(String(seen.at(-1)?.body))).toEqual({ projectId: 'p1', name: 'Beta', targetDate: '2027-02-01' })
})

test('what is learnt is shown, and evaluated or said to be too little', async () => {
  const { out } = await run('learning', 'show')
  expect(out).toMatch(/78 % +9 +2 +task\.update dueDate \(better left out\) +m1/)
  expect(out).toContain('85 % → 60 %')
  expect(out).toContain('Policies accepted 3, of which 1 were undone.')
  expect((await run('learning', 'evaluate')).out).toContain('9 decisions leave 3 to forecast, and it takes 30')
  expect((await run('learning', 'export', '--consent')).out).toBe('{"type":"chat"}\n{"type":"preference"}\n')
  expect(await run('learning', 'export')).toMatchObject({ code: 2 })
})

test('preferences are listed, said, corrected, switched off, shared and deleted', async () => {
  expect((await run('preference')).out).toMatch(/user +on +7 of 9 +Due date is moved earlier \(tag design\)/)
  await run('preference', 'list', '--mine', '--project', 'HELLO')
  expect(seen.at(-1)?.url).toContain('projectId=p1&memberId=m1')
  const sent = () => [seen.at(-1)?.method, seen.at(-1)?.url, JSON.parse(String(seen.at(-1)?.body) || 'null')]
  await run('preference', 'add', 'Few words')
  expect(sent()).toEqual(['POST', '/v1/preferences', { words: 'Few words' }])
  await run('preference', 'edit', preference.id, 'On Tuesdays')
  expect(sent()).toEqual(['PATCH', `/v1/preferences/${preference.id}`, { words: 'On Tuesdays' }])
  await run('preference', 'off', preference.id)
  expect(sent()).toEqual(['PATCH', `/v1/preferences/${preference.id}`, { enabled: false }])
  await run('preference', 'share', preference.id, '--project', 'HELLO')
  expect(sent()).toEqual(['POST', `/v1/preferences/${preference.id}/share`, { scope: 'project', projectId: 'p1' }])
  expect(await run('preference', 'share', preference.id)).toMatchObject({ code: 2 })
  expect((await run('preference', 'delete', preference.id)).out).toContain('Deleted')
  expect(seen.at(-1)?.method).toBe('DELETE')
})

test('time is logged, and the timer that is stopped is one’s own', async () => {
  const id = '01a20526-bb65-70ba-9bc0-1f2c5de0bd75'
  await run('time', 'log', id, '90', '--start', '2027-01-04T09:00:00Z', '--note', 'draft')
  expect(JSON.parse(String(seen.at(-1)?.body))).toEqual({
    taskId: id,
    startedAt: '2027-01-04T09:00:00.000Z',
    minutes: 90,
    note: 'draft',
  })
  await run('time', 'start', id)
  expect([seen.at(-1)?.url, String(seen.at(-1)?.body)]).toEqual(['/v1/time-entries/start', `{"taskId":"${id}"}`])
  expect((await run('time', 'stop')).out).toContain('12 min')
  expect(seen.map((request) => request.url).slice(-2)).toEqual([
    '/v1/time-entries?memberId=m1&running=true',
    `/v1/time-entries/${timer.id}/stop`,
  ])
  expect((await run('time', 'sum', '--by', 'day')).out).toMatch(/2027-01-04 +90 min/)
  expect(await run('time', 'log', id, 'long')).toMatchObject({ code: 2 })
})

test('who does not say how to connect is told each way as it is typed', async () => {
  expect(await run('connection', 'add', 'slack')).toMatchObject({
    code: 2,
    err: expect.stringMatching(
      /--credential token=@file signingSecret=@file {2}App of your own\n +--oauth +Slack workspace, in the browser \(an operator/,
    ),
  })
  expect((await run('connection', 'add', 'slak')).err).toContain('There is no connector “slak”. There are: slack')
})

test('fields of which the API says something are told as flags, to programs as they are', async () => {
  const again = ['connection', 'reconnect', 'slack', '--credential', 'token=x']
  expect((await run(...again)).err).toMatch(/\n {2}--other-account, for another account\n$/)
  expect((await run(...again, '--json')).err).toContain('allowOtherAccount: true')
  const { code, err } = await run('connection', 'add', 'slack', '--credential', 'token=x', '--setting', 'baseUrl=x')
  expect([code, err]).toEqual([2, expect.stringContaining(': --setting baseUrl: an address')])
})

test('a channel is named without what a shell takes for a remark; so are those that there are', async () => {
  const add = (words: string) => run('mapping', 'add', 'slack', words, '--project', 'HELLO')
  for (const words of ['shop', '#shop', 'C1']) {
    expect(await add(words)).toMatchObject({ code: 0 })
    expect(JSON.parse(String(seen.at(-1)?.body))).toMatchObject({ containerId: 'C1' })
  }
  expect((await add('other')).err).toContain("There are: shop, '#all at acme'")
})

test('what an action takes is read from the input, too, also as curl has it', async () => {
  for (const given of ['-', '@-']) {
    const done = await runWith('{"text":"hi"}', 'connection', 'call', 'slack', 'postMessage', '--input', given)
    expect(done).toMatchObject({ code: 0 })
    expect(JSON.parse(String(seen.at(-1)?.body))).toEqual({ input: { text: 'hi' } })
  }
  const missing = await run('connection', 'call', 'slack', 'postMessage', '--input', '@missing.json')
  expect([missing.code, missing.err]).toEqual([2, expect.stringMatching(/The file \S+missing\.json cannot be read/)])
})

test('a project’s key is given as --prefix, or as what it is called; an API key is one', async () => {
  const keys = async (...flags: string[]) => {
    await run('project', 'create', 'Hello World', ...flags)
    const { body, headers } = seen.at(-1) ?? {}
    return [JSON.parse(String(body)).key, headers?.authorization]
  }
  expect(await keys('--prefix', 'HI')).toEqual(['HI', 'Bearer right'])
  expect(await keys('--key', 'HI')).toEqual(['HI', 'Bearer right'])
  expect(await keys('--key', 'orc_x')).toEqual(['HELLO', 'Bearer orc_x'])
})
