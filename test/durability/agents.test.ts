// Processes are killed while runs of agents are in the middle of whatever they do. The model is a server of our own, which writes down what
// it was asked and how far each answer came.
import { setTimeout as pause } from 'node:timers/promises'
import type { AgentUsage, CommandInput } from '@orchestrator/domain'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { definition } from '../support/definition.ts'
import {
  type Asked,
  type LoggedCall,
  type ModelServer,
  modelPrice,
  type Says,
  startModelServer,
} from '../support/model-server.ts'
import { type Arena, type Name, openArena } from './arena/arena.ts'
import { type Followed, followAgentRun } from './arena/follow-agent-run.ts'
import { countTitles, expectEachOnce, expectLogWhole, expectNoOpenWorkflows, until } from './arena/oracle.ts'
import { createRandom, type Random } from './arena/random.ts'
import { createWriter, type Writer } from './arena/writer.ts'

const lanes = 5
const victims = ['agents', 'api', 'postgres', 'temporal'] as const
const speech =
  'what I see is a project with work in it, and what I make of that takes a few words more than one would think. '

let arena: Arena
let model: ModelServer
let write: Writer
beforeAll(async () => {
  model = await startModelServer(script, { thinksMs: 400, pieceMs: 40 })
  arena = await openArena({ parts: ['api', 'agents'], env: model.env })
  await arena.allUp()
  write = createWriter(arena)
})
afterAll(async () => {
  await arena?.close()
  await model?.close()
})

const numberOf = ({ messages }: Asked): number => Number(/run (\d+)/.exec(String(messages[1]?.content))?.[1])
const turnOf = ({ messages }: Asked): number => messages.filter(({ role }) => role === 'assistant').length

/** Every run does the same: it looks, proposes, calls what a person has to approve, asks whoever started it, and answers. */
function script(asked: Asked): Says {
  const n = numberOf(asked)
  const create = (key: string) => ({
    ...{ key, command: 'task.create', confidence: 1 },
    data: { projectId: arena.projectId, title: `made ${n} ${key}` },
  })
  const turns: readonly Says[] = [
    { text: `First, ${speech}`, calls: [{ name: 'get_project', input: { project: arena.projectId } }] },
    {
      ...{ text: `Second, ${speech}` },
      calls: [{ name: 'propose_patch', input: { title: `patch ${n}`, operations: [create('a'), create('b')] } }],
    },
    { calls: [{ name: 'list_members', input: {} }] },
    { calls: [{ name: 'weather', input: { of: n } }] },
    { text: answerOf(n) },
  ]
  return turns[turnOf(asked)] ?? { text: 'there is nothing more to say' }
}
/** What whoever started the run carries out is its own to record. */
const didSteps = [
  ...['model local/scripted', 'tool get_project', 'model local/scripted', 'tool propose_patch'],
  ...['model local/scripted', 'tool list_members', 'model local/scripted', 'model local/scripted'],
]
const answerOf = (n: number) => `Run ${n} is done: ${speech.repeat(3)}`

const asking = (n: number): CommandInput<'agent_run.create'> => ({
  definition: definition({
    ...{ name: 'worker', tools: ['get_project', 'list_members'], approve: ['list_members'], proposes: ['task.create'] },
  }),
  callerTools: [{ name: 'weather', description: 'The weather', parameters: { type: 'object' } }],
  prompt: `run ${n}`,
})

interface Lived {
  readonly n: number
  readonly id: string
  readonly followed: Followed
}

interface Row {
  readonly status: string
  readonly output: unknown
  readonly error: unknown
  readonly usage: AgentUsage
  readonly patchIds: readonly string[]
  readonly waits: readonly { step: number; kind: 'approval' | 'caller'; approvalId: string | null }[]
}

const rowOf = async (id: string): Promise<Row> => {
  const [row] = await arena.sql<Row[]>`
    select status, output, error, usage, patch_ids as "patchIds", waits from agent_runs where id = ${id}`
  if (!row) throw new Error('a run is lost')
  return row
}

