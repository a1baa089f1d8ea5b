import { readFileSync } from 'node:fs'
import { request } from 'node:http'
import { join } from 'node:path'
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js'
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { callWith, type Json, startApi, type TestApi, type TestWorkspace } from './start-api.ts'

let api: TestApi
let acme: TestWorkspace
let project: string
const clients: Client[] = []
beforeAll(async () => {
  api = await startApi({ publicUrl: 'https://orchestrator.example' })
  acme = await api.workspace()
  project = (await acme.call('POST', '/v1/projects', { key: 'WEB', name: 'Website' })).body.id
})
afterAll(async () => {
  await Promise.all(clients.map((client) => client.close()))
  await api.stop()
})

async function connect({ key }: Pick<TestWorkspace, 'key'>): Promise<Client> {
  const client = new Client({ name: 'test', version: '1' })
  const headers = { Authorization: `Bearer ${key}` }
  // Their types were written without exactOptionalPropertyTypes.
  await client.connect(
    new StreamableHTTPClientTransport(new URL(`${api.url}/mcp`), { requestInit: { headers } }) as never,
  )
  clients.push(client)
  return client
}
const callTool = async (client: Client, name: string, args: object = {}): Promise<Json> =>
  client.callTool({ name, arguments: args as never })
const newTask = async (title: string) =>
  (await acme.call('POST', '/v1/tasks', { projectId: project, title })).body as { id: string; identifier: string }
const rename = (id: string, title: unknown) => ({
  title: 'Rename',
  operations: [{ key: 'name', command: 'task.update', data: { id, title } }],
})

