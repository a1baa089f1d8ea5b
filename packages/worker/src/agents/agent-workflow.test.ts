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
  /** Why nobody is asked about a call. */
  readonly refused: string | null
  readonly asked: { n: number; agent: string; question: ModelQuestion }[]
  /** How long each agent's model takes, in ms. */
  readonly takes: Readonly<Record<string, number>>
  /** What else an agent's model waits for before it answers. */
  readonly hold: (agent: string) => Promise<void>
  readonly called: { agent: string; tool: string; input: Json }[]
  readonly waits: (readonly AgentWait[])[]
  readonly changes: number[]
  /** How long it takes to tell for what the run waits, in ms. */
  readonly tellsAfter: (waits: readonly AgentWait[]) => number
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
    await script.hold(name)
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
  askApproval: async ({ run, n }) => {
    const { refused } = scriptOf(run)
    return refused === null ? { approvalId: `${run.runId}/${n}` } : { refused }
  },
  setWaits: async ({ run, change, waits }) => {
    await pause(scriptOf(run).tellsAfter(waits))
    scriptOf(run).waits.push(waits)
    scriptOf(run).changes.push(change)
  },
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
  ...{
    agents: [],
    says: {},
    tools: {},
    answers: {},
    asked: [],
    takes: {},
    called: [],
    waits: [],
    hold: async () => {},
    changes: [],
    tellsAfter: () => 0,
    refused: null,
    ...script,
  },
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

