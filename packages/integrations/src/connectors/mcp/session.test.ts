import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { OfferedTool } from '../../connector/connector.ts'
import { ProviderError, type ProviderErrorKind } from '../../connector/provider-error.ts'
import { type McpTestServer, type Misbehaviour, saying, slow, startMcpServer } from '../../testing/mcp-server.ts'
import { mcp } from './index.ts'
import { McpSession } from './session.ts'

const token = 'tok-of-the-test-server'
let server: McpTestServer
beforeAll(async () => {
  server = await startMcpServer(token)
})
afterAll(() => server?.close())
beforeEach(() => {
  server.tools.clear()
  server.calls.length = 0
  server.token = token
})

const open = (more: { url?: string; allow?: string[]; token?: string; signal?: AbortSignal } = {}) =>
  new McpSession({
    credentials: { token: more.token ?? token },
    settings: { url: more.url ?? server.url },
    policy: { allowPrivateHosts: more.allow ?? [server.host] },
    ...(more.signal && { signal: more.signal }),
  })
const call = (name: string, input = {}, more: Parameters<typeof open>[0] = {}) =>
  open(more).callTool({ name, input, before: async () => {} })
const refusal = (promise: Promise<unknown>) =>
  promise.then(
    () => expect.fail('it was not refused'),
    (error: ProviderError) => {
      expect(error).toBeInstanceOf(ProviderError)
      expect(JSON.stringify([error.message, error.cause])).not.toContain(token)
      return [error.kind, error.message] as const
    },
  )
const only = async (): Promise<OfferedTool> => {
  const [first, ...others] = await open().tools()
  expect(others).toEqual([])
  return first as OfferedTool
}

test('it says who it is, lists what it offers and does what it is asked; no session is left behind', async () => {
  const inputSchema = { type: 'object' as const, properties: { of: { type: 'string' } }, required: ['of'] }
  server.tools.set('look.up', {
    ...{ title: 'Look up', description: 'Looks something up.', inputSchema },
    annotations: { readOnlyHint: true },
    run: ({ of }) => ({ ...saying('{"found":1}'), structuredContent: { found: 1, of } }),
  })
  expect(await open().check()).toEqual({
    ...{ id: server.url, name: 'Test server', url: server.url, scopes: [], missing: [] },
  })
  expect(await open().tools()).toEqual([
    {
      ...{ name: 'look.up', title: 'Look up', description: 'Looks something up.', inputSchema },
      ...{ readOnly: true, idempotent: false, hash: expect.stringMatching(/^[0-9a-f]{64}$/), problem: null },
    },
  ])
  expect(await call('look.up', { of: 'x' })).toEqual({ text: '{"found":1}', structured: { found: 1, of: 'x' } })
  expect(server.openSessions()).toBe(0)
  expect(server.requests).not.toContain('GET')
})

test('the words of a server are bounded, and have nothing that people do not see', async () => {
  const hidden = 'Read.\u{e0049}\u{e0067}\u{200b}\u202e\u0007\r\nNext\ufe0f'
  server.tools.set('read', {
    description: `${hidden}${'x'.repeat(5_000)}`,
    title: 't'.repeat(500),
    inputSchema: { type: 'object', properties: { a: { type: 'string', description: hidden } } },
  })
  const { description, title, inputSchema, problem } = await only()
  expect(description).toMatch(/^Read\.\nNextx+…$/)
  expect([description.length, title?.length, problem]).toEqual([2_000, 100, null])
  expect(inputSchema).toEqual({ type: 'object', properties: { a: { type: 'string', description: 'Read.\nNext' } } })
})

test.each([
  ['look up', {}, 'its name has'],
  ['deep', { inputSchema: { type: 'object' as const, x: nested(40) } }, 'nested deeper'],
  ['huge', { inputSchema: { type: 'object' as const, x: 'x'.repeat(30_000) } }, 'over 20000 characters'],
  ['sly', { inputSchema: { type: 'object' as const, properties: { a: { const: 'a\u200bb' } } } }, 'that nobody sees'],
])('%s cannot be used, and is called by nobody', async (name, tool, problem) => {
  server.tools.set(name, tool)
  expect((await only()).problem).toContain(problem)
  expect((await refusal(call(name)))[0]).toBe('not_found')
  expect(server.calls).toEqual([])
})

