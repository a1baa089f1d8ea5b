import type { AgentRunSummary, Patch } from '@orchestrator/domain'
import { getEntity, readPreferences } from '@orchestrator/store'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type AgentStage, openAgentStage } from '../../../../test/support/agent-stage.ts'
import { definition } from '../../../../test/support/definition.ts'
import type { Asked, Says } from '../../../../test/support/model-server.ts'

// The process of agents on a real Postgres and a real Temporal. The model says what each test wants, by the prompt.

let stage: AgentStage
const scripts = new Map<string, (asked: Asked) => Says>()
let unscripted: (asked: Asked) => Says = () => ({ text: 'nobody has told me what to say' })
beforeAll(async () => {
  stage = await openAgentStage((asked) => {
    const prompt = asked.messages.findLast(({ role }) => role === 'user')?.content ?? ''
    return (scripts.get(prompt) ?? unscripted)(asked)
  })
})
afterAll(() => stage?.close())

/** One answer after the other; what tools gave last is at hand. */
const says = (prompt: string, ...turns: ((result: string) => Says)[]) =>
  scripts.set(prompt, ({ messages }) => {
    const turn = messages.filter(({ role }) => role === 'assistant').length
    const result = messages.findLast(({ role }) => role === 'tool')?.content ?? ''
    return turns[turn]?.(result) ?? { text: 'there is nothing more to say' }
  })
const patchOf = async (id: string) =>
  (await stage.w.store.read(stage.w.id, (tx) => getEntity(tx, stage.w.id, 'patch', id))) as unknown as Patch
const eventsOf = async (id: string) =>
  (await stage.w.events()).flatMap((event) =>
    event.type.startsWith('agent_run.') && (event as unknown as { agentRun: AgentRunSummary }).agentRun.id === id
      ? [event.type]
      : [],
  )

test('an agent looks, proposes, and says so: the patch names it, its model and its cost; people decide', async () => {
  const { w } = stage
  const project = await w.project()
  await w.task(project, { title: 'Ship it' })
  says(
    'split',
    () => ({ text: 'I look.', calls: [{ name: 'list_tasks', input: { projectId: project } }] }),
    (result) => {
      expect(result).toContain('Ship it')
      const data = { projectId: project, title: 'Write the notes' }
      const operation = { key: 'a', command: 'task.create', data, confidence: 0.8, rationale: 'it was asked for' }
      return { calls: [{ name: 'propose_patch', input: { title: 'Split', operations: [operation] } }] }
    },
    () => ({ text: 'I propose one task.' }),
  )
  const agent = definition({ name: 'splitter', tools: ['list_tasks'], proposes: ['task.create'] })
  const id = await stage.ask({ definition: agent, prompt: 'split', projectId: project })
  const run = await stage.paused(id)
  expect(run).toMatchObject({ status: 'completed', output: 'I propose one task.', error: null })
  expect(run.usage).toMatchObject({ calls: 3 })
  expect(Number(run.usage.costUsd)).toBeGreaterThan(0)
  const patch = await patchOf(run.patchIds[0] ?? '')
  expect(patch).toMatchObject({
    ...{ status: 'proposed', projectId: project, runId: id },
    author: { agent: 'splitter', model: 'local/scripted', promptVersion: expect.stringMatching(/^[0-9a-f]{12}$/) },
    proposedBy: { type: 'agent_run', id, memberId: w.owner.actor.memberId },
  })
  // Until then; the answer after it cost more.
  expect(Number(patch.author?.costUsd)).toBeLessThan(Number(run.usage.costUsd))
  expect((await stage.steps(id)).map(({ n, kind, name, status }) => [n, kind, name, status])).toEqual([
    [0, 'model', 'local/scripted', 'completed'],
    [1, 'tool', 'list_tasks', 'completed'],
    [2, 'model', 'local/scripted', 'completed'],
    [3, 'tool', 'propose_patch', 'completed'],
    [4, 'model', 'local/scripted', 'completed'],
  ])
  expect(await eventsOf(id)).toEqual(['agent_run.created', 'agent_run.completed'])
})

