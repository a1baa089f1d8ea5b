import type { AgentRun, Command, CommandInput, Principal } from '@orchestrator/domain'
import { newId } from '@orchestrator/domain'
import { agentPrincipal, beginAgentRun, type Run, readAgentRun } from '@orchestrator/store'
import pino from 'pino'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { testHome } from '../../../../test/support/compiled.ts'
import { createTestNamespace } from '../../../../test/support/index.ts'
import { openTestStore, type TestStore, type TestWorkspace } from '../../../../test/support/workspace.ts'
import { abandonRuns } from '../agents/abandon-runs.ts'
import { startRelayHost } from '../relay-host.ts'
import { installRuntime } from '../temporal/runtime.ts'

// Rules that ask agents, on a real Postgres and a real Temporal. What the agent says of itself the test says for it.

const logger = pino({ enabled: false })
let stage: TestStore
let w: TestWorkspace
let host: { stop(): Promise<void> }
let projectId: string
beforeAll(async () => {
  installRuntime(logger)
  const [opened, temporal] = await Promise.all([openTestStore(), createTestNamespace()])
  stage = opened
  host = await startRelayHost({ ...stage.database, temporal, home: testHome, logger })
  w = await stage.workspace()
  projectId = await w.project()
})
afterAll(async () => {
  await host?.stop()
  await stage?.close()
})

const patience = { timeout: 90_000, interval: 50 }
async function until<T>(what: () => Promise<T | undefined>): Promise<T> {
  let found: T | undefined
  await expect.poll(async () => (found = await what()) !== undefined, patience).toBe(true)
  return found as T
}
const rows = <T>(query: string) => w.store.read(w.id, (tx) => tx.unsafe<T[]>(query))
const runOf = (ruleId: string) =>
  until(async () => {
    const [run] = await rows<Run>(`select * from runs where automation_id = '${ruleId}'`)
    return run && ['completed', 'failed'].includes(run.status) ? run : undefined
  })

/** Waits until an agent was asked this, and ends its run. */
async function answer(prompt: string, end: Pick<CommandInput<'agent_run.end'>, 'status' | 'output' | 'error'>) {
  const asked = await until(
    async () => (await rows<AgentRun>(`select * from agent_runs where prompt = '${prompt}'`))[0],
  )
  await beginAgentRun(w.store, w.id, asked.id, `w-${asked.id}`)
  const run = await readAgentRun(w.store, w.id, asked.id)
  if (!run) throw new Error('there is no such run')
  const usage = { calls: 1, inputTokens: 1, outputTokens: 1, costUsd: '0' }
  const data = { id: run.id, usage, patchIds: [], ...end }
  await w.store.execute(agentPrincipal(run), [{ id: newId(), type: 'agent_run.end', data } as Command])
  return run
}

const ofRun = (id: string): Principal => ({ ...w.owner, actor: { ...w.owner.actor, id, type: 'rule_run' } })
/** Like another one, but failed. */
async function failedRun(like: Run | undefined): Promise<string> {
  const id = newId()
  await w.store.write(
    w.id,
    (tx) => tx`
    insert into runs (workspace_id, id, kind, automation_id, name, version, definition_seq, event_seq, event_id, event_type, subject_type, subject_id, member_id, depth, correlation_id, status, created_at)
    select workspace_id, ${id}, kind, ${id}, name, version, definition_seq, event_seq, ${id}, event_type, subject_type, subject_id, member_id, depth, correlation_id, 'failed', now()
    from runs where id = ${like?.id ?? ''}`,
  )
  return id
}

test('a schedule asks an agent, whose answer later actions use', async () => {
  const rule = await w.run('rule.create', {
    name: 'look',
    when: { schedule: { cron: '0 8 1 1 *' } },
    then: [
      { action: 'agent.run', name: 'look', agent: 'analyst', prompt: 'What threatens us?', projectId },
      { action: 'task.create', projectId, title: 'Mind: {{steps.look.output}}' },
    ],
  })
  const [schedule] = await rows<{ id: string }>('select id from schedules')
  await w.run('schedule.trigger', { id: schedule?.id ?? '' })
  const asked = await answer('What threatens us?', { status: 'completed', output: 'the door' })
  const run = await runOf(rule.result.id)
  expect(run).toMatchObject({ status: 'completed', error: null })
  expect(asked).toMatchObject({ agent: 'analyst', projectId, source: { kind: 'run', runId: run.id } })
  expect(asked.startedBy).toEqual({ type: 'rule_run', id: run.id, memberId: w.owner.actor.memberId })
  expect(await rows('select title from tasks')).toEqual([{ title: 'Mind: the door' }])
})

test('an agent that fails ends the rule’s run with its code', async () => {
  const rule = await w.run('rule.create', {
    name: 'fails',
    when: 'task.created',
    if: 'event.task.title == "Fails"',
    then: [
      { action: 'agent.run', agent: 'reviewer', prompt: 'Is {{event.task.title}} clear?', taskId: '{{event.task.id}}' },
    ],
  })
  await w.task(projectId, { title: 'Fails' })
  const error = { code: 'model_unavailable' as const, message: 'no model answered' }
  await answer('Is Fails clear?', { status: 'failed', error })
  expect(await runOf(rule.result.id)).toMatchObject({
    status: 'failed',
    error: { code: 'model_unavailable', message: 'reviewer: no model answered' },
  })
})

test('a rule whose agent was deleted since says so at each run', async () => {
  const agent = await w.run('agent.create', { name: 'leaver', instructions: 'Look around.' })
  const rule = await w.run('rule.create', {
    name: 'asks who left',
    when: 'task.created',
    if: 'event.task.title == "Who left?"',
    then: [{ action: 'agent.run', agent: 'leaver', prompt: 'Who left?' }],
  })
  await w.run('agent.delete', { id: agent.result.id })
  await w.task(projectId, { title: 'Who left?' })
  expect((await runOf(rule.result.id)).error).toMatchObject({
    code: 'not_found',
    message: 'there is no agent named leaver',
  })
})

test('what a cancelled run of a rule has asked is cancelled; what a failed one has asked goes on, for its retry', async () => {
  const rule = await w.run('rule.create', {
    name: 'asks',
    when: 'task.created',
    if: 'event.task.title == "Ask and leave"',
    then: [{ action: 'agent.run', agent: 'analyst', prompt: 'Never mind' }],
  })
  await w.task(projectId, { title: 'Ask and leave' })
  const asked = () => rows<AgentRun>(`select * from agent_runs where prompt = 'Never mind'`)
  await until(async () => (await asked())[0])
  const deps = { app: w.store, relay: stage.open('relay', 1) }
  const [run] = await rows<Run>(`select * from runs where automation_id = '${rule.result.id}'`)
  const failed = await w.run('agent_run.create', { agent: 'analyst', prompt: 'Wait' }, ofRun(await failedRun(run)))
  expect(await abandonRuns(deps)).toBe(0)
  await w.run('run.cancel', { id: run?.id ?? '' })
  const swept = () => abandonRuns(deps).then(asked)
  await expect.poll(async () => (await swept())[0]?.status, patience).toBe('canceled')
  expect(await abandonRuns(deps)).toBe(0)
  expect((await readAgentRun(w.store, w.id, failed.result.id))?.status).toBe('queued')
})
