import type { AgentRun, Command, CommandInput } from '@orchestrator/domain'
import { newId } from '@orchestrator/domain'
import { agentPrincipal, beginAgentRun, type Run, readAgentRun } from '@orchestrator/store'
import pino from 'pino'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { testHome } from '../../../../test/support/compiled.ts'
import { createTestNamespace } from '../../../../test/support/index.ts'
import { openTestStore, type TestStore, type TestWorkspace } from '../../../../test/support/workspace.ts'
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
