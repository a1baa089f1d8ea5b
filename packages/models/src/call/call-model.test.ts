import { LLMock } from '@copilotkit/aimock'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import * as z from 'zod'
import { readModelsConfig } from '../config/read-models-config.ts'
import { ModelError } from '../model-error.ts'
import { Models } from '../models.ts'

const secret = 'sk-not-to-be-seen-4711'
const server = new LLMock({ port: 0, logLevel: 'silent' })
let models: Models

beforeAll(() => server.start())
afterAll(() => server.stop())
beforeEach(() => void (models = make()))
afterEach(() => void server.reset())

/** Of OpenAI, Anthropic, Gemini and Mistral as the server by others speaks them, and of an endpoint like OpenAI's. */
function make(settings: object = {}, url = server.url): Models {
  return new Models(
    readModelsConfig({
      ORCHESTRATOR_MODELS_OPENAI_KEY: secret,
      ORCHESTRATOR_MODELS_OPENAI_URL: `${url}/v1`,
      ORCHESTRATOR_MODELS_ANTHROPIC_KEY: secret,
      ORCHESTRATOR_MODELS_ANTHROPIC_URL: `${url}/v1`,
      ORCHESTRATOR_MODELS_GOOGLE_KEY: secret,
      ORCHESTRATOR_MODELS_GOOGLE_URL: `${url}/v1beta`,
      ORCHESTRATOR_MODELS_MISTRAL_KEY: secret,
      ORCHESTRATOR_MODELS_MISTRAL_URL: `${url}/v1`,
      ORCHESTRATOR_MODELS_OLLAMA_URL: `${url}/v1`,
      ORCHESTRATOR_MODELS_SETTINGS: JSON.stringify({
        models: { 'ollama/qwen3:8b': { contextWindow: 32_768, price: { input: 0, output: 0 } } },
        ...settings,
      }),
    }),
  )
}

const [luna, haiku, local] = ['openai/gpt-6-luna', 'anthropic/claude-haiku-4-5', 'ollama/qwen3:8b'] as const
const every = [luna, haiku, 'google/gemini-3.5-flash-lite', 'mistral/mistral-small-2603', local]
const ask = (text: string) => ({ messages: [{ role: 'user' as const, content: text }] })
const usage = {
  ...{ prompt_tokens: 11, completion_tokens: 7, input_tokens: 11, output_tokens: 7 },
  ...{ promptTokenCount: 11, candidatesTokenCount: 7 },
}
const failing = (model: string, status: number, retryAfter?: number) =>
  server.addFixture({
    match: { model, predicate: () => true },
    response: { error: { message: `no: ${secret}`, type: 'error' }, status, ...(retryAfter && { retryAfter }) },
  })
const errorOf = async (call: Promise<unknown>): Promise<ModelError> => {
  const error = await call.then(
    () => null,
    (thrown: unknown) => thrown,
  )
  if (!(error instanceof ModelError)) throw new Error('a ModelError is expected', { cause: error })
  return error
}

describe.each(every)('%s', (model) => {
  it('answers, and says what it used', async () => {
    server.onMessage('hello', { content: 'Hi there!', usage })
    const answer = await models.call({ chain: [model], ...ask('hello') })
    expect(answer).toMatchObject({ text: 'Hi there!', model, usage: { input: 11, cachedInput: 0, output: 7 } })
    expect(answer.attempts).toMatchObject([{ model, error: null, status: 0 }])
    expect(answer.costUsd).toBeGreaterThanOrEqual(0)
    if (model !== local) expect(answer.costUsd).toBeGreaterThan(0)
  })

  it('is told piece by piece, with what it used', async () => {
    server.onMessage('hello', { content: 'Hi there, how are you today?', usage }, { chunkSize: 5 })
    const pieces: string[] = []
    const answer = await models.call({ chain: [model], ...ask('hello'), onText: (text) => void pieces.push(text) })
    expect(pieces.length).toBeGreaterThan(2)
    expect([pieces.join(''), answer.text]).toEqual([answer.text, 'Hi there, how are you today?'])
    // This server tells Mistral's client nothing of them in a stream: then they are estimated.
    if (model.startsWith('mistral')) expect(answer.usage).toMatchObject({ input: 1, output: 8 })
    else expect(answer.usage).toMatchObject({ input: 11, output: 7 })
  })

  it('gives what a schema asks for', async () => {
    server.onMessage('plan', { content: '{"title":"Ship it","days":3}', usage })
    const schema = z.object({ title: z.string(), days: z.int() })
    const { value } = await models.call({ chain: [model], schema, ...ask('plan') })
    expect(value).toEqual({ title: 'Ship it', days: 3 })
    // The journal has requests of the others in a form of its own, without the schema.
    if (model === local) expect(JSON.stringify(server.journal.getAll().at(-1)?.body)).toContain('"days"')
  })
})

