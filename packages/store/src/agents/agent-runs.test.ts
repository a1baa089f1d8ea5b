import { type AgentRunWait, type Command, type CommandInput, newId, type Principal } from '@orchestrator/domain'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openTestStore, refusal, type TestStore, type TestWorkspace } from '../../../../test/support/workspace.ts'
import { dueApprovals } from '../automation/approvals.ts'
import { renewEpoch } from '../automation/epoch.ts'
import type { Store } from '../store.ts'
import { agentPrincipal, beginAgentRun, readAgentRun, requeueAgentRun, type StoredAgentRun } from './agent-runs.ts'
import { answersOf } from './answers-of.ts'
import { noteTold, openAgentRuns, queuedAgentRuns, wokenAgentRuns } from './find-agent-runs.ts'

let stage: TestStore
let relay: Store
beforeAll(async () => {
  stage = await openTestStore()
  relay = stage.open('relay', 2)
})
afterAll(() => stage?.close())

const start = async (w: TestWorkspace, data: Partial<CommandInput<'agent_run.create'>> = {}, as?: Principal) => {
  const { result } = await w.run('agent_run.create', { agent: 'planner', prompt: 'Plan it', ...data }, as)
  return result.id
}
const read = async (w: TestWorkspace, id: string): Promise<StoredAgentRun> => {
  const run = await readAgentRun(w.store, w.id, id)
  if (!run) throw new Error('there is no such run')
  return run
}
/** Says something of a run, as the run. */
const say = async (w: TestWorkspace, id: string, type: 'agent_run.wait' | 'agent_run.end', data: object) => {
  const command = { id: newId(), type, data: { id, ...data } } as Command
  await w.store.execute(agentPrincipal(await read(w, id)), [command], { unasked: true })
}
const began = async (w: TestWorkspace, data?: Partial<CommandInput<'agent_run.create'>>) => {
  const id = await start(w, data)
  expect(await beginAgentRun(w.store, w.id, id, `w-${id}`)).toBe(true)
  return id
}
const caller = (step: number): AgentRunWait => ({ step, kind: 'caller', tool: 'look', input: {}, approvalId: null })
const usage = { calls: 1, inputTokens: 10, outputTokens: 5, costUsd: '0.01' }
const woken = async (id: string) => (await wokenAgentRuns(relay, 100)).find((run) => run.id === id)
const typesOf = async (w: TestWorkspace, id: string) =>
  (await w.events()).filter((event) => event.subject.id === id).map(({ type }) => type)

