import { type AgentRun, type Command, type CommandInput, newId, type Principal } from '@orchestrator/domain'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { accept, operation, propose } from '../../../../test/support/patches.ts'
import { openTestStore, type TestStore, type TestWorkspace } from '../../../../test/support/workspace.ts'
import { agentPrincipal, beginAgentRun, readAgentRun, type StoredAgentRun } from './agent-runs.ts'

let stage: TestStore
let w: TestWorkspace
let taskId: string
beforeAll(async () => {
  stage = await openTestStore()
})
beforeEach(async () => {
  w = await stage.workspace()
  const project = await w.run('project.create', { key: 'SHOP', name: 'Shop' })
  taskId = (await w.run('task.create', { projectId: project.result.id, title: 'Fix the door' })).result.id
})
afterAll(() => stage?.close())

const say = async (body: string, as?: Principal) => (await w.run('comment.create', { taskId, body }, as)).result.id
const runs = () =>
  w.store.read(w.id, (tx) => tx<AgentRun[]>`select * from agent_runs where workspace_id = ${w.id} order by agent`)
const comments = () =>
  w.store.read(
    w.id,
    (tx) => tx<{ id: string; body: string; authorId: string }[]>`
    select id, body, author_id from comments where task_id = ${taskId} and deleted_at is null order by created_at`,
  )
const read = async (id: string): Promise<StoredAgentRun> => {
  const run = await readAgentRun(w.store, w.id, id)
  if (!run) throw new Error('there is no such run')
  return run
}
const asked = async (body = '@planner split it'): Promise<string> => {
  await say(body)
  const [run] = await runs()
  const id = String(run?.id)
  await beginAgentRun(w.store, w.id, id, `w-${id}`)
  return id
}
const usage = { calls: 1, inputTokens: 10, outputTokens: 5, costUsd: '0.01' }
const end = async (id: string, how: Pick<CommandInput<'agent_run.end'>, 'status' | 'output' | 'error'>) => {
  const command = { id: newId(), type: 'agent_run.end', data: { id, usage, patchIds: [], ...how } } as Command
  const principal = agentPrincipal(await read(id))
  await w.store.execute(principal, [command])
  return async () => w.store.execute(principal, [command])
}

describe('a comment that mentions agents', () => {
  test('starts a run of each, with the rights of whoever wrote it, about its task', async () => {
    await w.run('agent.create', { name: 'scout', instructions: 'Look around.' })
    await w.run('agent.create', { name: 'sleeper', instructions: 'Sleep.', enabled: false })
    const member = await w.member('CONTRIBUTOR')
    const commentId = await say('@scout and @planner: why? @planner @sleeper @nobody `@reviewer`', member)
    const source = { kind: 'comment', commentId, taskId }
    const common = { taskId, source, startedBy: member.actor, status: 'queued', starterScopes: null }
    expect(await runs()).toMatchObject([
      { agent: 'planner', agentVersion: null, ...common },
      { agent: 'scout', agentVersion: 1, ...common },
    ])
    expect((await runs())[0]?.prompt).toMatch(
      /^A comment on the task SHOP-1 \(“Fix the door”\) asks you:\n\n@scout and/,
    )
    const told = await w.events()
    const [comment, ...started] = told.slice(-3)
    expect([comment, ...started].map((event) => event?.type)).toEqual([
      'comment.created',
      'agent_run.created',
      'agent_run.created',
    ])
    expect(new Set([comment, ...started].map((event) => event?.commandId)).size).toBe(1)
  })

  test('is a comment, and no more, without the right to run automations', async () => {
    await say('@planner split it', { ...w.owner, scopes: ['workspace.read', 'comment.create'] })
    expect(await comments()).toHaveLength(1)
    expect(await runs()).toEqual([])
  })

  test.each(['agent_run', 'playbook_run', 'rule_run', 'connection'] as const)(
    'asks nobody when a %s wrote it',
    async (type) => {
      await say('@planner split it', { ...w.owner, actor: { ...w.owner.actor, type } })
      expect(await comments()).toHaveLength(1)
      expect(await runs()).toEqual([])
    },
  )

  test('asks nobody when it was proposed: whoever accepts it has not written it', async () => {
    const body = '@automator make a rule of it'
    const patch = await propose(w, [operation('a', 'comment.create', { taskId, body })])
    expect((await accept(w, patch)).status).toBe('applied')
    expect(await comments()).toMatchObject([{ body, authorId: w.owner.actor.memberId }])
    expect(await runs()).toEqual([])
  })

  test('of the greatest length asks too', async () => {
    await say(`@planner ${'x'.repeat(49_000)}\n${'y'.repeat(980)}`)
    expect(await runs()).toHaveLength(1)
  })
})

describe('its answer', () => {
  test('is one comment on the task, made by the run', async () => {
    const id = await asked()
    const again = await end(id, { status: 'completed', output: 'In two: @reviewer may look.' })
    await again()
    const [, answer, ...more] = await comments()
    expect(more).toEqual([])
    expect(answer).toMatchObject({
      body: '**planner:**\n\nIn two: @reviewer may look.',
      authorId: w.owner.actor.memberId,
    })
    const event = (await w.events()).find(({ subject }) => subject.id === answer?.id)
    expect(event?.actor).toMatchObject({ type: 'agent_run', id })
    expect(await runs()).toHaveLength(1)
  })

  test('that is no text is shown as JSON', async () => {
    await end(await asked(), { status: 'completed', output: { days: 3 } })
    expect((await comments())[1]?.body).toBe('**planner:**\n\n```json\n{\n  "days": 3\n}\n```')
  })

  test('of a failure is one short line; of a cancellation there is none', async () => {
    const error = { code: 'model_unavailable' as const, message: `no model\nanswered ${'x'.repeat(1_000)}` }
    await end(await asked(), { status: 'failed', error })
    const body = (await comments())[1]?.body ?? ''
    expect(body).toMatch(/^\*\*planner:\*\*\n\nIt could not answer: no model answered x+…$/)
    expect(body.length).toBeLessThan(400)
    await say('@analyst look')
    const second = (await runs()).find(({ agent }) => agent === 'analyst')
    await beginAgentRun(w.store, w.id, String(second?.id), 'w')
    await end(String(second?.id), { status: 'canceled' })
    expect(await comments()).toHaveLength(3)
  })

  test('stands in the run alone when the task is gone', async () => {
    const id = await asked()
    await w.run('task.delete', { id: taskId })
    await end(id, { status: 'completed', output: 'Too late.' })
    expect(await read(id)).toMatchObject({ status: 'completed', output: 'Too late.' })
  })

  test('is not made for who asked in another way', async () => {
    const { result } = await w.run('agent_run.create', { agent: 'planner', prompt: 'Plan it', taskId })
    await beginAgentRun(w.store, w.id, result.id, 'w')
    await end(result.id, { status: 'completed', output: 'Done.' })
    expect(await comments()).toEqual([])
  })
})