function nested(depth: number): unknown {
  return depth === 0 ? {} : { a: nested(depth - 1) }
}

test('the hash is of what is told of a tool: neither of the order of keys nor of what is left out', async () => {
  const hashOf = async (tool: object) => {
    server.tools.set('t', tool)
    return (await only()).hash
  }
  const schema = (properties: object) => ({ inputSchema: { type: 'object' as const, properties } })
  const first = await hashOf({ description: 'Looks.', ...schema({ a: { type: 'string', title: 'A' }, b: {} }) })
  const others = [
    { description: 'Looks!', ...schema({ a: { type: 'string', title: 'A' }, b: {} }) },
    { description: 'Looks.', ...schema({ a: { type: 'string', title: 'A' }, b: {}, c: {} }) },
    {
      description: 'Looks.',
      ...schema({ a: { type: 'string', title: 'A' }, b: {} }),
      annotations: { idempotentHint: true },
    },
  ]
  expect(await hashOf({ ...schema({ b: {}, a: { title: 'A', type: 'string' } }), description: 'Looks.\u200b' })).toBe(
    first,
  )
  for (const other of others) expect(await hashOf(other)).not.toBe(first)
})

test('what is thrown before the call keeps the tool from being called', async () => {
  server.tools.set('t', {})
  const before = async (offered: readonly OfferedTool[]) => {
    throw new Error(`not ${offered[0]?.name}`)
  }
  await expect(open().callTool({ name: 't', input: {}, before })).rejects.toThrow('not t')
  expect(server.calls).toEqual([])
  expect(server.openSessions()).toBe(0)
})

test('an address that is not public, or has no TLS for a token, is not asked', async () => {
  expect(await refusal(open({ allow: [] }).check())).toMatchObject(['invalid', expect.stringContaining('https')])
  const bare = new McpSession({
    credentials: {},
    settings: { url: server.url },
    policy: { ports: [Number(server.host.split(':')[1])] },
  })
  const [kind, message] = await refusal(bare.check())
  expect([kind, message]).toEqual(['invalid', expect.stringContaining('ORCHESTRATOR_HTTP_ALLOW_HOSTS')])
  server.requests.length = 0
  await refusal(bare.tools())
  expect(server.requests).toEqual([])
})

test('what the token is not good for, and what it says again of it, is told without it', async () => {
  server.token = 'another'
  expect(await refusal(open().check())).toEqual(['unauthorized', expect.stringContaining('401')])
  server.token = token
  server.tools.set('echo', { description: `I know ${token}`, run: () => saying(`Bearer ${token}`) })
  expect((await only()).description).toBe('I know [secret]')
  expect(await call('echo')).toMatchObject({ text: 'Bearer [secret]' })
})

const long = 'x'.repeat(3_000_000)
/** As a server answers the request of that number. */
const reply = (id: number, said: string): Misbehaviour => ({
  ...{ kind: 'answer', type: 'application/json', body: `{"jsonrpc":"2.0","id":${id},${said}}` },
})
const deep = '['.repeat(300_000) + ']'.repeat(300_000)
test.each<[string, Misbehaviour, ProviderErrorKind, number]>([
  ['401', { kind: 'status', status: 401 }, 'unauthorized', 0],
  ['403', { kind: 'status', status: 403 }, 'forbidden', 0],
  ['429', { kind: 'status', status: 429, headers: { 'retry-after': '7' } }, 'rate_limited', 0],
  ['another address', { kind: 'status', status: 302, headers: { location: '/other' } }, 'invalid', 0],
  ['another address to repeat it at', { kind: 'status', status: 307, headers: { location: '/other' } }, 'invalid', 0],
  ['500', { kind: 'status', status: 500 }, 'ambiguous', 0],
  ['nothing', { kind: 'drop' }, 'ambiguous', 1],
  ['half of JSON', { kind: 'answer', type: 'application/json', body: '{"jsonrpc":' }, 'ambiguous', 1],
  ['other JSON', { kind: 'answer', type: 'application/json', body: '{"hello":1}' }, 'ambiguous', 1],
  ['a page', { kind: 'answer', type: 'text/html', body: '<h1>hello</h1>' }, 'ambiguous', 1],
  ['half an event', { kind: 'answer', type: 'text/event-stream', body: 'data: {"jsonrpc"\n\n' }, 'ambiguous', 1],
  ['no event', { kind: 'answer', type: 'text/event-stream', body: '' }, 'ambiguous', 1],
  ['what the tool threw', reply(2, '"error":{"code":-32603,"message":"it broke"}'), 'ambiguous', 1],
  ['a refusal', reply(2, '"error":{"code":-32602,"message":"not so"}'), 'invalid', 1],
  ['depth', reply(2, `"result":{"content":[],"structuredContent":{"a":${deep}}}`), 'ambiguous', 1],
  ['too much', { kind: 'answer', type: 'application/json', body: long }, 'ambiguous', 1],
  ['too many events', { kind: 'answer', type: 'text/event-stream', body: long }, 'ambiguous', 1],
])('a call that is answered with %s', async (_what, how, kind, calls) => {
  server.tools.set('t', {})
  server.misbehave(how)
  const begun = performance.now()
  const [is, message] = await refusal(call('t'))
  expect(is).toBe(kind)
  if (kind === 'ambiguous') expect(message).toContain('outcome unknown')
  expect(server.calls).toHaveLength(calls)
  // Nobody waits until the time of a call is over for what will not come.
  expect(performance.now() - begun).toBeLessThan(20_000)
})