describe('a run carries', () => {
  test('its agents as they were, with all that they may reach, each once', async () => {
    const w = await stage.workspace()
    const agent = await w.run('agent.create', { name: 'scout', instructions: 'Old.', consults: ['planner'] })
    const id = await start(w, { agent: 'scout' })
    await w.run('agent.update', { id: agent.result.id, instructions: 'New.', consults: [] })
    const run = await read(w, id)
    expect(run.agents.map(({ name }) => name)).toEqual(['scout', 'planner', 'estimator', 'reviewer'])
    expect(run.agents[0]).toEqual({
      ...{ name: 'scout', description: '', instructions: 'Old.', tools: [], proposes: [], approve: [], trusted: [] },
      ...{ handoffs: [], consults: ['planner'], output: null, taskType: 'agent', complexity: null },
      ...{ maxTurns: 20, budgetUsd: null },
    })
    expect(run).toMatchObject({ agent: 'scout', agentVersion: 1, status: 'queued', source: { kind: 'request' } })
  })

  test('agents that came with it before those of the workspace, whatever circles they make', async () => {
    const w = await stage.workspace()
    await w.run('agent.create', { name: 'second', instructions: 'The workspace’s.' })
    const definition = { name: 'first', instructions: 'x', handoffs: ['second'] }
    const agents = [{ name: 'second', instructions: 'Its own.', handoffs: ['first'], consults: ['analyst'] }]
    const run = await read(w, await start(w, { agent: undefined, definition, agents }))
    expect(run.agents.map(({ name }) => name)).toEqual([
      'first',
      'second',
      'analyst',
      'planner',
      'estimator',
      'reviewer',
    ])
    expect(run.agents[1]?.instructions).toBe('Its own.')
    expect(run.agentVersion).toBeNull()
  })

  test('nobody whom it could ask only deeper than three', async () => {
    const w = await stage.workspace()
    const names = ['a', 'b', 'c', 'd', 'e']
    const [definition, ...agents] = names.map((name, index) => ({
      ...{ name, instructions: 'x', consults: names.slice(index + 1, index + 2) },
    }))
    const run = await read(w, await start(w, { agent: undefined, definition, agents }))
    expect(run.agents.map(({ name }) => name)).toEqual(['a', 'b', 'c', 'd'])
  })

  test('the rights of whoever started it, within their scopes, and the depth of its cause', async () => {
    const w = await stage.workspace()
    const cause = { causationId: newId(), correlationId: newId(), depth: 3 }
    const scopes = ['workspace.read', 'automation.run'] as const
    const actor = { type: 'rule_run' as const, id: newId(), memberId: w.owner.actor.memberId }
    const id = await start(w, {}, { ...w.owner, actor, scopes, cause })
    const run = await read(w, id)
    expect(run.source).toEqual({ kind: 'run', runId: actor.id })
    expect(agentPrincipal(run)).toEqual({
      workspaceId: w.id,
      actor: { type: 'agent_run', id, memberId: w.owner.actor.memberId },
      scopes,
      cause: { causationId: run.eventId, correlationId: cause.correlationId, depth: 4 },
    })
    const refused = w.run('tag.create', { name: 'x' }, agentPrincipal(run))
    expect(await refusal(refused)).toBe('forbidden')
  })

  test('nothing at the end of a chain of automations: it is refused', async () => {
    const w = await stage.workspace()
    const cause = { causationId: newId(), correlationId: newId(), depth: 10 }
    expect(await refusal(start(w, {}, { ...w.owner, cause }))).toBe('depth_limit')
  })

  test('events tell of it without what it carries', async () => {
    const w = await stage.workspace()
    const id = await start(w, { prompt: 'p'.repeat(2_000) })
    const event = (await w.events()).at(-1) as unknown as { agentRun: Record<string, unknown> }
    expect(event.agentRun).toMatchObject({ id, status: 'queued', prompt: `${'p'.repeat(499)}…` })
    for (const field of ['agents', 'callerTools', 'starterScopes', 'callerAnswers'])
      expect(event.agentRun).not.toHaveProperty(field)
  })
})

test('a run is asked for by a comment of its task', async () => {
  const w = await stage.workspace()
  const taskId = await w.task(await w.project())
  const { result } = await w.run('comment.create', { taskId, body: '@planner split this' })
  const run = await read(w, await start(w, { taskId, commentId: result.id }))
  expect(run.source).toEqual({ kind: 'comment', commentId: result.id, taskId })
  expect(await refusal(start(w, { commentId: newId() }))).toBe('not_found')
})

test('queued runs are found, of each workspace in turn, and begun once', async () => {
  const [one, other] = [await stage.workspace(), await stage.workspace()]
  const many = [await start(one), await start(one), await start(one)]
  const lone = await start(other)
  const found = (await queuedAgentRuns(relay, 100)).map(({ id }) => id).filter((id) => [...many, lone].includes(id))
  expect(found.indexOf(lone)).toBeLessThan(found.indexOf(many[1] as string))
  expect([...found].sort()).toEqual([...many, lone].sort())
  expect(await beginAgentRun(other.store, other.id, lone, 'w')).toBe(true)
  expect(await beginAgentRun(other.store, other.id, lone, 'w')).toBe(false)
  expect((await queuedAgentRuns(relay, 100)).map(({ id }) => id)).not.toContain(lone)
  expect((await openAgentRuns(relay, null, 100)).find(({ id }) => id === lone)?.workflowId).toBe('w')
  await requeueAgentRun(other.store, other.id, lone, 'another workflow')
  expect((await read(other, lone)).status).toBe('running')
  await requeueAgentRun(other.store, other.id, lone, 'w')
  expect((await read(other, lone)).status).toBe('queued')
})

