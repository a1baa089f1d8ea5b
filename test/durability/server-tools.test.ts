// Processes are killed while a tool of an MCP server is under way: what was done is not done a second time, unless the server says that this
// does no harm. The run goes on either way.
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type McpTestServer, saying, startMcpServer } from '../../packages/integrations/src/testing/mcp-server.ts'
import { definition } from '../support/definition.ts'
import { type ModelServer, startModelServer } from '../support/model-server.ts'
import { type Arena, type Name, openArena } from './arena/arena.ts'
import { expectNoOpenWorkflows, until } from './arena/oracle.ts'
import { createWriter, type Writer } from './arena/writer.ts'

let arena: Arena
let model: ModelServer
let server: McpTestServer
let write: Writer
let connectionId: string

/** The tool that a run calls stands in its prompt, with what only this run gives it. */
const asks = /^call (\w+) as (\w+)$/

beforeAll(async () => {
  server = await startMcpServer('tok')
  model = await startModelServer(({ messages }) => {
    const [, tool, of] = asks.exec(messages.findLast(({ role }) => role === 'user')?.content ?? '') ?? []
    const result = messages.findLast(({ role }) => role === 'tool')?.content
    return result ? { text: result } : { calls: [{ name: `mcp_arena_${tool}`, input: { of } }] }
  })
  const env = { ...model.env, ORCHESTRATOR_HTTP_ALLOW_HOSTS: server.host }
  arena = await openArena({ parts: ['api', 'agents', 'sync'], env })
  await arena.allUp()
  write = createWriter(arena)
  const run = async ({ of }: Readonly<Record<string, unknown>>) => {
    await pause(3_000)
    return saying(`done for ${of}`)
  }
  server.tools.set('once', { description: 'Does something.', run })
  server.tools.set('again', { description: 'Does something.', run, annotations: { idempotentHint: true } })
  const { body } = await write('POST', '/v1/connections', 'connect', {
    ...{ provider: 'mcp', name: 'arena', credentials: { token: 'tok' }, settings: { url: server.url } },
  })
  connectionId = String(body['id'])
  for (const tool of await offered())
    await write('PUT', `/v1/connections/${connectionId}/tools/${tool.name}`, tool.name, {
      hash: tool.hash,
      trusted: true,
    })
}, 300_000)
afterAll(async () => {
  await arena?.close()
  await model?.close()
  await server?.close()
})

async function offered(): Promise<{ name: string; hash: string }[]> {
  const { apiUrl, apiKey } = arena
  const headers = { authorization: `Bearer ${apiKey}` }
  const answer = await fetch(`${apiUrl}/v1/connections/${connectionId}/tools`, { headers })
  return ((await answer.json()) as { items: { name: string; hash: string }[] }).items
}
const callsFor = (of: string) => server.calls.filter(({ input }) => input['of'] === of)

interface Row {
  readonly status: string
  readonly output: unknown
  readonly error: unknown
}

async function runKilling(tool: string, of: string, victims: readonly Name[]): Promise<Row> {
  const agent = definition({ name: 'caller', tools: ['mcp.arena.*'] })
  const made = await write('POST', '/v1/agent-runs', of, { definition: agent, prompt: `call ${tool} as ${of}` })
  expect(made.status, JSON.stringify(made.body)).toBe(201)
  await until(`the call of ${of}`, 120_000, async () => ({ done: callsFor(of).length > 0, state: server.calls }))
  await Promise.all(victims.map((victim) => arena.kept[victim].kill(500)))
  const id = String(made.body['id'])
  let row: Row | undefined
  await until(`the run of ${of}`, 240_000, async () => {
    ;[row] = await arena.sql<Row[]>`select status, output, error from agent_runs where id = ${id}`
    return { done: ['completed', 'failed'].includes(row?.status ?? ''), state: row }
  })
  return row as Row
}

const unknown = {
  error: { code: 'provider_unavailable', outcome: 'unknown', message: expect.stringContaining('outcome unknown') },
}

test.each<[string, readonly Name[]]>([
  ['services', ['sync']],
  ['both', ['sync', 'agents']],
])(
  'a call is not done twice when the process of %s is killed under it',
  async (name, victims) => {
    const { status, output, error } = await runKilling('once', `once${name}`, victims)
    expect([status, error, JSON.parse(String(output))]).toEqual(['completed', null, unknown])
    expect(callsFor(`once${name}`)).toHaveLength(1)
  },
  400_000,
)

test('the process of agents is killed under a call: it goes on elsewhere, and its answer is found', async () => {
  const { status, output, error } = await runKilling('once', 'onceagents', ['agents'])
  expect([status, error, output]).toEqual(['completed', null, '{"text":"done for onceagents"}'])
  expect(callsFor('onceagents')).toHaveLength(1)
}, 400_000)

test('what the server says may be done again is', async () => {
  const { status, output, error } = await runKilling('again', 'anew', ['sync'])
  expect([status, error, output]).toEqual(['completed', null, '{"text":"done for anew"}'])
  expect(callsFor('anew')).toHaveLength(2)
  await expectNoOpenWorkflows(arena)
}, 400_000)
