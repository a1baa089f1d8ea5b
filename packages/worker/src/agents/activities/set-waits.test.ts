import { beginAgentRun } from '@orchestrator/store'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestStore, type TestStore } from '../../../../../test/support/workspace.ts'
import type { AgentWait } from '../../activities/agent-contract.ts'
import { inWorkflow, workflowOf } from '../testing/in-workflow.ts'
import { readRun } from './read-run.ts'
import { setWaitsActivity } from './set-waits.ts'

let stage: TestStore
beforeAll(async () => {
  stage = await openTestStore()
})
afterAll(() => stage?.close())

const wait = (step: number): AgentWait => ({ step, kind: 'caller', tool: 'look', input: {}, approvalId: null })

test('a run that begins anew tells its waits anew, also when more was answered meanwhile', async () => {
  const w = await stage.workspace()
  const { id } = (await w.run('agent_run.create', { agent: 'planner', prompt: 'x' })).result
  await beginAgentRun(w.store, w.id, id, 'w')
  const run = { workspaceId: w.id, runId: id }
  const setWaits = setWaitsActivity({ store: w.store, models: undefined as never })
  const workflowId = workflowOf(w.id, 'planner', id)
  const tell = async (...changes: (readonly AgentWait[])[]) => {
    for (const [change, waits] of changes.entries())
      await inWorkflow(workflowId, () => setWaits({ run, change, waits }))
    const { waits, status } = await readRun(w.store, run)
    return [waits.map(({ step }) => step), status]
  }
  expect(await tell([wait(1)], [wait(1), wait(2)], [wait(2)])).toEqual([[2], 'waiting'])
  expect(await tell([wait(1)], [wait(1), wait(2)], [])).toEqual([[], 'running'])
})
