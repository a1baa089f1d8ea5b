import { setTimeout as pause } from 'node:timers/promises'
import type { Json } from '@orchestrator/sdk/runtime'
import { Worker } from '@temporalio/worker'
import pino from 'pino'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { testHome } from '../../../../test/support/compiled.ts'
import { createTestNamespace } from '../../../../test/support/index.ts'
import type {
  AgentActivities,
  AgentAnswer,
  AgentLocalActivities,
  AgentRunEnd,
  AgentWait,
  LoadedAgent,
  ModelQuestion,
} from '../activities/agent-contract.ts'
import { bundleWorkflows } from '../compiled/bundle-workflows.ts'
import { connectTemporal } from '../temporal/connection.ts'
import { dataConverter } from '../temporal/data-converter.ts'
import { installRuntime } from '../temporal/runtime.ts'
import { agentWorkflows } from './agent-workflows.ts'

// The libraries clash in silence where a bundle has them twice: handoffs and approvals are the first to go. What models and people
// say is written down here; the isolate, its bundle and Temporal are real.

let temporal: Awaited<ReturnType<typeof connectTemporal>>
let worker: Worker
let working: Promise<void>
const runs = new Map<string, Script>()

interface Script {
  readonly agents: readonly LoadedAgent[]
  /** What each agent's model says, in the order of its calls. */
  readonly says: Readonly<Record<string, readonly Json[][]>>
  readonly tools: Readonly<Record<string, (input: Json) => string>>
  readonly answers: Record<string, AgentAnswer>
  readonly asked: { n: number; agent: string; question: ModelQuestion }[]
  /** How long each agent's model takes, in ms. */
  readonly takes: Readonly<Record<string, number>>
  readonly called: { agent: string; tool: string; input: Json }[]
  readonly waits: (readonly AgentWait[])[]
  end?: AgentRunEnd
}

const message = (text: string): Json => ({
  ...{ type: 'message', role: 'assistant', status: 'completed' },
  content: [{ type: 'output_text', text }],
})
const call = (name: string, input: Json, callId = `call-${name}`): Json => ({
  ...{ type: 'function_call', callId, name, status: 'completed', arguments: JSON.stringify(input) },
})
const agent = (name: string, more: Partial<LoadedAgent> = {}): LoadedAgent => ({
  ...{ name, description: `the ${name}`, instructions: `be the ${name}`, output: null },
  ...{ handoffs: [], consults: [], maxTurns: 12, tools: [], ...more },
})
const tool = (name: string, more: object = {}) => ({
  ...{ name, tool: name, description: name, parameters: { type: 'object', properties: {} } },
  ...{ by: 'platform' as const, approve: false, ...more },
})

const scriptOf = (run: { runId: string }): Script => {
  const script = runs.get(run.runId)
  if (!script) throw new Error('no such run')
  return script
}

const activities: AgentActivities & AgentLocalActivities = {
  loadAgentRun: async ({ run }) => ({ agents: scriptOf(run).agents, prompt: 'go', beforehand: null, hasModel: true }),
  askModel: async ({ run, n, agent: name, question }) => {
    const script = scriptOf(run)
    const before = script.asked.filter((one) => one.agent === name).length
    script.asked.push({ n, agent: name, question })
    await pause(script.takes[name] ?? 0)
    const output = script.says[name]?.[before]
    if (output === undefined) throw new Error(`${name} has nothing more to say`)
    return { output, inputTokens: 10, outputTokens: 5 }
  },
  callTool: async ({ run, agent: name, tool: called, input }) => {
    scriptOf(run).called.push({ agent: name, tool: called, input: JSON.parse(input) as Json })
    return { output: scriptOf(run).tools[called]?.(JSON.parse(input) as Json) ?? 'done' }
  },
  callAction: async () => ({ output: 'acted' }),
  answerWithoutModel: async () => ({ text: 'without' }),
  askApproval: async ({ run, n }) => ({ approvalId: `${run.runId}/${n}` }),
  setWaits: async ({ run, waits }) => void scriptOf(run).waits.push(waits),
  readAnswers: async ({ run, waits }) =>
    Object.fromEntries(
      Object.entries(scriptOf(run).answers).filter(([step]) => waits.some((wait) => String(wait.step) === step)),
    ),
  endAgentRun: async ({ run, end }) => {
    scriptOf(run).end = end
  },
}

beforeAll(async () => {
  installRuntime(pino({ enabled: false }))
  const place = await createTestNamespace()
  temporal = await connectTemporal({ ...place, identity: 'test' })
  worker = await Worker.create({
    connection: temporal.connection,
    namespace: temporal.namespace,
    taskQueue: 'agents',
    dataConverter,
    workflowBundle: await bundleWorkflows(agentWorkflows, testHome),
    activities,
  })
  working = worker.run()
})
afterAll(async () => {
  worker?.shutdown()
  await working
  await temporal?.close()
})

const scripted = (script: Partial<Script>): Script => ({
  ...{ agents: [], says: {}, tools: {}, answers: {}, asked: [], takes: {}, called: [], waits: [], ...script },
})

