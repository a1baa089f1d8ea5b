import { ProviderError, type ProviderErrorKind } from '@orchestrator/integrations'
import { beginAgentRun, createConnection, listAgentSteps } from '@orchestrator/store'
import { CancelledFailure } from '@temporalio/common'
import { afterAll, beforeAll, expect, test } from 'vitest'
import * as z from 'zod'
import { definition } from '../../../../../test/support/definition.ts'
import { MemoryService } from '../../../../../test/support/sync/memory-service.ts'
import { openTestStore, type TestStore, type TestWorkspace } from '../../../../../test/support/workspace.ts'
import { Budgets } from '../../sync/limit-session.ts'
import { inWorkflow, workflowOf } from '../testing/in-workflow.ts'
import { callActionActivity } from './call-action.ts'

let stage: TestStore
let w: TestWorkspace
beforeAll(async () => {
  stage = await openTestStore()
  w = await stage.workspace()
  await createConnection(w.store, stage.database.masterKey, w.owner, {
    ...{ provider: 'github', name: 'GitHub', auth: 'token', account: { id: 'me', name: 'Me', url: null } },
    ...{ scopes: [], settings: {}, credentials: { token: 'secret' } },
  })
})
afterAll(() => stage?.close())

interface Done {
  readonly key: string
  readonly retry: boolean
  readonly input: unknown
}

/** A run that may act, and a service that says no to the first try of each action. */
async function acting(refuse: () => Promise<never>) {
  const tool = 'github.createIssue'
  const agent = definition({ name: 'actor', tools: [tool], trusted: [tool] })
  const { id } = (await w.run('agent_run.create', { definition: agent, prompt: 'x' })).result
  const workflowId = workflowOf(w.id, 'actor', id)
  await beginAgentRun(w.store, w.id, id, workflowId)
  const done: Done[] = []
  const createIssue = {
    ...{ name: 'Create', summary: 'makes one', writes: true },
    ...{ input: z.strictObject({ title: z.string() }), output: z.unknown() },
    run: async (input: unknown, { key, retry }: { key: string; retry: boolean }) => {
      done.push({ key, retry, input })
      return done.length === 1 ? refuse() : { number: 7 }
    },
  }
  const connectors = { github: { ...new MemoryService().connector, id: 'github', actions: { createIssue } } }
  const { masterKey } = stage.database
  const deps = { masterKey, policy: {}, oauthClients: {}, connectors, budgets: new Budgets(), store: w.store }
  const callAction = callActionActivity(deps as never)
  const run = { workspaceId: w.id, runId: id }
  const call = (signal?: AbortSignal, asked: object = { title: 'from an agent' }) =>
    inWorkflow(
      workflowId,
      () => callAction({ run, n: 3, agent: 'actor', tool, input: JSON.stringify({ input: asked }) }),
      signal && { signal },
    )
  return { call, done, step: async () => (await listAgentSteps(w.store, run))[0] }
}
const saying = (kind: ProviderErrorKind, retryAfterMs?: number) => async () => {
  throw new ProviderError('github', kind, 'not now', retryAfterMs === undefined ? {} : { retryAfterMs })
}

test.each(['ambiguous', 'unavailable', 'rate_limited'] as const)(
  'what a service does not do for now (%s) is tried again under the same key, and no model is told',
  async (kind) => {
    const { call, done, step } = await acting(saying(kind, kind === 'rate_limited' ? 1 : undefined))
    await expect(call()).rejects.toMatchObject({
      nonRetryable: false,
      type: kind === 'rate_limited' ? 'provider_rate_limited' : 'provider_unavailable',
      ...(kind === 'rate_limited' && { nextRetryDelay: 1_000 }),
    })
    expect(await step()).toMatchObject({ status: 'failed', output: null })
    await expect
      .poll(
        () =>
          call().then(
            ({ output }) => output,
            () => '',
          ),
        { timeout: 20_000 },
      )
      .toBe('{"number":7}')
    expect(done).toMatchObject([{ retry: false }, { retry: true, key: done[0]?.key }])
    expect(await step()).toMatchObject({ status: 'completed', output: { number: 7 } })
  },
)

test('credentials in what an agent asks a service for are not kept in its step', async () => {
  const { call, step } = await acting(saying('not_found'))
  await call(undefined, { title: 'x', token: 'sk-of-the-service' })
  expect((await step())?.input).toEqual({ input: { title: 'x', token: '[redacted]' } })
})

test('what a service refuses is told to the model', async () => {
  const { call, done } = await acting(saying('not_found'))
  expect(JSON.parse((await call()).output)).toMatchObject({ error: { code: 'provider_not_found' } })
  await call()
  expect(done).toHaveLength(1)
})

test('an action that the end of its process cuts off is under way, and looked for elsewhere', async () => {
  const controller = new AbortController()
  const { call, done, step } = await acting(() => {
    controller.abort(new CancelledFailure('WORKER_SHUTDOWN'))
    return saying('ambiguous')()
  })
  await expect(call(controller.signal)).rejects.toThrow('WORKER_SHUTDOWN')
  expect(await step()).toMatchObject({ status: 'running' })
  expect((await call()).output).toBe('{"number":7}')
  expect(done).toMatchObject([{ retry: false }, { retry: true }])
})
