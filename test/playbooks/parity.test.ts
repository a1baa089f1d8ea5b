import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { type TestOptions, type TestResult, testRun } from '@orchestrator/sdk/testing'
import { getEntity, type RunDetail } from '@orchestrator/store'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import commands from '../../packages/worker/src/playbooks/testing/parity/parity-commands/playbook.ts'
import outside from '../../packages/worker/src/playbooks/testing/parity/parity-outside/playbook.ts'
import * as steps from '../../packages/worker/src/playbooks/testing/parity/parity-outside/steps.ts'
import planning from '../../packages/worker/src/playbooks/testing/parity/parity-planning/playbook.ts'
import time from '../../packages/worker/src/playbooks/testing/parity/parity-time/playbook.ts'
import { openStage, type Stage } from '../../packages/worker/src/playbooks/testing/stage.ts'
import { testHome } from '../support/compiled.ts'
import { createTestDatabase, createTestNamespace } from '../support/index.ts'

// The same playbooks on Temporal and Postgres, and in memory: the same results, the same steps, the same effects.

/** What both servers of the outside answer. */
const answer = (method: string, url: string, body: string) =>
  url.startsWith('/missing') ? { status: 404, text: 'not here' } : { status: 200, text: `${method} ${url} ${body}` }

const server = createServer(async (request, response) => {
  let body = ''
  for await (const chunk of request) body += chunk
  const { status, text } = answer(request.method ?? '', request.url ?? '', body)
  response.writeHead(status).end(text)
})

let stage: Stage
let base = ''
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const [database, temporal] = await Promise.all([createTestDatabase(), createTestNamespace()])
  const folder = fileURLToPath(new URL('../../packages/worker/src/playbooks/testing/parity', import.meta.url))
  stage = await openStage({
    compiledIn: testHome,
    database,
    temporal,
    folder,
    config: { playbooks: { folder, workspace: 'demo', watch: false } },
  })
})
afterAll(async () => {
  await stage?.close()
  server.close()
})

/** Ids and instants differ; that the same one appears in the same places does not. */
function normal(value: unknown): unknown {
  const names = new Map<string, string>()
  const text = JSON.stringify(value).replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, (id) => {
    if (!names.has(id)) names.set(id, `id ${names.size + 1}`)
    return names.get(id) ?? id
  })
  return JSON.parse(text.replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'instant'))
}

const onTemporal = ({ run, steps: taken }: RunDetail) =>
  normal({
    status: run.status,
    result: run.result,
    steps: taken.map(({ name, step }) => `${step} ${name}`),
    commands: taken.flatMap(({ kind, status, input }) =>
      kind === 'command' && status === 'completed' ? (input as unknown[]) : [],
    ),
    events: taken.flatMap((step) => step.commands.flatMap(({ events }) => events.map(({ type }) => type))).sort(),
  })

const inMemory = (run: TestResult<unknown>) =>
  normal({
    status: run.status,
    result: run.result,
    steps: run.steps.map(({ name, n }) => `${n} ${name}`),
    commands: run.effects.flatMap((effect) =>
      effect.kind === 'command' ? [{ type: effect.type, data: effect.data }] : [],
    ),
    events: run.events
      .slice(1)
      .map(({ type }) => type)
      .sort(),
  })

async function both(
  id: string,
  run: (event: never, options: TestOptions) => Promise<TestResult<unknown>>,
  options: TestOptions = {},
): Promise<void> {
  await stage.createTask(id, { description: base })
  const detail = await stage.ended(id)
  const project = await stage.store.read(stage.workspaceId, (tx) =>
    getEntity(tx, stage.workspaceId, 'project', stage.projectId),
  )
  const memory = await run(detail.event as never, { projects: [project as never], ...options })
  expect(memory.error).toBeNull()
  expect(inMemory(memory)).toEqual(onTemporal(detail))
  expect(detail.run.status).toBe('completed')
}

describe('in memory as on Temporal', () => {
  it('commands and reads', () => both('parity-commands', (event, options) => testRun(commands, event, options)))

  it('cycles, milestones and time', () =>
    both('parity-planning', (event, options) => testRun(planning, event, options)))

  it('time and waits', () => both('parity-time', (event, options) => testRun(time, event, options)))

  it('steps and requests', () =>
    both('parity-outside', (event, options) => testRun(outside, event, options), {
      steps,
      http: ({ method, url, body }) => answer(method, url.slice(base.length), body ?? ''),
    }))
})
