import { createHash } from 'node:crypto'
import { Writable } from 'node:stream'
import { LLMock } from '@copilotkit/aimock'
import { readModelsConfig } from '@orchestrator/models'
import pino from 'pino'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { type Json, startApi, type TestApi, type TestWorkspace } from './start-api.ts'

const secret = `sk-${createHash('sha256').update('models').digest('hex')}`
const server = new LLMock({ port: 0, logLevel: 'silent' })
const logged: string[] = []
let [api, bare]: TestApi[] = []
let w: TestWorkspace

beforeAll(async () => {
  await server.start()
  const models = readModelsConfig({
    ORCHESTRATOR_MODELS_OPENAI_KEY: secret,
    ORCHESTRATOR_MODELS_OPENAI_URL: `${server.url}/v1`,
    ORCHESTRATOR_MODELS_ANTHROPIC_KEY: secret,
    ORCHESTRATOR_MODELS_ANTHROPIC_URL: `${server.url}/v1`,
    ORCHESTRATOR_MODELS_SETTINGS: JSON.stringify({
      routes: { 'reviewer.high': ['openai/gpt-6-sol'] },
      models: { 'openai/gpt-6-sol': { price: { input: 7, output: 8 } } },
    }),
  })
  const sink = new Writable({
    write: (chunk, _, done) => {
      logged.push(String(chunk))
      done()
    },
  })
  api = await startApi({ models }, { logger: pino({ level: 'trace' }, sink) })
  w = await api.workspace()
})
afterEach(() => void server.reset())
afterAll(async () => {
  await Promise.all([api?.stop(), bare?.stop(), server.stop()])
})

it('without a provider all goes on, and one line says how to add one', async () => {
  bare = await startApi()
  const other = await bare.workspace()
  const { status, body } = await other.call('GET', '/v1/models')
  expect([status, body.providers, body.models]).toEqual([200, [], []])
  expect(body.hint).toMatch(/^No model is configured: set ORCHESTRATOR_MODELS_OPENAI_KEY [^\n]+$/)
  expect((await other.call('POST', '/v1/models/select', { taskType: 'planner' })).body).toMatchObject({ chain: [] })
  expect((await other.call('POST', '/v1/models/ping')).body).toEqual({ items: [] })
})

it('what is configured is shown with prices, their source and the order, and without keys or addresses', async () => {
  const { body } = await w.call('GET', '/v1/models')
  expect(body).toMatchObject({ hint: null, prices: { source: '@pydantic/genai-prices 0.1.8', asOf: '2026-09-23' } })
  expect(body.providers).toEqual(['openai', 'anthropic'].map((id) => ({ id, speaks: id })))
  const byName = Object.fromEntries(body.models.map((model: Json) => [model.name, model]))
  expect(byName['openai/gpt-6-sol'].price).toEqual({ input: 7, output: 8, from: 'settings' })
  expect(byName['anthropic/claude-sonnet-5'].price).toEqual({ input: 2, output: 10, from: 'catalogue' })
  expect(body.routes.map(({ route, chain }: Json) => [route, chain[0]])).toEqual([
    ['reviewer.high', 'openai/gpt-6-sol'],
    ['*.low', 'openai/gpt-6-luna'],
    ['*.medium', 'anthropic/claude-sonnet-5'],
    ['*.high', 'anthropic/claude-opus-5-5'],
  ])
  expect(JSON.stringify(body)).not.toMatch(new RegExp(`${secret}|${server.port}`))
})

it('says which models a task would be given to and why, and asks none', async () => {
  const select = (body: object) => w.call('POST', '/v1/models/select', body)
  const judged = (await select({ taskType: 'planner', text: 'word '.repeat(3_000), items: 40, constraints: 9 })).body
  expect(judged).toMatchObject({ route: 'planner.high', complexity: 'high', configured: false })
  expect(judged.tokens).toBeGreaterThan(2_900)
  const large = (await select({ taskType: 'planner', complexity: 'low', contextTokens: 300_000 })).body
  expect(large.candidates.find(({ model }: Json) => model === 'anthropic/claude-haiku-4-5')).toMatchObject({
    taken: false,
    reason: 'its window is too small: 302000 tokens are needed, it has 200000',
  })
  expect((await select({ taskType: 'reviewer', complexity: 'high' })).body.chain).toEqual(['openai/gpt-6-sol'])
  const wrong = await select({ taskType: 'Reviewer!', complexity: 'extreme', budget: 3 })
  expect([wrong.status, wrong.body.errors.map(({ path }: Json) => path).sort()]).toEqual([
    400,
    ['budget', 'complexity', 'taskType'],
  ])
  expect(server.journal.getAll()).toEqual([])
})

it('each provider is really asked, and what is wrong with one is said without its key', async () => {
  server.addFixture({ match: { model: 'gpt-6-luna' }, response: { content: 'ok' } })
  const error = {
    error: { message: `Incorrect API key provided: ${secret}`, type: 'invalid_request_error' },
    status: 401,
  }
  server.addFixture({ match: { model: 'claude-haiku-4-5' }, response: error })
  const { body } = await w.call('POST', '/v1/models/ping')
  expect(body.items).toMatchObject([
    { provider: 'openai', model: 'openai/gpt-6-luna', error: null },
    { provider: 'anthropic', model: 'anthropic/claude-haiku-4-5', error: { code: 'unauthorized', status: 401 } },
  ])
  expect(JSON.stringify(body)).not.toContain(secret)
  expect(server.journal.getAll()).toHaveLength(2)
  const { body: seen } = await w.call('GET', '/v1/models')
  expect(seen.models.find(({ name }: Json) => name === 'openai/gpt-6-luna').health.latencyMs).toBeGreaterThan(0)
  expect(logged.length).toBeGreaterThan(0)
  expect(logged.join('')).not.toContain(secret)
})

it('who may only look is not let spend; who may not look sees nothing', async () => {
  const manager = await api?.caller(w, { role: 'MANAGER' })
  const refused = await manager?.call('POST', '/v1/models/ping')
  expect([refused?.status, refused?.body.details]).toEqual([403, { permission: 'workspace.edit' }])
  const narrow = await api?.caller(w, { scopes: ['task.create'] })
  for (const [method, path] of [
    ['GET', '/v1/models'],
    ['POST', '/v1/models/select'],
  ] as const)
    expect((await narrow?.call(method, path, method === 'POST' ? { taskType: 'planner' } : undefined))?.status).toBe(
      403,
    )
  expect(server.journal.getAll()).toEqual([])
})