test('a failure of the tool is its own; one that is given up is not known to be done', async () => {
  server.tools.set('fails', { run: () => ({ ...saying('there is no such page'), isError: true }) })
  expect(await refusal(call('fails'))).toEqual(['invalid', 'there is no such page'])
  server.tools.set('slow', slow(30_000))
  const giveUp = new AbortController()
  const calling = refusal(call('slow', {}, { signal: giveUp.signal }))
  await expect.poll(() => server.calls.length, { timeout: 20_000 }).toBe(2)
  giveUp.abort()
  expect((await calling)[0]).toBe('ambiguous')
})

test('a server that is away, or speaks something else, is told as such', async () => {
  const gone = await startMcpServer()
  await gone.close()
  expect((await refusal(open({ url: gone.url, allow: [gone.host] }).check()))[0]).toBe('unavailable')
  const other = await startMcpServer('never')
  expect((await refusal(open({ url: other.url, allow: [other.host] }).check()))[0]).toBe('unauthorized')
  await other.close()
})

test('tools that are described without end are not gone through', async () => {
  server.misbehave(reply(1, `"result":{"tools":[${deep}]}`), 'tools/list')
  expect((await refusal(open().tools()))[0]).toBe('malformed')
})

test('a server that takes its time for the second half of the greeting is not given up', async () => {
  server.tools.set('t', {})
  server.misbehave({ kind: 'late', ms: 2_500 }, 'notifications/initialized')
  expect(await open().tools()).toMatchObject([{ name: 't' }])
})

test('what was answered is not taken back while a tool takes its time', async () => {
  server.tools.set('slow', slow(2_500))
  server.requests.length = 0
  expect(await call('slow')).toMatchObject({ text: 'done at last' })
  // The greeting's two halves, the list and the call.
  expect(server.requests).toEqual(['POST', 'POST', 'POST', 'POST', 'DELETE'])
})

test('what is no text is named, not brought along', async () => {
  const data = Buffer.from('x'.repeat(1_000)).toString('base64')
  server.tools.set('see', {
    run: () => ({
      content: [
        { type: 'text', text: 'a\0b' },
        { type: 'image', data, mimeType: 'image/png' },
        { type: 'resource_link', uri: 'file:///a', name: 'a' },
        { type: 'resource', resource: { uri: 'file:///b', text: 'of b' } },
      ],
    }),
  })
  expect(await call('see')).toEqual({
    text: 'a\ufffdb\n[image, image/png, is left out]\n[a: file:///a]\nof b',
    structured: null,
  })
})

test('what it takes is said in its settings', () => {
  for (const url of ['ftp://x.test', 'x.test', 'https://x.test/#a', ''])
    expect(mcp.settings.safeParse({ url }).success, url).toBe(false)
  expect(mcp.settings.safeParse({ url: 'https://docs.example.com/mcp' }).success).toBe(true)
})

test('calls side by side have a session each', async () => {
  server.tools.set('t', { run: ({ n }) => pause(50, saying(String(n))) })
  const answers = await Promise.all([1, 2, 3, 4, 5].map((n) => call('t', { n })))
  expect(answers.map(({ text }) => text)).toEqual(['1', '2', '3', '4', '5'])
})
