import { Models, readModelsConfig } from '@orchestrator/models'
import { beginAgentRun, listAgentSteps } from '@orchestrator/store'
import { CancelledFailure } from '@temporalio/common'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ModelServer, startModelServer } from '../../../../../test/support/model-server.ts'
import { openTestStore, type TestStore, type TestWorkspace } from '../../../../../test/support/workspace.ts'
import { inWorkflow, workflowOf } from '../testing/in-workflow.ts'
import { askModelActivity } from './ask-model.ts'

let stage: TestStore
let w: TestWorkspace
let says = 'Here is my answer.'
let refuses = ''
let model: ModelServer
beforeAll(async () => {
  model = await startModelServer(() => (refuses ? { refuses } : { text: says }), { thinksMs: 500, pieceLength: 1_000 })
  stage = await openTestStore()
  w = await stage.workspace()
})
afterAll(async () => {
  await model?.close()
  await stage?.close()
})

async function started(env = model.env) {
  const { id } = (await w.run('agent_run.create', { agent: 'analyst', prompt: 'How is it?' })).result
  const workflowId = workflowOf(w.id, 'analyst', id)
  await beginAgentRun(w.store, w.id, id, workflowId)
  const run = { workspaceId: w.id, runId: id }
  const ask = askModelActivity({ store: w.store, models: new Models(readModelsConfig(env)) })
  const items = [{ type: 'message', role: 'user', content: 'How is it?' }]
  const question = { after: null, items, handoffs: [], consults: [] }
  return {
    run,
    ask: (cancelling?: { signal: AbortSignal; byWorkflow?: boolean }) =>
      inWorkflow(workflowId, () => ask({ run, n: 0, agent: 'analyst', question }), cancelling),
  }
}

/** Asks, and cuts it off while the model thinks. @returns what the try ended with */
async function cutOff({ ask }: Awaited<ReturnType<typeof started>>, byWorkflow: boolean): Promise<unknown> {
  const before = model.calls.length
  const controller = new AbortController()
  const tried = ask({ signal: controller.signal, byWorkflow }).catch((error: unknown) => error)
  await expect.poll(() => model.calls.length).toBe(before + 1)
  controller.abort(new CancelledFailure(byWorkflow ? 'CANCELLED' : 'WORKER_SHUTDOWN'))
  return tried
}

test('a model’s call that the end of its process cuts off is no failure: the step goes on in another process', async () => {
  const one = await started()
  expect(await cutOff(one, false)).toEqual(new CancelledFailure('WORKER_SHUTDOWN'))
  expect(await listAgentSteps(w.store, one.run)).toMatchObject([{ status: 'running', error: null }])
  expect((await one.ask()).output).toMatchObject([{ content: [{ text: 'Here is my answer.' }] }])
  expect(await listAgentSteps(w.store, one.run)).toMatchObject([{ status: 'completed', attempts: 2 }])
})

test('one that the run’s end cuts off has failed', async () => {
  const one = await started()
  await cutOff(one, true)
  expect(await listAgentSteps(w.store, one.run)).toMatchObject([{ status: 'failed' }])
})

test('an answer that is too large to be handed over is cut off, and not asked for again', async () => {
  // Short enough, were it not for how JSON has such characters.
  says = '\u0001'.repeat(190_000)
  const one = await started()
  const failure = await one.ask().catch((error: unknown) => error)
  expect(failure).toMatchObject({ type: 'answer_cut_off', nonRetryable: true })
  expect(await listAgentSteps(w.store, one.run)).toMatchObject([{ error: { code: 'answer_cut_off' } }])
})

test('why a provider refuses a request is in the step, for those who may see what went in', async () => {
  refuses = 'Unsupported parameter: temperature'
  const one = await started()
  await one.ask().catch(() => {})
  expect(await listAgentSteps(w.store, one.run)).toMatchObject([
    { status: 'failed', error: { code: 'model_refused' }, output: { reason: refuses } },
  ])
})

test('a step whose model is away says when it is asked again', async () => {
  const one = await started({ ...model.env, ORCHESTRATOR_MODELS_LOCAL_URL: 'http://127.0.0.1:1/v1' })
  await one.ask().catch(() => {})
  expect(await listAgentSteps(w.store, one.run)).toMatchObject([
    { status: 'failed', error: { message: expect.stringMatching(/; asked again in \d+ s$/) } },
  ])
})