test('what people want and what is open goes along with the question, for those that may know it', async () => {
  const { w } = stage
  const project = await w.project()
  await w.task(project, { title: 'Order the walls of the stand' })
  await w.run('preference.create', { scope: 'project', projectId: project, words: 'Titles begin with a verb' })
  says('know', () => ({ text: 'so I do' }))
  const heardBy = async (more: object) => {
    const agent = definition({ name: 'knower', ...more })
    await stage.paused(await stage.ask({ definition: agent, prompt: 'know', projectId: project }))
    return (
      stage.model.calls
        .at(-1)
        ?.asked.messages.map(({ content }) => content)
        .join('\n') ?? ''
    )
  }
  const told = await heardBy({ tools: ['list_tasks'], proposes: ['task.create'] })
  expect(told).toContain('Titles begin with a verb')
  expect(told).toContain('Order the walls of the stand')
  const others = await heardBy({})
  expect(others).not.toContain('Titles begin')
  expect(others).not.toContain('Order the walls')
})

test('what is wrong with a call is told to the model, which mends it', async () => {
  const project = await stage.w.project()
  const propose = (data: object) => ({
    calls: [{ name: 'propose_patch', input: { title: 'x', operations: [{ key: 'a', command: 'task.create', data }] } }],
  })
  says(
    'mend',
    () => propose({ projectId: project, title: '' }),
    (result) => {
      expect(JSON.parse(result)).toMatchObject({
        error: { code: 'invalid_input', fields: [{ path: expect.stringContaining('title') }] },
      })
      return propose({ projectId: project, title: 'Whole' })
    },
    () => ({ text: 'mended' }),
  )
  const agent = definition({ name: 'mender', proposes: ['task.create'] })
  const run = await stage.paused(await stage.ask({ definition: agent, prompt: 'mend' }))
  expect(run).toMatchObject({ status: 'completed', patchIds: [expect.any(String)] })
})

test('a call that needs a person is asked of whoever started the run, and goes on with the answer', async () => {
  const { w } = stage
  says(
    'careful',
    () => ({ calls: [{ name: 'list_members', input: {} }] }),
    (result) => ({ text: result.includes('refused') ? result : 'seen' }),
  )
  const agent = definition({ name: 'careful', tools: ['list_members'], approve: ['list_members'] })
  for (const approved of [true, false]) {
    const id = await stage.ask({ definition: agent, prompt: 'careful' })
    const waiting = await stage.paused(id)
    expect(waiting).toMatchObject({ status: 'waiting', waits: [{ kind: 'approval', tool: 'list_members', input: {} }] })
    const approval = waiting.waits[0]?.approvalId ?? ''
    await w.run('approval.answer', { id: approval, answer: { approved, ...(!approved && { comment: 'not now' }) } })
    await expect.poll(async () => (await stage.paused(id)).status, { timeout: 60_000 }).toBe('completed')
    const run = await stage.paused(id)
    expect(run.output).toBe(approved ? 'seen' : 'a person has refused this call: not now')
    const calls = (await stage.steps(id)).filter(({ kind }) => kind === 'tool')
    expect(calls).toHaveLength(approved ? 1 : 0)
    expect(await eventsOf(id)).toEqual([
      ...['agent_run.created', 'agent_run.waiting', 'agent_run.resumed', 'agent_run.completed'],
    ])
  }
})

test('a run that is cancelled while it waits takes its question back', async () => {
  const { w } = stage
  says('unwanted', () => ({ calls: [{ name: 'list_members', input: {} }] }))
  const agent = definition({ name: 'careful', tools: ['list_members'], approve: ['list_members'] })
  const id = await stage.ask({ definition: agent, prompt: 'unwanted' })
  const approval = (await stage.paused(id)).waits[0]?.approvalId ?? ''
  await w.run('agent_run.cancel', { id })
  await expect.poll(async () => (await stage.paused(id)).status, { timeout: 60_000 }).toBe('canceled')
  const view = await w.store.read(w.id, (tx) => getEntity(tx, w.id, 'approval', approval))
  expect(view).toMatchObject({ status: 'canceled' })
})

test('an answer fits its schema: one that does not is asked for once more', async () => {
  const output = { type: 'object', properties: { days: { type: 'number' } }, required: ['days'] }
  const agent = definition({ name: 'measurer', output })
  const [fits, doesNot] = [{ text: '{"days":3}' }, { text: '{"days":"three"}' }]
  const answers = [doesNot, fits, doesNot, doesNot]
  // The prompt is the last thing that a person said, or the runner in its place.
  unscripted = () => answers.shift() ?? doesNot
  const mended = await stage.paused(await stage.ask({ definition: agent, prompt: 'how long?' }))
  expect(mended).toMatchObject({ status: 'completed', output: { days: 3 }, usage: { calls: 2 } })
  const asked = stage.model.calls.at(-1)?.asked.messages.at(-1)
  expect(asked).toMatchObject({ role: 'user', content: expect.stringContaining('expected number') })
  const failed = await stage.paused(await stage.ask({ definition: agent, prompt: 'how long?' }))
  expect(failed).toMatchObject({ status: 'failed', error: { code: 'invalid_answer' }, usage: { calls: 2 } })
})