test('an answer wakes the run that waits for it, once; what is told is not told again', async () => {
  const w = await stage.workspace()
  const id = await began(w)
  await say(w, id, 'agent_run.wait', { waits: [caller(1), caller(2)] })
  expect(await woken(id)).toBeUndefined()
  await w.run('agent_run.answer', { id, step: 1, output: 'seen' })
  const first = await woken(id)
  expect(first).toMatchObject({ workspaceId: w.id, workflowId: `w-${id}`, wakes: 1 })
  await w.run('agent_run.answer', { id, step: 2, error: 'not there' })
  await noteTold(w.store, first as never)
  const second = await woken(id)
  expect(second?.wakes).toBe(2)
  await noteTold(w.store, second as never)
  expect(await woken(id)).toBeUndefined()
  expect((await answersOf(w.store, { workspaceId: w.id, runId: id })).callers).toEqual([
    { step: 1, output: 'seen', error: null },
    { step: 2, output: null, error: 'not there' },
  ])
  // It says so before it has looked: what was answered is not waited for.
  await say(w, id, 'agent_run.wait', { waits: [caller(2)] })
  expect(await read(w, id)).toMatchObject({ status: 'running', waits: [] })
  expect(await typesOf(w, id)).toEqual([
    ...['agent_run.created', 'agent_run.waiting', 'agent_run.answered', 'agent_run.answered', 'agent_run.resumed'],
  ])
})

test('only whoever started it answers, and only the run says how it goes on', async () => {
  const w = await stage.workspace()
  const id = await began(w)
  await say(w, id, 'agent_run.wait', { waits: [caller(1)] })
  const stranger = await w.member('ADMIN')
  expect(await refusal(w.run('agent_run.answer', { id, step: 1, output: 1 }, stranger))).toBe('forbidden')
  expect(await refusal(w.run('agent_run.wait', { id, waits: [] }))).toBe('forbidden')
  expect(await refusal(w.run('agent_run.end', { id, status: 'completed', usage, patchIds: [] }))).toBe('forbidden')
  const other = agentPrincipal(await read(w, await began(w)))
  expect(await refusal(w.run('agent_run.wait', { id, waits: [] }, other))).toBe('forbidden')
  expect(await read(w, id)).toMatchObject({ status: 'waiting', waits: [caller(1)] })
})

test('an approval’s end wakes the run; one of a run that has ended is taken back', async () => {
  const w = await stage.workspace()
  const id = await began(w)
  const run = agentPrincipal(await read(w, id))
  const ask = (as: Principal) =>
    w.run('approval.request', { title: 'Merge?', from: { role: 'VIEWER' }, allowSelf: true }, as)
  const [first, second] = [(await ask(run)).result.id, (await ask(run)).result.id]
  await w.run('approval.answer', { id: first, answer: { approved: false, comment: 'not yet' } })
  expect((await woken(id))?.wakes).toBe(1)
  expect((await answersOf(w.store, { workspaceId: w.id, runId: id })).approvals).toEqual([
    expect.objectContaining({ id: first, status: 'answered', answer: { approved: false, comment: 'not yet' } }),
  ])
  const mine = async () => (await dueApprovals(relay, new Date(), 100)).filter((due) => due.workspaceId === w.id)
  expect(await mine()).toEqual([])
  await say(w, id, 'agent_run.end', { status: 'completed', output: 'done', usage, patchIds: [] })
  expect(await mine()).toEqual([{ workspaceId: w.id, id: second, what: 'abandon' }])
})

test('it ends once, however it ends, also when whoever started it has left', async () => {
  const w = await stage.workspace()
  const member = await w.member('CONTRIBUTOR')
  const id = await start(w, {}, member)
  await beginAgentRun(w.store, w.id, id, 'w')
  await w.run('member.remove', { id: member.actor.memberId })
  const error = { code: 'unavailable' as const, message: 'no model answered' }
  await say(w, id, 'agent_run.end', { status: 'failed', error, usage, patchIds: [] })
  const run = await read(w, id)
  expect(run).toMatchObject({ status: 'failed', error, usage, output: null, waits: [] })
  expect(run.endedAt).not.toBeNull()
  const again = say(w, id, 'agent_run.end', { status: 'completed', usage, patchIds: [] })
  expect(await refusal(again)).toBe('invalid_state')
})

