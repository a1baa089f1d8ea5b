import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestStore, refusal, type TestStore } from '../../../../../test/support/workspace.ts'
import { createAgentActivities } from '../create-agent-activities.ts'
import { inWorkflow, workflowOf } from '../testing/in-workflow.ts'
import { readRun } from './read-run.ts'

let stage: TestStore
beforeAll(async () => {
  stage = await openTestStore()
})
afterAll(() => stage?.close())

async function queued() {
  const w = await stage.workspace()
  const { id } = (await w.run('agent_run.create', { agent: 'planner', prompt: 'x' })).result
  const run = { workspaceId: w.id, runId: id }
  const workflowId = workflowOf(w.id, 'planner', id)
  const { loadAgentRun } = createAgentActivities({ store: w.store, models: { all: new Map() } as never })
  const load = () => inWorkflow(workflowId, () => loadAgentRun({ run }))
  return { w, id, workflowId, load, read: () => readRun(w.store, run) }
}

test('a run begins with its workflow, whoever comes first', async () => {
  const { load, read, workflowId } = await queued()
  expect(await load()).toMatchObject({ prompt: 'x', agents: [{ name: 'planner' }, {}, {}] })
  expect(await read()).toMatchObject({ status: 'running', workflowId, startedAt: expect.any(String) })
})

test('one that was cancelled before its workflow began does nothing', async () => {
  const { w, id, load, read } = await queued()
  await w.run('agent_run.cancel', { id })
  await expect(load()).rejects.toMatchObject({ type: 'invalid_state', nonRetryable: true })
  expect((await read()).status).toBe('canceled')
  expect(await refusal(w.run('agent_run.cancel', { id }))).toBe('invalid_state')
})