/** One run, with those who answer what it asks, who follow it, and who accept what it proposes. */
async function live(n: number): Promise<Lived> {
  const made = await write('POST', '/v1/agent-runs', `run ${n}`, asking(n))
  expect(made.status, JSON.stringify(made.body)).toBe(201)
  const id = String(made.body['id'])
  const following = followAgentRun(arena, id)
  await until(`run ${n} to end`, 400_000, async () => {
    const { status, waits } = await rowOf(id)
    if (waits.length > 0) await pause(1_000)
    for (const { step, kind, approvalId } of waits) {
      const [path, body] =
        kind === 'approval'
          ? [`/v1/approvals/${approvalId}/answer`, { answer: { approved: true } }]
          : [`/v1/agent-runs/${id}/answer`, { step, output: { sky: 'blue' } }]
      expect((await write('POST', path, `answer ${n} ${step}`, body)).status).toBe(200)
    }
    return { done: ['completed', 'failed', 'canceled'].includes(status), state: status }
  })
  const { patchIds } = await rowOf(id)
  for (const patch of patchIds) await write('POST', `/v1/patches/${patch}/accept`, `accept ${n}`, {})
  return { n, id, followed: await following }
}

const waits = async (kind: string) =>
  (await arena.sql`select from agent_runs where waits @> ${arena.sql.json([{ kind }])} limit 1`).length > 0
const openCall = (is: (call: LoggedCall) => boolean) => model.calls.some((call) => call.end === null && is(call))

/** In the middle of what a process is killed. */
const moments: Readonly<Record<string, () => boolean | Promise<boolean>>> = {
  'a model thinks': () => openCall(({ chunksAt }) => chunksAt.length === 0),
  'a model speaks': () => openCall(({ chunksAt }) => chunksAt.length > 2),
  'a tool is called': () => {
    const last = model.calls.findLast(({ end }) => end === 'finished')
    return (last?.says.calls?.length ?? 0) > 0 && Date.now() - (last?.endedAt ?? 0) < 40
  },
  'a person is asked': () => waits('approval'),
  'whoever started it is asked': () => waits('caller'),
}

interface Kill {
  readonly victim: Name
  readonly at: number
  readonly backAt: number
}

/** Each part in each of the moments, in an order of chance. */
async function killAll(random: Random): Promise<Kill[]> {
  const kills: Kill[] = []
  const todo = Object.entries(moments)
    .flatMap(([moment, is]) => victims.map((victim) => ({ moment, is, victim, place: random.between(0, 1_000_000) })))
    .sort((a, b) => a.place - b.place)
  for (const { moment, is, victim } of todo) {
    for (const giveUp = Date.now() + 90_000; !(await Promise.resolve(is()).catch(() => false)); await pause(5))
      if (Date.now() > giveUp) throw new Error(`it did not come to it that ${moment}`)
    const at = Date.now()
    await arena.kept[victim].kill(random.between(0, 1_500))
    await arena.kept[victim].up()
    kills.push({ victim, at, backAt: Date.now() })
    console.log(`  killed while ${moment}: ${victim}`)
    await pause(random.between(0, 1_000))
  }
  return kills
}