test('what it holds is bounded: its answer, and the input of what waits, each and together', async () => {
  const w = await stage.workspace()
  const id = await began(w)
  const waiting = (...lengths: number[]) => ({
    waits: lengths.map((length, step) => ({ ...caller(step), input: 'x'.repeat(length - 2) })),
  })
  expect(await refusal(say(w, id, 'agent_run.wait', waiting(50_001)))).toBe('invalid_input')
  expect(await refusal(say(w, id, 'agent_run.wait', waiting(...Array(5).fill(40_001))))).toBe('invalid_input')
  await say(w, id, 'agent_run.wait', waiting(50_000, 50_000, 50_000, 50_000))
  const end = (length: number) => ({ status: 'completed', output: 'x'.repeat(length - 2), usage, patchIds: [] })
  expect(await refusal(say(w, id, 'agent_run.end', end(200_001)))).toBe('invalid_input')
  await say(w, id, 'agent_run.end', end(200_000))
  expect((await read(w, id)).status).toBe('completed')
})

test('one that nobody has begun is cancelled at once, another is told; a repetition changes nothing', async () => {
  const w = await stage.workspace()
  const queued = await start(w)
  await w.run('agent_run.cancel', { id: queued })
  expect((await read(w, queued)).status).toBe('canceled')
  expect(await beginAgentRun(w.store, w.id, queued, 'w')).toBe(false)
  const running = await began(w)
  await w.run('agent_run.cancel', { id: running })
  await w.run('agent_run.cancel', { id: running })
  expect(await read(w, running)).toMatchObject({ status: 'running', wakes: 1 })
  expect(await typesOf(w, running)).toEqual(['agent_run.created', 'agent_run.cancel_requested'])
  expect((await answersOf(w.store, { workspaceId: w.id, runId: running })).cancelRequested).toBe(true)
})

test('one that is queued again is told of its cancellation, and of answers, once it has begun', async () => {
  const w = await stage.workspace()
  const [canceled, answered] = [await began(w), await began(w)]
  await say(w, answered, 'agent_run.wait', { waits: [caller(1), caller(2)] })
  for (const id of [canceled, answered]) await requeueAgentRun(w.store, w.id, id, `w-${id}`)
  await w.run('agent_run.cancel', { id: canceled })
  await w.run('agent_run.answer', { id: answered, step: 1, output: 1 })
  // Whoever says meanwhile how it goes on gives it no workflow.
  await say(w, answered, 'agent_run.wait', { waits: [caller(2)] })
  expect((await read(w, answered)).status).toBe('queued')
  for (const id of [canceled, answered]) {
    expect(await woken(id)).toBeUndefined()
    expect(await beginAgentRun(w.store, w.id, id, `again-${id}`)).toBe(true)
    expect(await woken(id)).toMatchObject({ workflowId: `again-${id}` })
  }
})

test('a contributor cancels their own, not those of others', async () => {
  const w = await stage.workspace()
  const [member, id] = [await w.member('CONTRIBUTOR'), await start(w)]
  expect(await refusal(w.run('agent_run.cancel', { id }, member))).toBe('forbidden')
  expect(await refusal(w.run('agent_run.cancel', { id: await start(w, {}, member) }, member))).toBe('nothing')
})

test('after a restore open runs begin anew, and what they waited for they wait for again', async () => {
  const own = await openTestStore()
  const w = await own.workspace()
  const [running, waiting, ended] = [await began(w), await began(w), await began(w)]
  await say(w, waiting, 'agent_run.wait', { waits: [caller(1)] })
  await w.run('agent_run.answer', { id: waiting, step: 1, output: 1 })
  await say(w, waiting, 'agent_run.wait', { waits: [caller(4)] })
  await say(w, ended, 'agent_run.end', { status: 'completed', usage, patchIds: [] })
  await renewEpoch(own.database)
  const statuses = await Promise.all([running, waiting, ended].map(async (id) => (await read(w, id)).status))
  expect(statuses).toEqual(['queued', 'queued', 'completed'])
  for (const id of [running, waiting]) expect(await beginAgentRun(w.store, w.id, id, 'later')).toBe(true)
  expect((await read(w, running)).status).toBe('running')
  expect(await read(w, waiting)).toMatchObject({ status: 'waiting', waits: [caller(4)] })
  expect((await wokenAgentRuns(own.open('relay', 1), 10)).map(({ id }) => id)).toEqual([waiting])
  await own.close()
})