async function start(id: string, script: Script) {
  runs.set(id, script)
  return temporal.client.workflow.start(script.agents[0]?.name ?? '', {
    ...{ workflowId: id, taskQueue: 'agents', args: [{ workspaceId: 'w', runId: id }] },
  })
}

test('a tool is called, its answer goes to the model, and each request carries only what is new', async () => {
  const script = scripted({
    agents: [agent('planner', { tools: [tool('list_tasks')] })],
    says: { planner: [[call('list_tasks', { status: 'open' })], [message('two are open')]] },
    tools: { list_tasks: () => '["a","b"]' },
  })
  const handle = await start('tools', script)
  expect(await handle.result()).toBe('two are open')
  expect(script.called).toEqual([{ agent: 'planner', tool: 'list_tasks', input: { status: 'open' } }])
  const [first, second] = script.asked.map(({ question }) => question)
  expect(first).toMatchObject({ after: null, items: [{ role: 'user', content: 'go' }] })
  expect(second).toMatchObject({ after: 0, items: [{ type: 'function_call_result', callId: 'call-list_tasks' }] })
  expect(JSON.stringify(second?.items)).toContain('[\\"a\\",\\"b\\"]')
  expect(script.end).toEqual({ status: 'completed', output: 'two are open' })
})

test('an agent hands over to another, which goes on with the conversation', async () => {
  const script = scripted({
    agents: [agent('front', { handoffs: ['back'] }), agent('back', { handoffs: ['front'], tools: [tool('look')] })],
    says: {
      front: [[call('transfer_to_back', {})]],
      back: [[call('look', {})], [message('the back answers')]],
    },
  })
  const handle = await start('handoff', script)
  expect(await handle.result()).toBe('the back answers')
  expect(script.asked.map(({ agent: name }) => name)).toEqual(['front', 'back', 'back'])
  expect(script.asked[0]?.question.handoffs).toMatchObject([{ name: 'transfer_to_back' }])
  // Another model knows nothing of what the first was sent.
  expect(script.asked[1]?.question).toMatchObject({ after: null })
  expect(script.called).toEqual([{ agent: 'back', tool: 'look', input: {} }])
})

test('an agent asks others, which disagree, and settles it', async () => {
  const script = scripted({
    agents: [agent('planner', { consults: ['optimist', 'pessimist'] }), agent('optimist'), agent('pessimist')],
    says: {
      planner: [
        [call('ask_optimist', { question: 'how long?' }, 'a'), call('ask_pessimist', { question: 'how long?' }, 'b')],
        [message('three days')],
      ],
      optimist: [[message('two days')]],
      pessimist: [[message('four days')]],
    },
  })
  const handle = await start('consult', script)
  expect(await handle.result()).toBe('three days')
  expect(script.asked[0]?.question.consults.map(({ name }) => name)).toEqual(['ask_optimist', 'ask_pessimist'])
  expect(JSON.stringify(script.asked.at(-1)?.question.items)).toMatch(/two days.*four days/)
})

test('whoever answers sooner, the steps of a run are counted alike: begun anew, it finds its own answers', async () => {
  const counted = async (id: string, takes: Record<string, number>) => {
    const script = scripted({
      takes,
      agents: [
        agent('planner', { consults: ['left', 'right'] }),
        ...['left', 'right'].map((name) => agent(name, { tools: [tool('look')] })),
      ],
      says: {
        planner: [['ask_left', 'ask_right'].map((name) => call(name, { question: '?' })), [message('both')]],
        left: [[call('look', {})], [message('l')]],
        right: [[call('look', {})], [message('r')]],
      },
    })
    expect(await (await start(id, script)).result()).toBe('both')
    return script.asked.map(({ n, agent: name }) => `${n} ${name}`)
  }
  expect(await counted('left first', { right: 400 })).toEqual(await counted('right first', { left: 400 }))
})

test.each([
  ['approved', true, ['pay'], 'paid'],
  ['refused', false, [], 'a person has refused this call: too dear'],
] as const)('a call that needs a person waits and is %s', async (name, approved, called, told) => {
  const script = scripted({
    agents: [agent('buyer', { tools: [tool('pay', { approve: true }), tool('look')] })],
    says: { buyer: [[call('pay', { amount: 5 }), call('look', {})], [message('settled')]] },
    tools: { pay: () => 'paid' },
  })
  const handle = await start(name, script)
  await expect.poll(() => script.waits.at(-1), { timeout: 30_000 }).toHaveLength(1)
  const [wait] = script.waits.at(-1) ?? []
  expect(wait).toMatchObject({ kind: 'approval', tool: 'pay', input: { amount: 5 } })
  // What needs nobody was done meanwhile.
  expect(script.called.map(({ tool: one }) => one)).toEqual(['look'])
  script.answers[String(wait?.step)] = { kind: 'approval', approved, comment: approved ? null : 'too dear' }
  await handle.signal('wake')
  expect(await handle.result()).toBe('settled')
  expect(script.called.map(({ tool: one }) => one)).toEqual(['look', ...called])
  expect(JSON.stringify(script.asked.at(-1)?.question.items)).toContain(told)
  expect(script.waits.at(-1)).toEqual([])
})

