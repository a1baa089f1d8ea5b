// `orchestrator agent` against the real API.
import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Command, newId } from '@orchestrator/domain'
import {
  agentPrincipal,
  beginAgentRun,
  beginAgentStep,
  endAgentStep,
  readAgentRun,
  type StoredAgentRun,
  tellPartial,
} from '@orchestrator/store'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { projectWithTask, startApi, type TestApi, type TestWorkspace } from './start-api.ts'

const bin = join(import.meta.dirname, '../../packages/cli/bin/orchestrator.mjs')

let api: TestApi
let owner: TestWorkspace
let folder: string
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'agent-'))
  api = await startApi()
  owner = await api.workspace()
})
afterAll(async () => {
  await api.stop()
  rmSync(folder, { recursive: true, force: true })
})

function agent(...args: readonly string[]): Promise<{ code: number; out: string; err: string }> {
  const access = { ORCHESTRATOR_URL: api.url, ORCHESTRATOR_API_KEY: owner.key, ORCHESTRATOR_HOME: '/none' }
  return new Promise((resolve) =>
    execFile(
      process.execPath,
      [bin, 'agent', ...args],
      { env: { PATH: process.env.PATH, ...access } },
      (error, out, err) => resolve({ code: error ? Number(error.code) : 0, out, err }),
    ),
  )
}
const file = (text: string) => {
  const path = join(folder, 'agent.yaml')
  writeFileSync(path, text)
  return path
}
const usage = { calls: 2, inputTokens: 10, outputTokens: 5, costUsd: '0.02' }
const say = async (id: string, type: 'agent_run.wait' | 'agent_run.end', data: object) => {
  const run = (await readAgentRun(api.store, owner.workspaceId, id)) as StoredAgentRun
  const command = { id: newId(), type, data: { id, ...data } } as Command
  await api.store.execute(agentPrincipal(run), [command], { unasked: true })
}

test('an agent is made of a file, shown, changed and deleted by its name', async () => {
  const path = file('name: triage\ninstructions: Look around.\ntools: [list_tasks]\nproposes: [task.update]\n')
  expect((await agent('create', '--file', path)).out).toContain('triage is made.')
  const list = await agent()
  expect(list.out).toMatch(/planner +built in +task\.create/)
  expect(list.out).toMatch(/triage +yes +task\.update/)
  file('instructions: Look twice.\n')
  expect((await agent('update', 'triage', '--file', path)).code).toBe(0)
  expect((await agent('show', 'triage')).out).toMatch(
    /looks with: list_tasks\nproposes: task\.update\n[\s\S]*Look twice\./,
  )
  expect((await agent('delete', 'planner')).err).toContain('planner is built in')
  expect((await agent('delete', 'triage')).out).toBe('triage is deleted\n')
  expect(await agent('show', 'triage')).toMatchObject({
    code: 2,
    err: expect.stringContaining('There is no agent triage.'),
  })
})

test('an agent is asked, answered and cancelled', async () => {
  const { taskId } = await projectWithTask(owner)
  const started = await agent('run', 'analyst', 'Why is it late?', '--task', taskId, '--json')
  const { id } = JSON.parse(started.out)
  expect((await agent('runs', '--agent', 'analyst', '--status', 'queued')).out).toMatch(`${id}  analyst  queued`)
  await beginAgentRun(api.store, owner.workspaceId, id, 'w')
  const waits = [{ step: 1, kind: 'caller', tool: 'look', input: { at: 'it' }, approvalId: null }]
  await say(id, 'agent_run.wait', { waits })
  expect((await agent('run-show', id)).out).toContain(`agent answer ${id} 1 --output <json>`)
  expect((await agent('answer', id, '1')).code).toBe(2)
  expect((await agent('answer', id, '1', '--output', '{"seen":true}')).out).toBe('Step 1 is answered.\n')
  expect((await agent('cancel', id)).out).toBe('It ends shortly.\n')
})

test('a run is followed to its end; one that failed fails the command', async () => {
  const { id } = JSON.parse((await agent('run', 'planner', 'Plan it', '--json')).out)
  const ref = { workspaceId: owner.workspaceId, runId: id }
  await beginAgentRun(api.store, owner.workspaceId, id, 'w')
  const following = agent('run-show', id, '--follow')
  const model = { n: 0, kind: 'model' as const, agent: 'planner', name: '', input: {} }
  await beginAgentStep(api.store, ref, model)
  await tellPartial(api.store, ref, 0, 1, 0, 'Let me look.\u001b[2J')
  await endAgentStep(api.store, ref, 0, { status: 'completed', output: {} })
  await beginAgentStep(api.store, ref, { ...model, n: 1, kind: 'tool', name: 'list_tasks' })
  await endAgentStep(api.store, ref, 1, { status: 'completed', output: {} })
  // Those that it consults speak in between.
  for (const [n, name, words] of [
    [2, 'estimator', 'Three days.'],
    [3, 'planner', 'Then it is late.'],
  ] as const) {
    await beginAgentStep(api.store, ref, { ...model, n, agent: name })
    await tellPartial(api.store, ref, n, 1, 0, words)
    await endAgentStep(api.store, ref, n, { status: 'completed', output: {} })
  }
  await say(id, 'agent_run.end', { status: 'completed', output: 'Done.', usage, patchIds: [] })
  const { code, out } = await following
  expect([code, out.includes('\u001b[2J')]).toEqual([0, false])
  expect(out).toMatch(/^Let me look\.[^\n]*\n(planner: list_tasks \w+\n)+[\s\S]*planner {2}completed/)
  expect(out).toContain('\nestimator:\nThree days.\nplanner:\nThen it is late.\n')

  const other = JSON.parse((await agent('run', 'planner', 'Plan it', '--json')).out).id
  await beginAgentRun(api.store, owner.workspaceId, other, 'w')
  const error = { code: 'unavailable', message: 'no model answered' }
  await say(other, 'agent_run.end', { status: 'failed', error, usage, patchIds: [] })
  expect(await agent('run-show', other, '--follow')).toMatchObject({
    code: 1,
    out: expect.stringContaining('unavailable: no model answered'),
  })
})
