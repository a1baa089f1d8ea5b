import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { request } from 'node:http'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { createStore, createWorkspace, mintApiKey } from '@orchestrator/store'
import { afterEach, beforeAll, expect, it } from 'vitest'
import { createEmptyDatabase, createTestDatabase, type TestDatabase } from '../support/index.ts'
import { follow } from './follow.ts'
import { callWith } from './start-api.ts'

const main = join(import.meta.dirname, '../../packages/api/src/main.ts')
let database: TestDatabase
let key: string
let children: ChildProcess[] = []
beforeAll(async () => {
  database = await createTestDatabase()
  const store = createStore({ ...database, role: 'app', connections: 2 })
  const { workspaceId, memberId } = await createWorkspace(store, {
    slug: 'acme',
    name: 'Acme',
    owner: { name: 'O', email: 'o@x.test' },
  })
  const principal = { workspaceId, actor: { type: 'user' as const, id: memberId, memberId }, scopes: null }
  key = (await mintApiKey(store, principal, { name: 'k' })).key
  await store.close()
})
afterEach(() => {
  for (const child of children) child.kill('SIGKILL')
  children = []
})

/** Sends half of a body, calls back, then sends the rest. */
function slowPost(url: string, body: string, between: () => void): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const headers = {
      authorization: `Bearer ${key}`,
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
    }
    const outgoing = request(url, { method: 'POST', headers }, (response) => {
      response.resume()
      resolve(response.statusCode)
    })
    outgoing.on('error', reject)
    outgoing.write(body.slice(0, 10))
    setTimeout(between, 300)
    setTimeout(() => outgoing.end(body.slice(10)), 900)
  })
}

function start(env: Record<string, string>) {
  const child = spawn(process.execPath, [main], {
    env: {
      PATH: process.env.PATH ?? '',
      DATABASE_URL: database.databaseUrl,
      ORCHESTRATOR_MASTER_KEY: database.masterKey,
      ORCHESTRATOR_API_PORT: '0',
      TEMPORAL_ADDRESS: '127.0.0.1:1',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  children.push(child)
  const lines: Record<string, unknown>[] = []
  let errors = ''
  child.stderr.on('data', (chunk) => (errors += chunk))
  const ready = new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const entry = JSON.parse(line) as Record<string, unknown>
      lines.push(entry)
      if (entry.msg === 'ready') resolve(String(entry.url))
    })
    child.on('exit', (code) => reject(new Error(`ended with ${code}: ${errors}`)))
  })
  ready.catch(() => {})
  return { child, ready, lines, errors: () => errors }
}

it('serves, says when Temporal cannot be reached, and ends within ten seconds with a stream open and a request under way', async () => {
  const { child, ready, lines } = start({})
  const url = await ready
  const call = callWith(url, key)
  expect((await call('GET', '/health')).body).toEqual({ status: 'ok' })
  const state = await call('GET', '/ready')
  expect([state.status, state.body]).toEqual([503, { status: 'not ready', database: 'ok', temporal: 'unreachable' }])
  const stream = await follow(url, { key }, { query: '?after=0' })
  await stream.until(1)
  const startedAt = Date.now()
  const under = slowPost(`${url}/v1/projects`, JSON.stringify({ key: 'LATE', name: 'Late' }), () =>
    child.kill('SIGTERM'),
  )
  const ended = once(child, 'exit')
  expect(await under).toBe(201)
  expect((await ended)[0]).toBe(0)
  expect(Date.now() - startedAt).toBeLessThan(15_000)
  await stream.ended
  expect(lines.map((line) => line.msg)).toEqual(expect.arrayContaining(['ready', 'request', 'stopping', 'stopped']))
  expect(JSON.stringify(lines)).not.toContain(key)
})

it('tells its figures', async () => {
  const { ready } = start({})
  const url = await ready
  await callWith(url, key)('POST', '/v1/projects', { key: 'FIG', name: 'Figures' })
  const text = (await callWith(url)('GET', '/metrics')).body as string
  expect(text).toMatch(/http_request_duration_seconds_count\{method="POST",route="\/v1\/projects",status="201"\} 1/)
  expect(text).toMatch(/orchestrator_commands_total\{type="project.create",outcome="applied"\} 1/)
  expect(text).toMatch(/orchestrator_relay_lag_events [1-9]/)
  expect(text).toContain('nodejs_eventloop_lag_seconds')
})

it('serves the reference without a word to anybody else', async () => {
  const { ready } = start({})
  const url = await ready
  const page = await callWith(url)('GET', '/docs')
  const addresses = [...(page.body as string).matchAll(/(?:src|href)="([^"]+)"/g)].map(([, address]) => address)
  expect(addresses.length).toBeGreaterThan(0)
  for (const address of addresses) expect(address).toMatch(/^\//)
  expect(page.headers.get('content-security-policy')).toContain("default-src 'self'")
  expect((await callWith(url)('GET', '/docs/reference.js')).body.length).toBeGreaterThan(1_000_000)
  expect((await callWith(url)('GET', '/openapi.json')).body.openapi).toBe('3.1.0')
})

it.each([
  ['no database address', { DATABASE_URL: '' }, /DATABASE_URL/],
  ['a short master key', { ORCHESTRATOR_MASTER_KEY: 'YWJj' }, /ORCHESTRATOR_MASTER_KEY: base64 of 32 bytes/],
])('%s is said in words', async (_, env, words) => {
  const { child, errors } = start(env)
  expect(await once(child, 'exit')).toEqual([2, null])
  expect(errors()).toMatch(words)
})

it('does not start on a database without the schema', async () => {
  const empty = await createEmptyDatabase()
  const { child, lines } = start({ DATABASE_URL: empty.databaseUrl })
  expect((await once(child, 'exit'))[0]).toBe(1)
  expect(lines.at(-1)?.msg).toMatch(/run the migrations first/)
})