describe('tools', () => {
  test('are those that the caller may use, and say what they do', async () => {
    const client = await connect(acme)
    expect(client.getServerVersion()).toMatchObject({ name: 'orchestrator' })
    const { tools } = await client.listTools()
    const hintsOf = (name: string) => tools.find((tool) => tool.name === name)?.annotations
    expect(hintsOf('list_tasks')).toMatchObject({ readOnlyHint: true, openWorldHint: false })
    expect(hintsOf('propose_patch')).toMatchObject({ readOnlyHint: false, destructiveHint: false })
    expect(hintsOf('review_patch')).toMatchObject({ readOnlyHint: false, destructiveHint: true })
    expect(JSON.stringify(tools).length).toBeLessThan(60_000)
    const page = readFileSync(join(import.meta.dirname, '../../docs/mcp.md'), 'utf8')
    const cells = [...page.matchAll(/^\| (`[^|]+)\|/gm)].flatMap(([, cell = '']) => cell.match(/\w+/g) ?? [])
    expect(cells).toEqual(expect.arrayContaining(tools.map(({ name }) => name)))

    const namesFor = async (who: Parameters<TestApi['caller']>[1]) =>
      (await (await connect(await api.caller(acme, who))).listTools()).tools.map(({ name }) => name)
    expect(await namesFor({ scopes: ['workspace.read', 'patch.propose'] })).toEqual(
      tools
        .map(({ name }) => name)
        .filter((name) => !['review_patch', 'start_agent', 'list_suggestions'].includes(name)),
    )
    expect(await namesFor({ role: 'VIEWER' })).not.toContain('propose_patch')
    expect(await namesFor({ scopes: ['task.edit'] })).toEqual([])
  })

  test('are listed also for whoever may use them in one project alone', async () => {
    const viewer = await api.caller(acme, { role: 'VIEWER' })
    await acme.call('PUT', `/v1/projects/${project}/members/${viewer.memberId}`, { role: 'CONTRIBUTOR' })
    const client = await connect(viewer)
    expect((await client.listTools()).tools.map(({ name }) => name)).toContain('propose_patch')
    const task = await newTask('In the project')
    expect(await callTool(client, 'propose_patch', rename(task.id, 'New'))).toMatchObject({
      structuredContent: { status: 'proposed' },
    })
  })

  test('read, propose and decide as the caller', async () => {
    const client = await connect(acme)
    const task = await newTask('Old')
    const found = await callTool(client, 'get_task', { task: task.identifier })
    expect(found.structuredContent).toMatchObject({ id: task.id, title: 'Old' })
    expect(JSON.parse(found.content[0].text)).toEqual(found.structuredContent)
    const proposed = await callTool(client, 'propose_patch', rename(task.id, 'New'))
    const { id } = proposed.structuredContent
    const patch = (await acme.call('GET', `/v1/patches/${id}`)).body
    expect(patch).toMatchObject({
      status: 'proposed',
      author: null,
      proposedBy: { type: 'api_key', memberId: acme.memberId },
    })
    const decisions = [{ key: 'name', decision: 'accept' }]
    const reviewed = await callTool(client, 'review_patch', { patchId: id, decisions, apply: true })
    expect(reviewed.structuredContent).toEqual({
      id,
      title: 'Rename',
      status: 'applied',
      operations: [{ key: 'name', status: 'applied' }],
    })
    expect((await acme.call('GET', `/v1/tasks/${task.id}`)).body.title).toBe('New')
  })

  test('propose and start once, however often the same caller calls: also when it has been decided meanwhile', async () => {
    const client = await connect(acme)
    const task = await newTask('Old')
    const input = rename(task.id, 'New')
    const again = await Promise.all([
      callTool(client, 'propose_patch', input),
      connect(acme).then((other) => callTool(other, 'propose_patch', input)),
    ])
    const [first, second] = again.map(({ structuredContent }) => structuredContent)
    expect(second).toEqual(first)
    await callTool(client, 'review_patch', { patchId: first.id, others: { decision: 'reject' } })
    expect((await callTool(client, 'propose_patch', input)).structuredContent).toMatchObject({
      ...{ id: first.id, status: 'rejected' },
    })
    const idFor = async (who: Pick<TestWorkspace, 'key'>, title: string) =>
      (await callTool(await connect(who), 'propose_patch', rename(task.id, title))).structuredContent.id
    const member = await api.caller(acme, { role: 'MANAGER' })
    expect(new Set([first.id, await idFor(acme, 'Newer'), await idFor(member, 'New')]).size).toBe(3)

    const plan = { projectId: project, draft: { title: 'Move', tasks: [{ key: 'a', title: 'Pack', size: 'S' }] } }
    const planned = (await callTool(client, 'plan_project', plan)).structuredContent
    expect(planned.patchId).toBeTypeOf('string')
    await callTool(client, 'review_patch', { patchId: planned.patchId, others: { decision: 'accept' }, apply: true })
    expect((await callTool(client, 'plan_project', plan)).structuredContent).toMatchObject({
      ...{ patchId: planned.patchId, status: 'applied' },
    })

    const ask = async (prompt: string) =>
      (await callTool(client, 'start_agent', { agent: 'analyst', prompt })).structuredContent.id
    expect(await ask('Look')).toBe(await ask('Look'))
    expect(await ask('Look')).not.toBe(await ask('Look again'))
  })

  test('tell what is wrong so that it can be mended, and change nothing', async () => {
    const client = await connect(acme)
    const task = await newTask('Stays')
    const wrong = await callTool(client, 'propose_patch', rename(task.id, 5))
    expect(wrong).toMatchObject({
      isError: true,
      structuredContent: { error: { code: 'invalid_input', fields: [{ path: 'operations.0.data.title' }] } },
    })
    expect(wrong.content[0].text).toContain('\n- operations.0.data.title: a text')
    const patches = await acme.call('GET', `/v1/patches?taskId=${task.id}`)
    expect(patches.body.items).toEqual([])
    const stranger = await callTool(client, 'review_patch', { patchId: task.id, others: { decision: 'accept' } })
    expect(stranger).toMatchObject({ isError: true, structuredContent: { error: { code: 'not_found' } } })
    const reader = await connect(await api.caller(acme, { scopes: ['workspace.read'] }))
    const refused = await callTool(reader, 'propose_patch', rename(task.id, 'New'))
    expect(refused).toMatchObject({ isError: true, structuredContent: { error: { code: 'forbidden' } } })
    await expect(callTool(client, 'drop_tables')).rejects.toMatchObject({ code: -32602 })
  })

  test('ask agents, whose runs are seen by those who may read', async () => {
    const client = await connect(acme)
    const { agents } = (await callTool(client, 'list_agents')).structuredContent
    expect(agents.map(({ name }: Json) => name)).toContain('planner')
    const asked = await callTool(client, 'start_agent', { agent: 'planner', prompt: 'Plan it', projectId: project })
    const { id } = asked.structuredContent
    const run = (await acme.call('GET', `/v1/agent-runs/${id}`)).body
    expect(run).toMatchObject({ agent: 'planner', prompt: 'Plan it', startedBy: { memberId: acme.memberId } })
    const seen = await callTool(client, 'get_agent_run', { runId: id })
    expect(seen.structuredContent).toMatchObject({ id, status: 'queued', prompt: 'Plan it', projectId: project })
    const unknown = await callTool(client, 'start_agent', { agent: 'nobody', prompt: 'x' })
    expect(unknown.structuredContent.error.fields).toMatchObject([{ path: 'agent' }])
    const codeFor = async (who: Parameters<TestApi['caller']>[1], name: string, args: object) =>
      (await callTool(await connect(await api.caller(acme, who)), name, args)).structuredContent.error?.code
    expect(await codeFor({ scopes: ['workspace.read'] }, 'start_agent', { agent: 'planner', prompt: 'x' })).toBe(
      'forbidden',
    )
    expect(await codeFor({ scopes: ['automation.run'] }, 'get_agent_run', { runId: id })).toBe('forbidden')
    const other = await connect(await api.workspace())
    expect((await callTool(other, 'get_agent_run', { runId: id })).structuredContent.error.code).toBe('not_found')
  })

  test('of another workspace find nothing', async () => {
    const task = await newTask('Secret')
    const other = await connect(await api.workspace())
    expect(await callTool(other, 'get_task', { task: task.id })).toMatchObject({ isError: true })
    expect((await callTool(other, 'search', { words: 'Secret' })).structuredContent.tasks).toEqual([])
    await expect(other.readResource({ uri: `orchestrator://tasks/${task.id}` })).rejects.toMatchObject({ code: -32002 })
  })
})

test('resources are read by their addresses, and projects are listed', async () => {
  const client = await connect(acme)
  const task = await newTask('As a resource')
  const { resources } = await client.listResources()
  expect(resources).toContainEqual(
    expect.objectContaining({ uri: `orchestrator://projects/${project}`, title: 'Website' }),
  )
  const { resourceTemplates } = await client.listResourceTemplates()
  expect(resourceTemplates.map(({ uriTemplate }) => uriTemplate)).toEqual(
    ['tasks', 'projects', 'patches'].map((kind) => `orchestrator://${kind}/{id}`),
  )
  const read = async (uri: string) =>
    JSON.parse(((await client.readResource({ uri })).contents[0] as { text: string }).text)
  expect(await read(`orchestrator://tasks/${task.identifier}`)).toMatchObject({ id: task.id })
  for (const name of [project, 'WEB', 'web'])
    expect(await read(`orchestrator://projects/${name}`)).toMatchObject({ id: project, key: 'WEB' })
  await expect(client.readResource({ uri: 'orchestrator://projects/NONE' })).rejects.toMatchObject({ code: -32002 })
  for (const uri of ['orchestrator://members/1', 'file:///etc/passwd', 'orchestrator://constructor/x'])
    await expect(client.readResource({ uri })).rejects.toMatchObject({ code: -32002 })
})

test.each([
  ['tools/call', {}],
  ['tools/call', { name: 'search', arguments: [] }],
  ['tools/call', undefined],
  ['resources/read', {}],
  ['prompts/get', { name: 4 }],
])('a malformed %s is the fault of whoever sent it: %j', async (method, params) => {
  const headers = {
    ...{ authorization: `Bearer ${acme.key}`, accept: 'application/json, text/event-stream' },
    'mcp-protocol-version': '2025-06-18',
  }
  const { body } = await callWith(api.url)('POST', '/mcp', { jsonrpc: '2.0', id: 1, method, params }, headers)
  expect(body.error.code).toBe(-32602)
})

test('prompts take what they name, and say what is missing', async () => {
  const client = await connect(acme)
  const { prompts } = await client.listPrompts()
  expect(prompts.map(({ name }) => name)).toEqual(['plan_project', 'review_open_patches', 'report_on_project'])
  const { messages } = await client.getPrompt({ name: 'plan_project', arguments: { project: 'WEB', goal: 'Go live' } })
  expect(JSON.stringify(messages)).toContain('Plan the project WEB. The goal: Go live')
  await expect(client.getPrompt({ name: 'plan_project', arguments: { project: 'WEB' } })).rejects.toMatchObject({
    ...{ code: -32602, data: { fields: [{ path: 'arguments.goal' }] } },
  })
  await expect(client.getPrompt({ name: 'nothing' })).rejects.toThrow('there is no prompt')
})

describe('the address', () => {
  const headers = { accept: 'application/json, text/event-stream' }
  const list = { jsonrpc: '2.0', id: 1, method: 'tools/list' }

  test('wants a key that is known and not revoked', async () => {
    expect(await callWith(api.url)('POST', '/mcp', list, headers)).toMatchObject({
      status: 401,
      body: { code: 'unauthenticated' },
    })
    const { body: made } = await acme.call('POST', '/v1/api-keys', { name: 'short-lived' })
    const client = await connect(made)
    expect((await client.listTools()).tools.length).toBeGreaterThan(0)
    await acme.call('DELETE', `/v1/api-keys/${made.id}`)
    await expect
      .poll(
        () =>
          client.listTools().then(
            () => 'listed',
            (error) => error.code,
          ),
        { timeout: 10_000, interval: 500 },
      )
      .toBe(401)
    await expect(connect({ key: 'orc_nobody' })).rejects.toMatchObject({ code: 401 })
  })

  test('takes one message of JSON in a POST, of a size that is bounded', async () => {
    const post = (body: unknown, more: Record<string, string> = {}) =>
      acme.call('POST', '/mcp', body, { ...headers, ...more })
    expect(await post({ ...list, params: { text: 'x'.repeat(2 * 1024 * 1024) } })).toMatchObject({
      status: 413,
      body: { code: 'payload_too_large' },
    })
    expect(await post([list, list])).toMatchObject({ status: 400, body: { code: 'invalid_input' } })
    expect(await post('{"jsonrpc"')).toMatchObject({ status: 400, body: { errors: [{ code: 'invalid_json' }] } })
    expect(await post({ hello: 'world' })).toMatchObject({ status: 400, body: { error: { code: -32700 } } })
    expect((await post(list, { 'mcp-protocol-version': '1999-01-01' })).status).toBe(400)
    expect((await post({ jsonrpc: '2.0', method: 'notifications/initialized' })).status).toBe(202)
    expect(await post({ ...list, method: 'tools/drop' })).toMatchObject({ body: { error: { code: -32601 } } })
    for (const method of ['GET', 'DELETE', 'PUT']) {
      const answer = await acme.call(method, '/mcp')
      expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'POST'])
    }
  })

  test('refuses pages of other origins, whatever name they came by', async () => {
    const from = (origin: string, host: string) =>
      new Promise<number | undefined>((resolve, reject) => {
        const sent = request(`${api.url}/mcp`, { method: 'POST' }, (answer) => {
          answer.resume()
          resolve(answer.statusCode)
        })
        const all = {
          ...headers,
          authorization: `Bearer ${acme.key}`,
          'content-type': 'application/json',
          origin,
          host,
        }
        for (const [name, value] of Object.entries(all)) sent.setHeader(name, value)
        sent.on('error', reject).end(JSON.stringify(list))
      })
    const { port } = new URL(api.url)
    expect(await from(`http://rebound.example:${port}`, `rebound.example:${port}`)).toBe(403)
    expect(await from('http://localhost.example', 'localhost')).toBe(403)
    expect(await from('null', '127.0.0.1')).toBe(403)
    expect(await from('http://orchestrator.example', 'orchestrator.example')).toBe(403)
    expect(await from('http://localhost:6274', `127.0.0.1:${port}`)).toBe(200)
    expect(await from('https://orchestrator.example', 'orchestrator.example')).toBe(200)
  })

  test('counts requests with those of the API', async () => {
    const limited = await startApi({ rateLimit: 5 })
    const own = await limited.workspace()
    const answers = []
    for (let n = 0; n < 7; n++) answers.push(await own.call('POST', '/mcp', list, headers))
    expect(answers.filter(({ status }) => status === 200).length).toBeGreaterThanOrEqual(5)
    const refused = answers.find(({ status }) => status === 429)
    expect(refused?.body).toMatchObject({ code: 'rate_limited' })
    expect(Number(refused?.headers.get('retry-after'))).toBeGreaterThanOrEqual(1)
    await limited.stop()
  })
})

describe('orchestrator mcp', () => {
  const bin = join(import.meta.dirname, '..', '..', 'packages', 'cli', 'bin', 'orchestrator.mjs')
  const spawn = async (key: string, url = api.url): Promise<Client> => {
    const client = new Client({ name: 'test', version: '1' })
    const args = [bin, 'mcp', '--url', url, '--key', key]
    await client.connect(new StdioClientTransport({ command: process.execPath, args, stderr: 'inherit' }))
    clients.push(client)
    return client
  }

  test('speaks over standard input and output as the API does over HTTP', async () => {
    const client = await spawn(acme.key)
    const task = await newTask('Over a pipe')
    const overHttp = await (await connect(acme)).listTools()
    expect(await client.listTools()).toEqual(overHttp)
    const found = await Promise.all([1, 2, 3].map(() => callTool(client, 'get_task', { task: task.identifier })))
    expect(found.map(({ structuredContent }) => structuredContent.title)).toEqual(Array(3).fill('Over a pipe'))
    const wrong = await callTool(client, 'propose_patch', rename(task.id, 5))
    expect(wrong).toMatchObject({ isError: true, structuredContent: { error: { code: 'invalid_input' } } })
  })

  test('answers what the API refuses, and that nobody is there, as errors', async () => {
    await expect(spawn('orc_nobody')).rejects.toMatchObject({
      ...{ message: expect.stringContaining('The API answered 401'), data: { code: 'unauthenticated' } },
    })
    await expect(spawn(acme.key, 'http://127.0.0.1:1')).rejects.toThrow('Nobody answers at http://127.0.0.1:1.')
  })
})
