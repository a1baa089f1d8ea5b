import { beginAgentRun } from '@orchestrator/store'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestStore, type TestStore } from '../../../../../test/support/workspace.ts'
import { readRun } from '../activities/read-run.ts'
import { planner } from './planner.ts'

let stage: TestStore
beforeAll(async () => {
  stage = await openTestStore()
})
afterAll(() => stage?.close())

test('what is planned again, as after the end of a process, is what was proposed before', async () => {
  const w = await stage.workspace()
  const projectId = await w.project()
  const asked = { agent: 'planner', prompt: '- Draw the stand\n- Order the walls', projectId }
  const { id } = (await w.run('agent_run.create', asked)).result
  await beginAgentRun(w.store, w.id, id, 'w')
  const run = await readRun(w.store, { workspaceId: w.id, runId: id })
  const plan = () => planner({ store: w.store, models: undefined as never }, run)
  const first = await plan()
  expect(first).toMatchObject({ patchId: expect.any(String), text: expect.stringContaining('I propose the patch') })
  // With a history there are estimates, and with work in hand other days.
  for (const title of ['Draw a sketch', 'Draw the plan', 'Order wood'])
    await w.task(projectId, { title, assigneeId: w.owner.actor.memberId, estimatedMinutes: 9_000 })
  expect((await plan()).patchId).toBe(first.patchId)
})

test('an identifier of no open task becomes a question', async () => {
  const w = await stage.workspace()
  const asked = { agent: 'planner', prompt: '- Draw the stand, after NONE-12', projectId: await w.project() }
  const { id } = (await w.run('agent_run.create', asked)).result
  await beginAgentRun(w.store, w.id, id, 'w')
  const run = await readRun(w.store, { workspaceId: w.id, runId: id })
  const { text } = await planner({ store: w.store, models: undefined as never }, run)
  expect(text).toContain('- For what does “Draw the stand” wait? NONE-12 is no open task of the project.')
})
