// Programs ask agents: the client over real HTTP, the process of agents beside the API; the model says what each test wants.
import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readModelsConfig } from '@orchestrator/models'
import { agent, tool } from '@orchestrator/sdk'
import { AgentError, type Client, createClient, SchemaError } from '@orchestrator/sdk/client'
import pino from 'pino'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import * as z from 'zod'
import { startAgentsHost } from '../../packages/worker/src/agents/agents-host.ts'
import { installRuntime } from '../../packages/worker/src/temporal/runtime.ts'
import { testHome } from '../support/compiled.ts'
import { createTestNamespace } from '../support/index.ts'
import { type ModelServer, type Says, startModelServer } from '../support/model-server.ts'
import { startApi, type TestApi, type TestWorkspace } from './start-api.ts'

vi.setConfig({ testTimeout: 200_000, hookTimeout: 200_000 })
let api: TestApi
let acme: TestWorkspace
let model: ModelServer
let host: { stop(): Promise<void> }
let client: Client
/** By what is asked: what the model says to each turn; what tools gave last is at hand. */
const scripts = new Map<string, readonly ((result: string) => Says)[]>()
beforeAll(async () => {
  const logger = pino({ level: 'silent' })
  installRuntime(logger)
  model = await startModelServer(({ messages }) => {
    const prompt = messages.find(({ role }) => role === 'user')?.content ?? ''
    const turn = messages.filter(({ role }) => role === 'assistant').length
    const result = messages.findLast(({ role }) => role === 'tool')?.content ?? ''
    return scripts.get(prompt)?.[turn]?.(result) ?? { text: 'there is nothing more to say' }
  })
  const [started, temporal] = await Promise.all([startApi(), createTestNamespace()])
  api = started
  const { databaseUrl, masterKey } = api
  const models = readModelsConfig(model.env)
  host = await startAgentsHost({ databaseUrl, masterKey, temporal, home: testHome, models, logger })
  acme = await api.workspace()
  client = createClient({ url: api.url, apiKey: acme.key })
})
afterAll(async () => {
  await host?.stop()
  await model?.close()
  await api?.stop()
})

const call = (name: string, ...inputs: object[]): Says => ({ calls: inputs.map((input) => ({ name, input })) })
const facilityWith = (run: (room: string) => unknown) =>
  agent({
    ...{ name: 'facility', description: 'Measures.', instructions: 'Measure before you answer.' },
    tools: [
      'list_members',
      tool({
        ...{ name: 'room_temperature', description: 'in °C', input: z.object({ room: z.string() }) },
        run: ({ room }) => run(room),
      }),
    ],
    output: z.object({ warm: z.boolean() }),
  })

test('it starts a run, carries out its own tools, tells of their errors, and gives the typed answer', async () => {
  scripts.set('warm?', [
    () => call('room_temperature', { room: '2.14' }, { room: '0.00' }, { rum: 1 }),
    (last) => {
      expect(last).toContain('the input of room_temperature does not meet its schema')
      return call('list_members', {})
    },
    () => ({ text: '{"warm":true}' }),
  ])
  const measured: string[] = []
  const agents = facilityWith((room) => {
    measured.push(room)
    if (room === '0.00') throw new Error('there is no such room')
    return { celsius: 21 }
  })
  const { output, runId, usage, patchIds } = await client.agents.run(agents, { prompt: 'warm?' })
  expect([output.warm, usage.calls, patchIds]).toEqual([true, 3, []])
  expect(measured.sort()).toEqual(['0.00', '2.14'])
  const told = JSON.stringify(model.calls.at(-1)?.asked.messages)
  expect(told).toMatch(/celsius.*21/)
  expect(told).toContain('there is no such room')
  expect(await client.agentRuns.get(runId)).toMatchObject({ status: 'completed', output: { warm: true } })
})

