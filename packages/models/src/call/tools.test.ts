import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { LLMock } from '@copilotkit/aimock'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { readModelsConfig } from '../config/read-models-config.ts'
import { Models } from '../models.ts'
import { AnswerParts } from './answer-parts.ts'
import { promptOf } from './prompt-of.ts'
import type { AssistantMessage, Message, ModelAnswer, Tool, ToolMessage } from './request.ts'

const server = new LLMock({ port: 0, logLevel: 'silent' })
let models: Models

function modelsAt(url: string): Models {
  const env = ['OPENAI', 'ANTHROPIC', 'GOOGLE', 'MISTRAL', 'OLLAMA'].flatMap((name) => [
    [`ORCHESTRATOR_MODELS_${name}_KEY`, 'sk-test'],
    [`ORCHESTRATOR_MODELS_${name}_URL`, `${url}/${name === 'GOOGLE' ? 'v1beta' : 'v1'}`],
  ])
  const settings = { models: { 'ollama/qwen3:8b': { price: { input: 0, output: 0 } } } }
  return new Models(
    readModelsConfig({ ...Object.fromEntries(env), ORCHESTRATOR_MODELS_SETTINGS: JSON.stringify(settings) }),
  )
}

beforeAll(() => server.start())
afterAll(() => server.stop())
afterEach(() => void server.reset())
beforeEach(() => void (models = modelsAt(server.url)))

const [luna, haiku, flash] = [
  'openai/gpt-6-luna',
  'anthropic/claude-haiku-4-5',
  'google/gemini-3.5-flash-lite',
] as const
const [small, local] = ['mistral/mistral-small-2603', 'ollama/qwen3:8b'] as const
const usage = {
  ...{ prompt_tokens: 11, completion_tokens: 7, input_tokens: 11, output_tokens: 7 },
  ...{ promptTokenCount: 11, candidatesTokenCount: 7 },
}
const tools: readonly Tool[] = [
  {
    name: 'find_tasks',
    description: 'Tasks by their words',
    parameters: { type: 'object', properties: { words: { type: 'string' } }, required: ['words'] },
  },
  { name: 'today', description: 'The date', parameters: { type: 'object', properties: {} } },
]
const question: Message = { role: 'user', content: 'What is late?' }
const said = ({ text, toolCalls, providerData }: ModelAnswer): AssistantMessage => ({
  ...{ role: 'assistant', content: text, toolCalls, providerData },
})
const results = (answer: ModelAnswer): ToolMessage[] =>
  answer.toolCalls.map(({ id, name }) => ({ role: 'tool', toolCallId: id, name, content: `result of ${name}` }))

/** The first turn calls both tools, the second answers. */
function twoTurns(): void {
  server.addFixture({
    match: { hasToolResult: false, toolName: 'find_tasks' },
    response: {
      content: 'I look.',
      toolCalls: [
        { name: 'find_tasks', arguments: '{"words":"late"}', id: 'callnr001' },
        { name: 'today', arguments: '{}', id: 'callnr002' },
      ],
      usage,
    },
    ...{ chunkSize: 4 },
  })
  server.addFixture({
    match: { hasToolResult: true, toolResultContains: 'result of today' },
    response: { content: 'One task is late.', usage },
    ...{ chunkSize: 4 },
  })
}

describe.each([luna, haiku, flash, small, local])('%s', (model) => {
  it.each([false, true])('calls tools and goes on with what they gave (streamed: %s)', async (stream) => {
    twoTurns()
    let told = ''
    const asked = { chain: [model], tools, ...(stream && { onText: (text: string) => void (told += text) }) }
    const first = await models.call({ ...asked, messages: [question] })
    expect(first).toMatchObject({
      text: 'I look.',
      toolCalls: [
        { name: 'find_tasks', arguments: expect.stringMatching(/^\{"words": ?"late"\}$/) },
        { name: 'today', arguments: '{}' },
      ],
      attempts: [{ model, error: null }],
    })
    expect(first.toolCalls[0]?.id).not.toBe(first.toolCalls[1]?.id)
    const messages = [question, said(JSON.parse(JSON.stringify(first))), ...results(first)]
    const second = await models.call({ ...asked, messages })
    expect(second).toMatchObject({ text: 'One task is late.', toolCalls: [], finish: 'stop' })
    if (stream) expect(told).toBe('I look.One task is late.')
    const sent = JSON.stringify(server.journal.getAll().at(-1)?.body)
    for (const words of ['result of find_tasks', 'result of today', 'I look.']) expect(sent).toContain(words)
  })

  it('goes on with what another model began', async () => {
    twoTurns()
    const other = model === luna ? haiku : luna
    const first = await models.call({ chain: [other], tools, messages: [question] })
    const second = await models.call({ chain: [model], tools, messages: [question, said(first), ...results(first)] })
    expect(second.text).toBe('One task is late.')
    const sent = JSON.stringify(server.journal.getAll().at(-1)?.body)
    // Mistral takes no ids but its own kind.
    expect(sent).not.toContain(first.toolCalls[0]?.id)
  })
})

const ask = { tools, messages: [question] }

