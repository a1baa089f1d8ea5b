import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { readModelsConfig } from '../config/read-models-config.ts'
import { ModelError } from '../model-error.ts'
import { Models } from '../models.ts'

// A provider that never ends its answer. What it could send before its connection was closed is what was held at most.

const piece = 'all work and no play '.repeat(50)
const event = (delta: object) => `data: ${JSON.stringify({ choices: [{ index: 0, delta, finish_reason: null }] })}\n\n`
const call = (input: string) => ({
  tool_calls: [{ index: 0, id: 'c1', type: 'function', function: { name: 'look', arguments: input } }],
})

const pieces: Readonly<Record<string, { first: string; next: string }>> = {
  text: { first: '', next: event({ content: piece }) },
  thoughts: { first: '', next: event({ reasoning_content: piece }) },
  arguments: {
    first: event(call('{"at":"')),
    next: event({ tool_calls: [{ index: 0, function: { arguments: piece } }] }),
  },
  line: { first: 'data: {"choices":[{"index":0,"delta":{"content":"', next: piece },
}
let kind = 'text'
let sent = 0
let closed: Promise<unknown>
const server = createServer((request, response) => {
  closed = once(response, 'close')
  const { first, next } = pieces[kind] ?? { first: '{"choices":[{"message":{"content":"', next: piece }
  request.resume()
  response.setHeader('content-type', kind === 'whole' ? 'application/json' : 'text/event-stream')
  response.write(first)
  void goOn(response, next)
})
async function goOn(response: ServerResponse, text: string): Promise<void> {
  while (!response.destroyed) {
    sent += text.length
    if (!response.write(text)) await Promise.race([once(response, 'drain'), closed])
  }
}

let models: Models
beforeAll(() => once(server.listen(0, '127.0.0.1'), 'listening'))
afterAll(() => server.closeAllConnections())
beforeEach(() => {
  sent = 0
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`
  const settings = JSON.stringify({
    models: { 'local/endless': { contextWindow: 128_000, price: { input: 1, output: 4 } } },
  })
  models = new Models(readModelsConfig({ ORCHESTRATOR_MODELS_LOCAL_URL: url, ORCHESTRATOR_MODELS_SETTINGS: settings }))
})

test.each([
  ['text', 8_000_000],
  ['thoughts', 8_000_000],
  ['arguments', 8_000_000],
  ['line', 60_000_000],
  ['whole', 60_000_000],
])('an answer without an end is cut off: %s', async (what, most) => {
  kind = what
  let told = 0
  const error = await models
    .call({
      chain: ['local/endless'],
      messages: [{ role: 'user', content: 'Go on.' }],
      tools: [{ name: 'look', description: 'Looks', parameters: { type: 'object' } }],
      ...(what !== 'whole' && { onText: (text: string) => void (told += text.length) }),
    })
    .catch((thrown: unknown) => thrown)
  if (!(error instanceof ModelError)) throw error
  expect(error).toMatchObject({ code: 'cut_off', attempts: [{ error: 'cut_off' }] })
  expect(told).toBeLessThanOrEqual(200_000)
  // What was said is paid for.
  if (what === 'text') expect(error.attempts[0]?.costUsd).toBeGreaterThan(0.1)
  await closed
  expect(sent).toBeLessThan(most)
})