test('agents that are asked in one turn think at the same time, also those whom these ask', async () => {
  const script: Script = scripted({
    agents: [
      agent('planner', { consults: ['left', 'right'] }),
      ...['left', 'right'].map((name) => agent(name, { consults: ['deeper'] })),
      agent('deeper'),
    ],
    says: {
      planner: [['ask_left', 'ask_right'].map((name) => call(name, { question: '?' })), [message('both')]],
      left: [[call('ask_deeper', { question: '?' })], [message('l')]],
      right: [[call('ask_deeper', { question: '?' })], [message('r')]],
      deeper: [[message('d')], [message('d')]],
    },
    // Neither is answered before both are asked.
    hold: async (name) => {
      if (name === 'planner') return
      const peers = name === 'deeper' ? ['deeper', 'deeper'] : ['left', 'right']
      const asked = () => script.asked.filter((one) => peers.includes(one.agent)).length
      await expect.poll(asked, { timeout: 60_000 }).toBeGreaterThanOrEqual(2)
    },
  })
  expect(await (await start('side by side', script)).result()).toBe('both')
  const numbers = script.asked.map(({ n }) => n)
  expect([...numbers].sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7])
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
    return script.asked.map(({ n, agent: name }) => `${n} ${name}`).sort()
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

test('what cannot wait for want of room is told to the model, which goes on; an answer without room ends the run', async () => {
  const large = (length: number) => ({ text: 'x'.repeat(length) })
  const script = scripted({
    agents: [agent('talker', { tools: [tool('lookup', { by: 'caller' }), tool('pay', { approve: true })] })],
    says: {
      talker: [
        [call('lookup', large(50_000), 'a'), call('pay', large(50_000), 'b'), call('lookup', large(1), 'c')],
        Array.from({ length: 5 }, (_, n) => call('pay', large(45_000), `d${n}`)),
        [message('done')],
      ],
    },
  })
  const handle = await start('large', script)
  const answer = async (kind: 'caller' | 'approval') => {
    const waits = script.waits.at(-1) ?? []
    for (const { step } of waits)
      script.answers[String(step)] =
        kind === 'caller' ? { kind, output: 'found' } : { kind, approved: true, comment: null }
    await handle.signal('wake')
  }
  await expect.poll(() => script.waits.at(-1)?.map(({ tool: one }) => one), { timeout: 30_000 }).toEqual(['lookup'])
  await answer('caller')
  await expect.poll(() => script.waits.at(-1), { timeout: 30_000 }).toHaveLength(4)
  await answer('approval')
  expect(await handle.result()).toBe('done')
  const told = script.asked.map(({ question }) => JSON.stringify(question.items))
  expect(told[1]?.match(/payload_too_large: 50011 characters of input; at most 50000/g)).toHaveLength(2)
  expect(told[2]?.match(/payload_too_large: calls with so much input/g)).toHaveLength(1)
  expect(script.called).toHaveLength(4)

  const endless = scripted({ agents: [agent('endless')], says: { endless: [[message('x'.repeat(200_000))]] } })
  await expect((await start('much', endless)).result()).rejects.toThrow()
  const message200 =
    'the answer has 200002 characters, of which at most 200000 are kept: what is long belongs into a proposal'
  expect(endless.end).toEqual({ status: 'failed', error: { code: 'payload_too_large', message: message200 } })
})

test('what nobody is asked about keeps no room, and no more wait at once than a run may hold', async () => {
  const large = { text: 'x'.repeat(45_000) }
  const script = scripted({
    agents: [agent('talker', { tools: [tool('lookup', { by: 'caller' }), tool('pay', { approve: true })] })],
    refused: 'too long for people',
    says: {
      talker: [
        Array.from({ length: 4 }, (_, n) => call('pay', large, `a${n}`)),
        [call('lookup', large, 'b')],
        Array.from({ length: 101 }, (_, n) => call('lookup', { n }, `c${n}`)),
        [message('done')],
      ],
    },
  })
  const handle = await start('bounded', script)
  for (const length of [1, 100]) {
    await expect.poll(() => script.waits.at(-1), { timeout: 30_000 }).toHaveLength(length)
    for (const { step } of script.waits.at(-1) ?? []) script.answers[String(step)] = { kind: 'caller', output: 'found' }
    await handle.signal('wake')
  }
  expect(await handle.result()).toBe('done')
  const told = script.asked.map(({ question }) => JSON.stringify(question.items))
  expect(told[1]?.match(/too long for people/g)).toHaveLength(4)
  expect(told[3]?.match(/too many calls wait at once/g)).toHaveLength(1)
})

test('the last that is told of what a run waits for is what it waits for, however long it takes to tell', async () => {
  const script = scripted({
    agents: [
      agent('helper', { tools: [tool('lookup', { by: 'caller' }), tool('weigh', { by: 'caller', approve: true })] }),
    ],
    says: {
      helper: [
        [call('lookup', { id: 7 }, 'a'), call('lookup', { id: 8 }, 'b')],
        [call('weigh', {})],
        [message('all is known')],
      ],
    },
    // What is told first is there last, if nobody sees to it.
    tellsAfter: ({ length }) => [600, 300, 0][length] ?? 0,
  })
  const handle = await start('in order', script)
  const answered = new Set<number>()
  const answer = async (kind: AgentWait['kind']) => {
    const open = () => script.waits.at(-1)?.filter((wait) => wait.kind === kind && !answered.has(wait.step)) ?? []
    await expect.poll(open, { timeout: 30_000 }).not.toEqual([])
    for (const { step } of open()) {
      answered.add(step)
      script.answers[String(step)] =
        kind === 'caller' ? { kind, output: 'known' } : { kind, approved: true, comment: null }
    }
    await handle.signal('wake')
  }
  await expect.poll(() => script.waits.at(-1), { timeout: 30_000 }).toHaveLength(2)
  await answer('caller')
  await answer('approval')
  // It is called now, and nothing that was told late hides it.
  await answer('caller')
  expect(await handle.result()).toBe('all is known')
  expect(script.waits.at(-1)).toEqual([])
  expect(script.changes).toEqual(script.changes.toSorted((a, b) => a - b))
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

test('a model that calls what it was not given is told what there is, and nothing is called', async () => {
  const script = scripted({
    agents: [
      agent('tempted', { tools: [tool('look')], consults: ['other'], handoffs: ['other'] }),
      agent('other', { consults: [] }),
    ],
    says: {
      tempted: [[call('delete_everything', {}), call('look', {})], [message('I only looked')]],
      other: [],
    },
  })
  expect(await (await start('tempted', script)).result()).toBe('I only looked')
  expect(script.called.map(({ tool: called }) => called)).toEqual(['look'])
  const told = script.asked[1]?.question.items as { name?: string; output?: { text: string } }[]
  expect(told.find(({ name }) => name === 'delete_everything')?.output?.text).toBe(
    'error: there is no tool "delete_everything" for you; there are look, ask_other, transfer_to_other',
  )
})