test('what no database takes keeps no run from its end: in calls of tools, in questions, in answers', async () => {
  const { w } = stage
  const project = await w.project()
  const odd = 'a\0b\ud800c'
  const create = { key: 'a', command: 'task.create', data: { projectId: project, title: odd } }
  says(
    'odd',
    () => ({ calls: [{ name: 'propose_patch', input: { title: odd, operations: [create] } }] }),
    () => ({ calls: [{ name: 'search', input: { words: odd } }] }),
    () => ({ calls: [{ name: 'lookup', input: { of: odd } }] }),
    () => ({ calls: [{ name: 'ask_second', input: { question: odd } }] }),
    () => ({ text: JSON.stringify({ said: odd }) }),
  )
  says('a\ufffdb\ufffdc', () => ({ text: odd }))
  const first = definition({
    ...{
      name: 'odd',
      tools: ['search'],
      approve: ['search'],
      proposes: ['task.create'],
      consults: ['second'],
    },
    output: { type: 'object', properties: { said: { type: 'string' } }, required: ['said'] },
  })
  const callerTools = [{ name: 'lookup', description: 'Looks it up', parameters: { type: 'object' } }]
  const agents = [definition({ name: 'second' })]
  const id = await stage.ask({ definition: first, agents, callerTools, prompt: 'odd' })
  const approval = (await stage.paused(id)).waits[0]
  expect(approval).toMatchObject({ kind: 'approval', input: { words: 'a\ufffdb\ufffdc' } })
  await w.run('approval.answer', { id: approval?.approvalId ?? '', answer: { approved: true } })
  const calls = async () => (await stage.paused(id)).waits.filter(({ kind }) => kind === 'caller')
  await expect.poll(calls, { timeout: 60_000 }).toMatchObject([{ input: { of: 'a\ufffdb\ufffdc' } }])
  await w.run('agent_run.answer', { id, step: (await calls())[0]?.step ?? 0, output: 'found' })
  await expect.poll(async () => (await stage.paused(id)).endedAt, { timeout: 60_000 }).not.toBeNull()
  const run = await stage.paused(id)
  expect(run).toMatchObject({ status: 'completed', error: null, output: { said: 'a\ufffdb\ufffdc' } })
  expect((await patchOf(run.patchIds[0] ?? '')).title).toBe('a\ufffdb\ufffdc')
})

test('a run stops where its budget ends', async () => {
  says('dear', () => ({ calls: [{ name: 'list_members', input: {} }] }))
  const agent = definition({ name: 'spender', tools: ['list_members'], budgetUsd: 0.0005, maxTurns: 50 })
  const run = await stage.paused(await stage.ask({ definition: agent, prompt: 'dear' }))
  expect(run).toMatchObject({ status: 'failed', error: { code: 'budget_exceeded' } })
  expect(Number(run.usage.costUsd)).toBeLessThanOrEqual(0.0005)
})

test('without any run, what people typed becomes a preference in words', async () => {
  const w = await stage.store.workspace()
  const task = await w.task(await w.project())
  unscripted = ({ messages }) => ({
    text: messages[0]?.content?.startsWith('You put into words')
      ? JSON.stringify({ preference: 'Design is left to the designers', restsOn: [1, 2, 3] })
      : 'nobody has told me what to say',
  })
  for (const reason of ['Not ours', 'Ask design', 'That is drawn elsewhere']) {
    const operation = { key: 'a', command: 'task.update' as const, data: { id: task, title: 'Draw it' } }
    const { result } = await w.run('patch.propose', { title: 'Plan', operations: [operation] })
    await w.run('patch.review', { id: result.id, decisions: [{ key: 'a', decision: 'reject', reason }] })
  }
  const words = async () =>
    (await w.store.read(w.id, (tx) => readPreferences(tx, w.id))).map((preference) => preference.words)
  await expect.poll(words, { timeout: 120_000, interval: 500 }).toEqual(['Design is left to the designers'])
})
