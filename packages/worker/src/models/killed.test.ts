import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { LLMock } from '@copilotkit/aimock'
import { newId } from '@orchestrator/domain'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { openTestStore, type TestStore, type TestWorkspace } from '../../../../test/support/workspace.ts'

const main = fileURLToPath(new URL('../../../../test/support/ask-model-main.ts', import.meta.url))
const server = new LLMock({ port: 0, logLevel: 'silent' })
const children: ChildProcess[] = []
let stage: TestStore
let w: TestWorkspace

beforeAll(async () => {
  await server.start()
  stage = await openTestStore()
  w = await stage.workspace()
})
afterEach(() => void server.reset())
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL')
  await server.stop()
  await stage?.close()
})

const usage = { prompt_tokens: 60_000, completion_tokens: 40_000 }

function ask(request: object): ChildProcess {
  const settings = { models: { 'local/small': { price: { input: 1, output: 1 } } } }
  const child = spawn(
    process.execPath,
    [main, JSON.stringify({ workspaceId: w.id, taskType: 'planner', ...request })],
    {
      env: {
        ...process.env,
        DATABASE_URL: stage.database.databaseUrl,
        ORCHESTRATOR_MASTER_KEY: stage.database.masterKey,
        ORCHESTRATOR_MODELS_LOCAL_URL: `${server.url}/v1`,
        ORCHESTRATOR_MODELS_SETTINGS: JSON.stringify(settings),
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  )
  children.push(child)
  return child
}

async function answerOf(child: ChildProcess): Promise<unknown> {
  let out = ''
  child.stdout?.on('data', (chunk) => void (out += String(chunk)))
  await once(child, 'close')
  return JSON.parse(out)
}

async function kill(child: ChildProcess): Promise<void> {
  const closed = once(child, 'close')
  child.kill('SIGKILL')
  await closed
}

const rows = (runId: string) =>
  w.store.read(
    w.id,
    (tx) => tx<Record<string, unknown>[]>`
      select status, lost, cost_usd::float8 as cost_usd, try_id, jsonb_array_length(attempts) as attempts from model_calls
      where workspace_id = ${w.id} and run_id = ${runId}`,
  )
const messages = [{ role: 'user', content: 'plan' }]

test('a process that is killed while a model answers leaves one row; the repeated step makes it whole', async () => {
  server.addFixture({ match: {}, response: { content: 'late', usage }, chaos: { latencyMs: 60_000 } })
  const request = { runId: newId(), step: 0, messages }
  const first = ask(request)
  await expect.poll(() => rows(request.runId), { timeout: 30_000 }).toMatchObject([{ status: 'open' }])
  await kill(first)
  server.reset()
  server.addFixture({ match: {}, response: { content: 'done', usage } })
  expect(await answerOf(ask(request))).toMatchObject({ text: 'done', costUsd: 0.1 })
  expect(await rows(request.runId)).toEqual([{ status: 'answered', lost: 1, costUsd: 0.1, tryId: null, attempts: 1 }])
})

test('so does one that is killed after the model answered and before that is written down', async () => {
  server.addFixture({ match: {}, response: { content: 'done', usage }, chaos: { latencyMs: 1_000 } })
  const request = { runId: newId(), step: 0, messages }
  const first = ask(request)
  await expect.poll(() => rows(request.runId), { timeout: 30_000 }).toMatchObject([{ status: 'open' }])
  await w.store.write(w.id, async (tx) => {
    await tx`select 1 from model_calls where workspace_id = ${w.id} and run_id = ${request.runId} for update`
    // What it has to say waits for the row.
    const waiting = () => w.store.sql<{ n: number }[]>`
      select count(*)::int as n from pg_stat_activity
      where wait_event_type = 'Lock' and query like '%update model_calls%' and datname = current_database()`
    await expect.poll(waiting, { timeout: 30_000 }).toEqual([{ n: 1 }])
    await kill(first)
  })
  expect(await rows(request.runId)).toMatchObject([{ status: 'open', attempts: 0 }])
  expect(await answerOf(ask(request))).toMatchObject({ text: 'done' })
  expect(await rows(request.runId)).toEqual([{ status: 'answered', lost: 1, costUsd: 0.1, tryId: null, attempts: 1 }])
  // And once more: what is written down is given again.
  expect(await answerOf(ask(request))).toMatchObject({ text: 'done' })
  expect(server.journal.getAll()).toHaveLength(2)
})