test('whatever is killed in the middle of whatever, every run is completed and did each thing once', async () => {
  const lived: Lived[] = []
  let next = 0
  let over = false
  const lane = async () => {
    while (!over) lived.push(await live(next++))
  }
  const living = Promise.all(Array.from({ length: lanes }, lane))
  const kills = await Promise.race([killAll(createRandom()), living.then(() => [])])
  over = true
  await living
  const all = lived.map(({ n }) => n)
  console.log(`  ${lived.length} runs, ${model.calls.length} calls of models, ${kills.length} kills`)

  for (const { n, id } of lived) {
    const { status, output, error, waits: left, patchIds } = await rowOf(id)
    expect({ n, status, output, error, left }).toEqual({
      n,
      status: 'completed',
      output: answerOf(n),
      error: null,
      left: [],
    })
    expect(patchIds).toHaveLength(1)
    const steps = await arena.sql<{ kind: string; name: string; status: string }[]>`
      select kind, name, status from agent_steps where run_id = ${id} order by n`
    expect(steps.map(({ kind, name, status: is }) => `${kind} ${name} ${is}`)).toEqual(
      didSteps.map((step) => `${step} completed`),
    )
  }
  expectEachOnce(
    await countTitles(arena, 'made '),
    all.flatMap((n) => [`made ${n} a`, `made ${n} b`]),
  )
  const patches = await arena.sql<
    { title: string; n: number }[]
  >`select title, count(*)::int as n from patches group by 1`
  expectEachOnce(
    new Map(patches.map(({ title, n }) => [title, n])),
    all.map((n) => `patch ${n}`),
  )

  expectNoneRepeated(kills)
  for (const one of lived) await expectPaidOnce(one)
  for (const { n, followed } of lived) {
    const { texts, gaps, status } = followed
    expect({ n, gaps, status }).toEqual({ n, gaps: [], status: 'completed' })
    expect([n, [...texts.values()]]).toEqual([n, [`First, ${speech}`, `Second, ${speech}`, answerOf(n)]])
  }
  expect(lived.reduce((sum, { followed }) => sum + followed.restarts, 0)).toBeGreaterThan(0)
  await expectLogWhole(arena)
  await expectNoOpenWorkflows(arena)
}, 1_200_000)

/** An answer is recorded so soon after its end, and after the database is back: it is asked for again every five seconds at least. */
const recordedWithinMs = 6_000

/**
 * What broke off was killed, and what is asked again broke off: or its process was killed in the moment between the end of the answer and
 * its record.
 */
function expectNoneRepeated(kills: readonly Kill[]): void {
  const ofAgents = kills.filter(({ victim }) => victim === 'agents').map(({ at }) => at)
  const away = kills.filter(({ victim }) => victim === 'postgres')
  const killedBetween = (from: number, to: number) => ofAgents.some((at) => at >= from && at <= to)
  for (const calls of Map.groupBy(model.calls, ({ asked }) => `run ${numberOf(asked)}, turn ${turnOf(asked)}`).values())
    for (const [place, { end, endedAt, asked }] of calls.entries()) {
      const what = `run ${numberOf(asked)}, turn ${turnOf(asked)}, call ${place + 1} of ${calls.length}: ${end}`
      const at = endedAt ?? 0
      if (end === 'broken off') expect(killedBetween(at - 1_000, at + 100), what).toBe(true)
      if (end === 'broken off' || place === calls.length - 1) continue
      // Without a database nothing is recorded: the process goes on trying.
      const back = away.find((one) => one.at <= at + recordedWithinMs && one.backAt >= at)?.backAt ?? at
      expect(killedBetween(at - 100, back + recordedWithinMs), what).toBe(true)
    }
}

/** The ledger has one line for each answer, and the run is the sum of its answers. */
async function expectPaidOnce({ n, id }: Lived): Promise<void> {
  const ledger = await arena.sql<{ step: number; status: string; input: number; output: number; cost: number }[]>`
    select step, status, input_tokens::int as input, output_tokens::int as output, cost_usd::float8 as cost
    from model_calls where run_id = ${id} order by step`
  const steps = await arena.sql<{ n: number; output: { inputTokens: number; outputTokens: number } }[]>`
    select n, output from agent_steps where run_id = ${id} and kind = 'model' order by n`
  expect([n, ledger.map(({ step, status }) => [step, status])]).toEqual([n, steps.map((step) => [step.n, 'answered'])])
  const { usage } = await rowOf(id)
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)
  const [input, output] = [sum(ledger.map((row) => row.input)), sum(ledger.map((row) => row.output))]
  expect([n, usage]).toMatchObject([n, { calls: ledger.length, inputTokens: input, outputTokens: output }])
  const cost = (input * modelPrice.input + output * modelPrice.output) / 1_000_000
  expect(sum(ledger.map((row) => row.cost))).toBeCloseTo(cost, 9)
  expect(Number(usage.costUsd)).toBeCloseTo(cost, 9)
}
