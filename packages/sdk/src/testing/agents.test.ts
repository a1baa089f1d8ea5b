import { expect, expectTypeOf, it } from 'vitest'
import * as z from 'zod'
import { AgentError, agent, OrchestratorError, on, playbook, tool } from '../index.ts'
import { fake, type TestAgentRun, testRun } from './index.ts'

const created = fake('task.created', { task: { title: 'Login fails' } })
const stockOf = tool({
  name: 'stock_of',
  description: 'How many pieces of an article there are.',
  input: z.object({ article: z.string(), places: z.int().default(1) }),
  async run({ article, places }, { sleep, comments, event }) {
    expectTypeOf(places).toEqualTypeOf<number>()
    if (article === 'none') throw new Error('there is no such article')
    await sleep('2 hours')
    const { id } = (event as typeof created).task
    await comments.create({ taskId: id, body: `${article} is asked for` })
    return { article, places, pieces: 7 }
  },
})
const critic = agent({ name: 'critic', description: 'Finds faults.', instructions: 'Find faults.' })
const clerk = agent({
  name: 'clerk',
  description: 'Knows the warehouse.',
  instructions: 'Answer with what is there.',
  tools: ['get_task', stockOf],
  approve: [stockOf],
  proposes: ['task.update'],
  consults: [critic, 'reviewer'],
  output: z.object({ pieces: z.int() }),
  model: { route: 'clerk', complexity: 'low' },
  budget: { usd: 0.5 },
})
const asks = playbook({
  id: 'asks',
  when: on('task.created'),
  async run({ event, agents }) {
    const { output, patchIds } = await agents.run(clerk, { prompt: 'How many?', taskId: event.task.id })
    expectTypeOf(output).toEqualTypeOf<{ pieces: number }>()
    return { pieces: output.pieces, patchIds: [...patchIds] }
  },
})

it('an agent is asked, calls tools of the playbook, proposes and answers', async () => {
  const seen: TestAgentRun[] = []
  const run = await testRun(asks, created, {
    agents: {
      async clerk(asked) {
        seen.push(asked)
        const { pieces } = (await asked.call('stock_of', { article: 'nut' })) as { pieces: number }
        await expect(asked.call('stock_of', { article: 1 })).rejects.toThrow('the input of stock_of does not meet')
        await expect(asked.call('stock_of', { article: 'none' })).rejects.toThrow('there is no such article')
        await expect(asked.call('other', {})).rejects.toThrow('there is no such tool')
        asked.propose({
          title: 'Nuts',
          operations: [{ key: 'nuts', command: 'task.update', data: { id: created.task.id, title: 'Buy nuts' } }],
        })
        return { pieces }
      },
    },
  })
  expect(run.error).toBe(null)
  expect(run.result).toEqual({ pieces: 7, patchIds: [run.patches[0]?.id] })
  expect(run.elapsedMs).toBe(2 * 3_600_000)
  expect(run.comments).toMatchObject([{ body: 'nut is asked for' }])
  expect(seen[0]).toMatchObject({ prompt: 'How many?', taskId: created.task.id, projectId: created.task.projectId })
  expect(seen[0]?.definition).toMatchObject({
    name: 'clerk',
    tools: ['get_task', 'stock_of'],
    approve: ['stock_of'],
    consults: ['critic', 'reviewer'],
    taskType: 'clerk',
    complexity: 'low',
    budgetUsd: 0.5,
    output: { type: 'object', required: ['pieces'] },
  })
  expect(run.effects.map(({ name }) => name)).toEqual([
    'agents.run',
    'comments.create',
    ...['agents.answer', 'agents.answer', 'agents.answer', 'agents.answer'],
  ])
  expect(run.effects[0]).toMatchObject({
    data: { agents: [{ name: 'critic' }], callerTools: [{ name: 'stock_of', parameters: { type: 'object' } }] },
  })
  expect(run.events.map(({ type }) => type).filter((type) => type.startsWith('agent_run.'))).toEqual([
    'agent_run.created',
    ...Array.from({ length: 4 }, () => ['agent_run.waiting', 'agent_run.answered', 'agent_run.resumed']).flat(),
    'agent_run.completed',
  ])
})

it('calls that come together are carried out one after the other', async () => {
  const run = await testRun(asks, created, {
    agents: {
      async clerk({ call }) {
        const both = await Promise.all([call('stock_of', { article: 'a' }), call('stock_of', { article: 'b' })])
        return { pieces: both.length }
      },
    },
  })
  expect(run.result).toMatchObject({ pieces: 2 })
  expect(run.elapsedMs).toBe(4 * 3_600_000)
  expect(run.comments.map(({ body }) => body)).toEqual(['a is asked for', 'b is asked for'])
})

it('an agent of the workspace is asked by its name, with tools for this run', async () => {
  const named = playbook({
    id: 'named',
    when: on('task.created'),
    async run({ agents }) {
      const answer = await agents.run('planner', { prompt: 'Plan it', tools: [stockOf] })
      expectTypeOf(answer.output).toEqualTypeOf<unknown>()
      return { output: String(answer.output), calls: answer.usage.calls }
    },
  })
  const run = await testRun(named, created, { agents: { planner: ({ definition }) => `as ${definition}` } })
  expect(run.result).toEqual({ output: 'as null', calls: 0 })
  const unknown = await testRun(named, created)
  expect(unknown.reason).toBe("agents.run: the test has no agent planner; give testRun `agents: { 'planner': … }`")
})

it('what fails is thrown with its code; an answer of another form is no answer', async () => {
  const refuse = () => {
    throw new OrchestratorError('budget_exceeded', 'it would have cost more than $0.50')
  }
  const failed = await testRun(asks, created, { agents: { clerk: refuse } })
  expect(failed.error).toBeInstanceOf(AgentError)
  expect(failed.error).toMatchObject({
    name: 'AgentError',
    code: 'budget_exceeded',
    message: 'clerk: it would have cost more than $0.50',
    runStatus: 'failed',
    runId: expect.any(String),
  })
  const wrong = await testRun(asks, created, { agents: { clerk: () => ({ pieces: 'many' }) } })
  expect(wrong.reason).toContain('the answer of clerk does not meet its schema: pieces:')
})
