import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestStore, type TestStore, type TestWorkspace } from '../../../../test/support/workspace.ts'
import type { AgentRunRef } from './agent-runs.ts'
import { beginAgentStep, endAgentStep, listAgentSteps } from './agent-steps.ts'
import { type AgentStreamNotice, listenToAgentStreams, tellPartial } from './stream.ts'

let stage: TestStore
let w: TestWorkspace
beforeAll(async () => {
  stage = await openTestStore()
  w = await stage.workspace()
})
afterAll(() => stage?.close())

const started = async (): Promise<AgentRunRef> => {
  const { result } = await w.run('agent_run.create', { agent: 'planner', prompt: 'Plan it' })
  return { workspaceId: w.id, runId: result.id }
}
const model = { n: 0, kind: 'model' as const, agent: 'planner', name: '', input: { turn: 1 } }
const partialOf = async ({ runId }: AgentRunRef) => {
  const rows = await w.store.read(
    w.id,
    (tx) => tx<{ partial: string; partialLength: number }[]>`
    select partial, partial_length from agent_steps where run_id = ${runId} and n = 0`,
  )
  return rows[0]
}

test('a step that has completed answers; one that failed or was lost is done again', async () => {
  const run = await started()
  expect(await beginAgentStep(w.store, run, model)).toMatchObject({ status: 'running', attempts: 1 })
  expect(await beginAgentStep(w.store, run, model)).toMatchObject({ status: 'running', attempts: 2 })
  await endAgentStep(w.store, run, 0, { status: 'failed', error: { code: 'unavailable', message: 'no' } })
  expect(await beginAgentStep(w.store, run, model)).toMatchObject({ status: 'running', attempts: 3, error: null })
  await endAgentStep(w.store, run, 0, { status: 'completed', output: { text: 'a' }, name: 'gpt-5' })
  const done = { status: 'completed', output: { text: 'a' }, attempts: 3 }
  expect(await beginAgentStep(w.store, run, model)).toMatchObject(done)
  await endAgentStep(w.store, run, 0, { status: 'failed', error: { code: 'internal', message: 'late' } })
  expect(await listAgentSteps(w.store, run)).toEqual([
    expect.objectContaining({ ...model, ...done, name: 'gpt-5', error: null, endedAt: expect.any(String) }),
  ])
})

test('a step that did not complete, and one of another kind, is what is begun in its place', async () => {
  const run = await started()
  const without = { n: 0, kind: 'tool' as const, agent: 'planner', name: 'without_model', input: { prompt: 'Plan it' } }
  await beginAgentStep(w.store, run, without)
  expect(await beginAgentStep(w.store, run, model)).toMatchObject({ status: 'running', attempts: 2 })
  expect(await listAgentSteps(w.store, run)).toMatchObject([model])
  // What was answered in another way is no answer of a model.
  const other = await started()
  await beginAgentStep(w.store, other, without)
  await endAgentStep(w.store, other, 0, { status: 'completed', output: { text: 'without' } })
  expect(await beginAgentStep(w.store, other, model)).toMatchObject({ status: 'running', output: null })
  await endAgentStep(w.store, other, 0, { status: 'completed', output: { items: [] } })
  expect(await listAgentSteps(w.store, other)).toMatchObject([{ ...model, status: 'completed', output: { items: [] } }])
})

test('what a model says is kept as far as it was said, in the attempt that is under way', async () => {
  const run = await started()
  await beginAgentStep(w.store, run, model)
  await tellPartial(w.store, run, 0, 1, 0, 'Hi 👋')
  await tellPartial(w.store, run, 0, 1, 5, ' there')
  // Told twice, or by somebody who was given up: nothing.
  await tellPartial(w.store, run, 0, 1, 5, ' there')
  await tellPartial(w.store, run, 0, 2, 11, '!')
  expect(await partialOf(run)).toEqual({ partial: 'Hi 👋 there', partialLength: 11 })
  await beginAgentStep(w.store, run, model)
  await tellPartial(w.store, run, 0, 1, 11, ' again')
  expect(await partialOf(run)).toEqual({ partial: '', partialLength: 0 })
  await tellPartial(w.store, run, 0, 2, 0, 'Hello')
  // Who comes later is shown what was said.
  await endAgentStep(w.store, run, 0, { status: 'completed', output: 'Hello' })
  await beginAgentStep(w.store, run, model)
  await tellPartial(w.store, run, 0, 2, 5, '!')
  expect(await partialOf(run)).toEqual({ partial: 'Hello', partialLength: 5 })
})

test('whoever follows is told pieces as they are said, of large ones that there are some', async () => {
  const run = await started()
  const notices: AgentStreamNotice[] = []
  const stop = await listenToAgentStreams(w.store, (notice) => {
    if (notice?.runId === run.runId) notices.push(notice)
  })
  await beginAgentStep(w.store, run, model)
  await tellPartial(w.store, run, 0, 1, 0, 'a\0b')
  await tellPartial(w.store, run, 0, 1, 3, 'ä'.repeat(4_000))
  await endAgentStep(w.store, run, 0, { status: 'completed' })
  await w.run('agent_run.cancel', { id: run.runId })
  await expect.poll(() => notices.length).toBe(5)
  expect(notices).toEqual([run, { ...run, step: 0, attempt: 1, from: 0, text: 'a\ufffdb' }, run, run, run])
  await stop()
})