describe('what fails', () => {
  it.each([408, 409, 429, 500, 503, 529])('after %i the next model is asked, and nobody twice', async (status) => {
    failing('gpt-6-luna', status)
    server.onMessage('hello', { content: 'Here I am.' })
    const answer = await models.call({ chain: [luna, haiku], ...ask('hello') })
    expect(answer.model).toBe(haiku)
    expect(answer.attempts).toMatchObject([
      { model: luna, status },
      { model: haiku, error: null },
    ])
    expect(server.journal.getAll()).toHaveLength(2)
  })

  it.each([
    [400, 'refused'],
    [401, 'unauthorized'],
    [403, 'unauthorized'],
    [404, 'refused'],
  ])('%i is said and not hidden by another model', async (status, code) => {
    failing('gpt-6-luna', status)
    server.onMessage('hello', { content: 'Here I am.' })
    expect(await errorOf(models.call({ chain: [luna, haiku], ...ask('hello') }))).toMatchObject({ code, status })
    expect(server.journal.getAll()).toHaveLength(1)
  })

  it.each(['', ' \n '])('an empty answer (%j) is none', async (content) => {
    server.addFixture({ match: { model: 'gpt-6-luna' }, response: { content } })
    server.onMessage('hello', { content: 'Here I am.' })
    const answer = await models.call({ chain: [luna, haiku], ...ask('hello') })
    expect(answer.attempts).toMatchObject([{ error: 'malformed' }, { error: null }])
  })

  it.each([
    ['malformed', { malformedRate: 1 }, 'malformed'],
    ['broken off', { disconnectRate: 1 }, 'unavailable'],
  ])('an answer that is %s is none', async (_, chaos, error) => {
    server.addFixture({ match: { model: 'gpt-6-luna' }, response: { content: 'x' }, chaos })
    server.onMessage('hello', { content: 'Here I am.' })
    const answer = await models.call({ chain: [luna, haiku], ...ask('hello') })
    expect(answer.attempts).toMatchObject([{ error }, { error: null }])
  })

  it('what takes too long, or is nowhere, is passed over', async () => {
    server.addFixture({ match: { model: 'gpt-6-luna' }, response: { content: 'late' }, chaos: { latencyMs: 3_000 } })
    server.onMessage('hello', { content: 'Here I am.' })
    const quick = make({ timeoutMs: 300 })
    const answer = await quick.call({ chain: [luna, haiku], ...ask('hello') })
    expect(answer.attempts).toMatchObject([{ error: 'timeout' }, { error: null }])
    const nowhere = await errorOf(make({}, 'http://127.0.0.1:1').call({ chain: [luna], ...ask('hello') }))
    expect(nowhere).toMatchObject({ code: 'unavailable', status: 0 })
  })

  it('never another model once text has reached the caller', async () => {
    server.addFixture({
      match: { model: 'gpt-6-luna' },
      response: { content: 'The first words of a long answer that breaks off. '.repeat(100) },
      ...{ chunkSize: 5, streamingProfile: { ttft: 10, tps: 50 }, disconnectAfterMs: 2_000 },
    })
    server.onMessage('hello', { content: 'Here I am.' })
    let told = ''
    const call = models.call({ chain: [luna, haiku], ...ask('hello'), onText: (text) => void (told += text) })
    expect(await errorOf(call)).toMatchObject({ code: 'interrupted', attempts: [{ model: luna }] })
    expect(told).toMatch(/^The/)
    expect(server.journal.getAll()).toHaveLength(1)
  })

  it('a stream that fails before its first word is followed by another', async () => {
    failing('gpt-6-luna', 503)
    server.onMessage('hello', { content: 'Here I am.' })
    let told = ''
    const { model } = await models.call({
      chain: [luna, haiku],
      ...ask('hello'),
      onText: (text) => void (told += text),
    })
    expect([model, told]).toEqual([haiku, 'Here I am.'])
  })

  it('who cancels is not answered by another model, and the model is not to blame', async () => {
    server.addFixture({ match: { model: 'gpt-6-luna' }, response: { content: 'late' }, chaos: { latencyMs: 3_000 } })
    const call = models.call({ chain: [luna, haiku], ...ask('hello'), signal: AbortSignal.timeout(100) })
    expect(await errorOf(call)).toMatchObject({ code: 'cancelled' })
    expect(models.healthOf(luna)).toMatchObject({ state: 'closed' })
  })

  it('Retry-After is kept to: the model is not asked before, and the error says when', async () => {
    failing('gpt-6-luna', 429, 40)
    const error = await errorOf(models.call({ chain: [luna], ...ask('are you busy?') }))
    expect(error).toMatchObject({ code: 'rate_limited', retryAfterMs: 40_000 })
    const next = await errorOf(models.call({ chain: [luna], ...ask('are you busy?') }))
    expect(next).toMatchObject({ code: 'unavailable', attempts: [] })
    expect(next.retryAfterMs).toBeGreaterThan(30_000)
    expect(server.journal.getAll().filter(({ body }) => JSON.stringify(body).includes('busy'))).toHaveLength(1)
  })

  it('after three failures in a row the model is not asked, the next one at once', async () => {
    failing('gpt-6-luna', 500)
    server.onMessage('hello', { content: 'Here I am.' })
    for (let i = 0; i < 5; i++) await models.call({ chain: [luna, haiku], ...ask('hello') })
    expect(server.journal.getAll().filter(({ body }) => JSON.stringify(body).includes('gpt-6-luna'))).toHaveLength(3)
    expect(models.healthOf(luna).state).toBe('open')
  })

  it('what nobody can use is the next one’s to answer, and keeps nobody else from asking', async () => {
    server.addFixture({ match: { model: 'gpt-6-luna' }, response: { content: ' ' } })
    server.onMessage('hello', { content: 'Here I am.' })
    for (let i = 0; i < 5; i++) await models.call({ chain: [luna, haiku], ...ask('hello') })
    expect(models.healthOf(luna)).toMatchObject({ state: 'closed', waitMs: 0 })
  })

  it.each([false, true])('a call of a tool that is cut off is asked of nobody else (streamed: %s)', async (stream) => {
    const toolCalls = [{ name: 'look', arguments: '{"at":"' }]
    server.addFixture({
      match: { model: 'qwen3:8b' },
      response: { content: 'I look.', toolCalls, usage, finishReason: 'length' },
    })
    server.onMessage('hello', { content: 'Here I am.' })
    const tools = [{ name: 'look', description: 'Looks', parameters: { type: 'object' as const } }]
    const call = models.call({ chain: [local, haiku], tools, ...ask('hello'), ...(stream && { onText: () => {} }) })
    expect(await errorOf(call)).toMatchObject({ code: 'cut_off', attempts: [{ model: local, error: 'cut_off' }] })
    expect(server.journal.getAll()).toHaveLength(1)
  })

  it('why a provider refuses a request is kept, in one line and without the key', async () => {
    const message = `Unsupported value:\n\u001b[31m'temperature' ${secret} ${'x'.repeat(400)}`
    server.addFixture({
      match: { model: 'gpt-6-luna', predicate: () => true },
      response: { error: { message, type: 'invalid_request_error' }, status: 400 },
    })
    const { reason } = await errorOf(models.call({ chain: [luna], ...ask('hello') }))
    expect(reason).toMatch(/^Unsupported value: \[31m'temperature' … x+…$/)
    expect(reason?.length).toBeLessThanOrEqual(300)
  })

  it('no key is in an error', async () => {
    failing('gpt-6-luna', 401)
    const error = await errorOf(models.call({ chain: [luna], ...ask('hello') }))
    expect(`${error.stack} ${JSON.stringify(error)} ${String(error.cause)}`).not.toContain(secret)
  })
})

describe('an answer that does not fit the schema', () => {
  const schema = z.object({ days: z.int().min(1) })

  it('is mended by one further turn, which is told what is wrong', async () => {
    server.onMessage('does not fit the schema: days', { content: '```json\n{"days":3}\n```', usage })
    server.onMessage('plan', { content: '{"days":"three"}', usage })
    const answer = await models.call({ chain: [luna], schema, ...ask('plan') })
    expect(answer).toMatchObject({ value: { days: 3 }, usage: { input: 22, output: 14 } })
    expect(answer.attempts).toHaveLength(1)
  })

  it('because it was cut off is not mended: it would be cut off again', async () => {
    server.addFixture({
      match: { model: 'qwen3:8b' },
      response: { content: '{"days":', usage, finishReason: 'length' },
    })
    expect(await errorOf(models.call({ chain: [local, haiku], schema, ...ask('plan') }))).toMatchObject({
      code: 'cut_off',
    })
    expect(server.journal.getAll()).toHaveLength(1)
  })

  it('twice is left to the next model, and what it cost is counted', async () => {
    server.addFixture({ match: { model: 'gpt-6-luna' }, response: { content: 'three', usage } })
    server.onMessage('plan', { content: '{"days":3}', usage })
    const answer = await models.call({ chain: [luna, haiku], schema, ...ask('plan') })
    expect(answer.attempts).toMatchObject([{ error: 'malformed', usage: { input: 22 } }, { error: null }])
    expect(answer).toMatchObject({ value: { days: 3 }, model: haiku, usage: { input: 33, output: 21 } })
  })
})
