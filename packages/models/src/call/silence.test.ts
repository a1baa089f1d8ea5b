import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import * as z from 'zod'
import { readModelsConfig } from '../config/read-models-config.ts'
import { ModelError } from '../model-error.ts'
import { Models } from '../models.ts'

// A provider whose first model goes silent, and whose second one answers.

const silenceMs = 1_000
const [hangs, answers] = ['local/hangs', 'local/answers']
const event = (content: string, finish: string | null = null) =>
  `data: ${JSON.stringify({ choices: [{ index: 0, delta: { content }, finish_reason: finish }] })}\n\n`
const rest = (text: string) => `${event(text, 'stop')}data: [DONE]\n\n`
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

let behave: (response: ServerResponse) => unknown
let closed: Promise<unknown>
const server = createServer(async (request, response) => {
  let body = ''
  for await (const chunk of request) body += String(chunk)
  const { model, stream } = JSON.parse(body) as { model: string; stream?: boolean }
  if (model === 'hangs') {
    closed = once(response, 'close')
    await behave(response)
  } else if (stream) response.setHeader('content-type', 'text/event-stream').end(rest('{"well":true}'))
  else response.setHeader('content-type', 'application/json').end(whole)
})
const whole = JSON.stringify({ choices: [{ index: 0, message: { content: '{"well":true}' }, finish_reason: 'stop' }] })
const begin = (response: ServerResponse, text = '') => {
  response.setHeader('content-type', 'text/event-stream').flushHeaders()
  if (text !== '') response.write(text)
}

let models: Models
beforeAll(() => once(server.listen(0, '127.0.0.1'), 'listening'))
afterAll(() => {
  server.closeAllConnections()
  server.close()
})
beforeEach(() => {
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`
  const known = { contextWindow: 128_000, price: { input: 1, output: 4 } }
  const settings = JSON.stringify({ models: { [hangs]: { ...known, silenceMs }, [answers]: known } })
  models = new Models(readModelsConfig({ ORCHESTRATOR_MODELS_LOCAL_URL: url, ORCHESTRATOR_MODELS_SETTINGS: settings }))
})

const messages = [{ role: 'user' as const, content: 'Go on.' }]
const told = (chain = [hangs, answers]) => {
  const pieces: string[] = []
  const call = models.call({ chain, messages, maxOutput: 16_000, onText: (text) => void pieces.push(text) })
  return { call, pieces }
}
const errorOf = async (call: Promise<unknown>): Promise<ModelError> => {
  const error = await call.catch((thrown: unknown) => thrown)
  if (error instanceof ModelError) return error
  throw new Error('a ModelError is expected', { cause: error })
}

test.each([
  ['before it begins', () => {}],
  ['after its headers', (response: ServerResponse) => begin(response)],
  ['after a sign of life', (response: ServerResponse) => begin(response, ': working\n\n')],
])('a model that says nothing %s is away, and the next one is asked', async (_, silently) => {
  behave = silently
  const answer = await told().call
  expect([answer.text, answer.model]).toEqual(['{"well":true}', answers])
  expect(answer.attempts).toMatchObject([{ model: hangs, error: 'unavailable', status: 0 }, { error: null }])
  expect(answer.attempts[0]?.latencyMs).toBeLessThan(30_000)
  // Its connection is not kept.
  await closed
})

test('one that stops in the middle has broken off: what was told of it cannot be told anew', async () => {
  behave = (response) => begin(response, event('Let me '))
  const { call, pieces } = told()
  expect(await errorOf(call)).toMatchObject({ code: 'interrupted', attempts: [{ error: 'unavailable' }] })
  expect(pieces).toEqual(['Let me '])
  await closed
})

test('one that hangs again and again is not asked for a while', async () => {
  behave = () => {}
  for (let n = 0; n < 3; n++) expect(await errorOf(told([hangs]).call)).toMatchObject({ code: 'unavailable' })
  expect(models.healthOf(hangs)).toMatchObject({ state: 'open' })
  expect((await told().call).attempts).toHaveLength(1)
})

test('a long answer that is wanted as a whole is watched, too; a short one may come after a silence', async () => {
  const schema = z.object({ well: z.boolean() })
  behave = () => {}
  const long = await models.call({ chain: [hangs, answers], messages, schema, maxOutput: 16_000 })
  expect([long.value, long.attempts.map(({ error }) => error)]).toEqual([{ well: true }, ['unavailable', null]])
  behave = async (response) => {
    await pause(2 * silenceMs)
    response.setHeader('content-type', 'application/json').end(whole)
  }
  const short = await models.call({ chain: [hangs], messages, schema, maxOutput: 100 })
  expect(short.value).toEqual({ well: true })
})

test('one that thinks for long and gives signs of life is heard to its end', async () => {
  behave = async (response) => {
    begin(response)
    for (let n = 0; n < 20; n++) {
      response.write(': working\n\n')
      await pause(silenceMs / 10)
    }
    response.end(rest('Done.'))
  }
  expect(await told([hangs]).call).toMatchObject({ text: 'Done.', attempts: [{ error: null }] })
})