test('whoever started the run carries a tool out', async () => {
  const script = scripted({
    agents: [agent('helper', { tools: [tool('lookup', { by: 'caller' })] })],
    says: { helper: [[call('lookup', { id: 7 }, 'a'), call('lookup', { id: 8 }, 'b')], [message('found one')]] },
  })
  const handle = await start('caller', script)
  await expect.poll(() => script.waits.at(-1), { timeout: 30_000 }).toHaveLength(2)
  const [a, b] = script.waits.at(-1) ?? []
  script.answers[String(b?.step)] = { kind: 'caller', error: 'there is no 8' }
  await handle.signal('wake')
  await expect.poll(() => script.waits.at(-1), { timeout: 30_000 }).toHaveLength(1)
  script.answers[String(a?.step)] = { kind: 'caller', output: { name: 'seven' } }
  await handle.signal('wake')
  expect(await handle.result()).toBe('found one')
  const told = JSON.stringify(script.asked.at(-1)?.question.items)
  expect(told).toContain('error: there is no 8')
  expect(told).toContain('seven')
})

test('a conversation without end is ended and says so; a cancelled run ends as cancelled', async () => {
  const endless = scripted({
    agents: [agent('endless', { tools: [tool('look')], maxTurns: 3 })],
    says: { endless: Array.from({ length: 9 }, (_, n) => [call('look', {}, `c${n}`)]) },
  })
  await expect((await start('endless', endless)).result()).rejects.toThrow()
  expect(endless.end).toMatchObject({ status: 'failed', error: { code: 'too_many_turns' } })
  expect(endless.asked).toHaveLength(3)

  const waiting = scripted({
    agents: [agent('waiter', { tools: [tool('ask', { by: 'caller' })] })],
    says: { waiter: [[call('ask', {})]] },
  })
  const handle = await start('canceled', waiting)
  await expect.poll(() => waiting.waits.at(-1), { timeout: 30_000 }).toHaveLength(1)
  await handle.cancel()
  await expect(handle.result()).rejects.toThrow()
  expect(waiting.end).toEqual({ status: 'canceled' })
})

test('agents that ask each other in circles come to an end: the fourth asks nobody', async () => {
  const next = { a: 'b', b: 'c', c: 'd', d: 'a' } as const
  const script = scripted({
    agents: Object.entries(next).map(([name, other]) => agent(name, { consults: [other] })),
    says: Object.fromEntries(
      Object.entries(next).map(([name, other]) => [
        name,
        name === 'd' ? [[message('d knows')]] : [[call(`ask_${other}`, { question: '?' })], [message(`${name} heard`)]],
      ]),
    ),
  })
  expect(await (await start('circle', script)).result()).toBe('a heard')
  const mayAsk = script.asked.map(({ agent: name, question }) => [name, question.consults.length])
  expect(mayAsk.slice(0, 4)).toEqual([
    ['a', 1],
    ['b', 1],
    ['c', 1],
    ['d', 0],
  ])
})

test('turns are those of the run: agents that it asks take theirs from it', async () => {
  const script = scripted({
    agents: [agent('asker', { consults: ['asked'], maxTurns: 4 }), agent('asked', { tools: [tool('look')] })],
    says: {
      asker: Array.from({ length: 9 }, (_, n) => [call('ask_asked', { question: '?' }, `a${n}`)]),
      asked: Array.from({ length: 9 }, (_, n) => (n % 2 ? [message('so it is')] : [call('look', {}, `l${n}`)])),
    },
  })
  await expect((await start('turns', script)).result()).rejects.toThrow()
  expect(script.end).toMatchObject({ status: 'failed', error: { code: 'too_many_turns' } })
  expect(script.asked.map(({ agent: name }) => name)).toEqual(['asker', 'asked', 'asked', 'asker'])
})

test('a regular expression of a schema that would take for ever holds nobody up', async () => {
  const output = { type: 'object', properties: { a: { type: 'string', pattern: '^(a+)+$' } }, required: ['a'] }
  const script = scripted({
    agents: [agent('slow', { output })],
    says: { slow: [[message('{}')], [message(JSON.stringify({ a: `${'a'.repeat(60)}!` }))]] },
  })
  // What else the schema says is looked at.
  expect(await (await start('slow', script)).result()).toEqual({ a: expect.stringContaining('!') })
  expect(script.asked).toHaveLength(2)
})

test('a model that calls what it was not given ends the run, and nothing is called', async () => {
  const script = scripted({
    agents: [agent('tempted', { tools: [tool('look')] })],
    says: { tempted: [[call('delete_everything', {})]] },
  })
  await expect((await start('tempted', script)).result()).rejects.toThrow()
  expect(script.called).toEqual([])
  expect(script.end).toMatchObject({ status: 'failed', error: { code: 'invalid_answer' } })
})