test('a signal cancels the run, also while a tool of ours is at work', async () => {
  scripts.set('slow', [() => call('room_temperature', { room: '2.14' })])
  const stop = new AbortController()
  const begun = Promise.withResolvers<void>()
  const agents = facilityWith(() => {
    begun.resolve()
    return new Promise(() => {})
  })
  const asked = client.agents.run(agents, { prompt: 'slow' }, { signal: stop.signal })
  const failed = expect(asked).rejects.toThrow('not needed any more')
  await begun.promise
  stop.abort(new Error('not needed any more'))
  await failed
  const [run] = (await client.agentRuns.list({ sort: '-createdAt' })).items
  await expect.poll(async () => (await client.agentRuns.get(run?.id ?? '')).status).toBe('canceled')
  await expect(client.agents.run('analyst', { prompt: 'x' }, { signal: stop.signal })).rejects.toThrow('not needed')
  expect((await client.agentRuns.list({ sort: '-createdAt' })).items[0]?.id).toBe(run?.id)
})

test('a program that begins anew finds its run by its key, and answers what waits', async () => {
  scripts.set('again', [
    () => call('room_temperature', { room: '2.14' }),
    (result) => ({ text: JSON.stringify({ warm: result.includes('22') }) }),
  ])
  const options = { idempotencyKey: 'measure once' }
  const begun = Promise.withResolvers<void>()
  const dead = facilityWith(() => {
    begun.resolve()
    return new Promise(() => {})
  })
  // It never comes back: as if its program had ended.
  void client.agents.run(dead, { prompt: 'again' }, options).catch(() => {})
  await begun.promise
  const answer = await client.agents.run(
    facilityWith(() => 22),
    { prompt: 'again' },
    options,
  )
  expect(answer.output).toEqual({ warm: true })
  expect(await client.agentRuns.list({ agent: 'facility', status: 'waiting' })).toMatchObject({ items: [] })
})

test('what fails is thrown with its code: a run, what is refused, and an answer that is another', async () => {
  scripts.set('ends', [() => call('room_temperature', { room: '2.14' })])
  const canceled = client.agents.run(
    facilityWith(() =>
      client.agentRuns.list({ status: 'waiting' }).then(({ items }) => client.agentRuns.cancel(items[0]?.id ?? '')),
    ),
    { prompt: 'ends' },
  )
  const error = await canceled.then(null, (thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(AgentError)
  expect(error).toMatchObject({ code: 'invalid_state', runStatus: 'canceled' })
  await expect(client.agents.run('nobody', { prompt: 'x' })).rejects.toMatchObject({ code: 'not_found', status: 404 })
  scripts.set('odd', [() => ({ text: '{"n":3}' })])
  const odd = agent({
    ...{ name: 'odd', description: 'Odd.', instructions: 'Be odd.' },
    output: z.object({ n: z.number().refine((n) => n % 2 === 0, 'an even number') }),
  })
  await expect(client.agents.run(odd, { prompt: 'odd' })).rejects.toBeInstanceOf(SchemaError)
})

test('the sample of the guide runs', async () => {
  scripts.set('Is it warm enough in 2.14?', [
    () => call('room_temperature', { room: '2.14' }),
    (result) => ({ text: JSON.stringify({ warmEnough: false, reason: `it is ${result}` }) }),
  ])
  // Within the package, so that it finds this by its name, as a user's file does.
  const cache = fileURLToPath(new URL('../../packages/sdk/.cache/', import.meta.url))
  mkdirSync(cache, { recursive: true })
  const folder = mkdtempSync(join(cache, 'sample-'))
  try {
    const sample = join(folder, 'ask-agent.ts')
    cpSync(fileURLToPath(new URL('../../docs/samples/ask-agent.ts', import.meta.url)), sample)
    const { NODE_OPTIONS: _, ...inherited } = process.env
    const env = { ...inherited, ORCHESTRATOR_URL: api.url, ORCHESTRATOR_API_KEY: acme.key }
    const said = await new Promise<string>((resolve) => {
      execFile(process.execPath, [sample], { env, timeout: 150_000 }, (_error, stdout, stderr) =>
        resolve(stdout + stderr),
      )
    })
    expect(said).toMatch(/^cold - it is \{"celsius":17\} 0\.\d+\n$/)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