describe('an answer that calls tools', () => {
  it.each(['{"words":', '"late"', '[1]'])(
    'with what is no JSON object (%s) is left to the next model',
    async (text) => {
      const call = { name: 'find_tasks', arguments: text, id: 'call1' }
      server.addFixture({ match: { model: 'gpt-6-luna' }, response: { toolCalls: [call], usage } })
      server.addFixture({ match: {}, response: { toolCalls: [{ ...call, arguments: '{"words":"late"}' }], usage } })
      const answer = await models.call({ chain: [luna, haiku], ...ask })
      expect(answer.attempts).toMatchObject([{ error: 'malformed', usage: { input: 11, output: 7 } }, { error: null }])
      expect(answer).toMatchObject({ model: haiku, text: '', finish: 'tool-calls', usage: { input: 22, output: 14 } })
    },
  )

  it('is not read as JSON, though the answer is to be', async () => {
    twoTurns()
    const jsonSchema = { name: 'late_tasks', schema: { type: 'object' as const } }
    const answer = await models.call<unknown>({ chain: [local], jsonSchema, ...ask })
    expect(answer).toMatchObject({ value: undefined, toolCalls: [{ name: 'find_tasks' }, {}] })
    expect(JSON.stringify(server.journal.getAll().at(-1)?.body)).toContain('late_tasks')
  })
})

describe('a plain JSON Schema', () => {
  const jsonSchema = { name: 'plan', schema: { type: 'object' as const } }

  it('gives JSON, mended where it was none, and none of it is told before', async () => {
    server.onMessage('it is not JSON', { content: '```json\n{"days":3}\n```', usage })
    server.onMessage('late?', { content: 'three', usage })
    let told = ''
    const onText = (text: string) => void (told += text)
    const answer = await models.call<unknown>({ chain: [luna], jsonSchema, messages: [question], onText })
    expect(answer).toMatchObject({ value: { days: 3 }, usage: { input: 22, output: 14 } })
    expect(told).toBe('')
  })
})

describe('what a model wants to see again', () => {
  const toolCalls = [{ name: 'today', arguments: '{}', id: 'toolu_1' }]
  const thinking = { reasoning: 'They ask for dates.', reasoningSignature: 'c2lnbmVk' }

  it.each([
    [haiku, 'c2lnbmVk', false],
    [haiku, 'c2lnbmVk', true],
    [luna, 'encrypted_content', false],
    [luna, 'encrypted_content', true],
  ])('%s: its %s goes back to it, and to no other (streamed: %s)', async (model, seal, stream) => {
    server.addFixture({ match: { hasToolResult: false }, response: { toolCalls, ...thinking, usage } })
    server.addFixture({ match: { hasToolResult: true }, response: { content: 'Sunday.', usage } })
    const { url, sent, close } = await listening()
    const told = stream && { onText: () => {} }
    const heard = modelsAt(url)
    const first = await heard.call({ chain: [model], ...ask, ...told })
    const messages = [question, said(first), ...results(first)]
    expect((await heard.call({ chain: [model], tools, messages, ...told })).text).toBe('Sunday.')
    expect(lastTurn(sent)).toContain(seal)
    expect((await heard.call({ chain: [local], tools, messages })).text).toBe('Sunday.')
    expect(lastTurn(sent)).not.toMatch(/c2lnbmVk|encrypted_content|They ask/)
    await close()
  })

  it('Gemini gets the signature of a call with that call', () => {
    const model = 'google.generative-ai/gemini-3.5-flash-lite'
    const call = { id: 'call1', name: 'today', arguments: '{}' }
    const parts = new AnswerParts()
    parts.add({ type: 'reasoning-start', id: '0' })
    parts.add({ type: 'reasoning-delta', id: '0', delta: 'They ' })
    parts.add({
      type: 'reasoning-delta',
      id: '0',
      delta: 'ask.',
      providerMetadata: { google: { thoughtSignature: 'a' } },
    })
    parts.add({ type: 'reasoning-end', id: '0' })
    const metadata = { google: { thoughtSignature: 'b' } }
    parts.add({ type: 'tool-call', toolCallId: 'call1', toolName: 'today', input: '{}', providerMetadata: metadata })
    const message: Message = {
      role: 'assistant',
      content: '',
      toolCalls: [call],
      providerData: { model, parts: parts.all },
    }
    expect(promptOf([message], model)[0]?.content).toEqual([
      { type: 'reasoning', text: 'They ask.', providerOptions: { google: { thoughtSignature: 'a' } } },
      { type: 'tool-call', toolCallId: 'call1', toolName: 'today', input: {}, providerOptions: metadata },
    ])
    expect(promptOf([message], 'mistral.chat/x')[0]?.content).toMatchObject([{ toolName: 'today' }])
  })
})

/** Between client and server, since the server's journal leaves out what it does not know. */
async function listening() {
  const sent: string[] = []
  const proxy = createServer(async (request, response) => {
    const body = await text(request)
    sent.push(body)
    const headers = { 'content-type': 'application/json', authorization: 'Bearer sk-test', 'x-api-key': 'sk-test' }
    const answer = await fetch(`${server.url}${request.url}`, { method: 'POST', body, headers })
    response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? '' })
    response.end(Buffer.from(await answer.arrayBuffer()))
  })
  await once(proxy.listen(0, '127.0.0.1'), 'listening')
  const { port } = proxy.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}`, sent, close: () => proxy[Symbol.asyncDispose]() }
}

/** The messages of the last request, without what is asked for by parameters. */
function lastTurn(sent: readonly string[]): string {
  const { messages, input } = JSON.parse(sent.at(-1) ?? '{}') as Record<string, unknown>
  return JSON.stringify(messages ?? input)
}
