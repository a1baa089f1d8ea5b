import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createApp } from '@orchestrator/api'
import { close, listen } from '@orchestrator/api/listen'
import type { Permission } from '@orchestrator/domain'
import { mintApiKey } from '@orchestrator/store'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import {
  createPlaybookFolder,
  type PlaybookFolder,
  playbookText,
} from '../../packages/worker/src/playbooks/testing/playbook-folder.ts'
import { openStage, type Stage } from '../../packages/worker/src/playbooks/testing/stage.ts'
import { type Call, callWith } from '../api/start-api.ts'
import { testHome } from '../support/compiled.ts'
import { createTestDatabase, createTestNamespace } from '../support/index.ts'

let folder: PlaybookFolder
let team: PlaybookFolder
let stage: Stage
let api: { url: string; close(): Promise<void> }
let call: Call
let apiKey: string
let home: string
let temporal: { address: string; namespace: string }
const workers = new Set<ChildProcess>()

const onTask = (id: string) => ({ when: `on('task.created', { if: (e) => e.task.title.eq('${id}') })` })

const theirs = playbookText(
  'theirs',
  `const made = await tasks.create({ projectId: event.task.projectId, title: 'made by theirs' })
   await tasks.update(made.id, { description: 'and changed' })
   const greeting = await steps.greet('team')
   const found = await tasks.list({ status: ['planned', 'unstarted', 'backlog'] })
   return { greeting, pid: (await steps.whoami()), found: found.items.length > 0 }`,
  {
    ...onTask('theirs'),
    head: "import { steps as fromNode } from '@orchestrator/sdk'\nimport type * as node from './steps.ts'",
    more: '\n  steps: fromNode<typeof node>({ timeout: 20_000 }),',
  },
)
const nodeSteps = `
export async function greet(who: string) { return process.env.GREETING_OF_TEAM + ', ' + who }
export async function whoami() { return { key: process.env.ORCHESTRATOR_API_KEY ?? null, serve: process.env.ORCHESTRATOR_SERVE ?? null } }
`
const waits = playbookText(
  'waits',
  `await tasks.create({ projectId: event.task.projectId, title: 'waits began' })
   await sleep('1 second')
   const found = await waitFor('task.created', { if: (e) => e.task.title.eq('go on'), timeout: '5 minutes' })
   await tasks.create({ projectId: event.task.projectId, title: 'waits ended' })
   return found?.task.title`,
  onTask('waits'),
)
/** Text that nobody can store, wherever a run may have it. */
const nul = "'a\\u0000b'"
const unstorable: Readonly<Record<string, string>> = {
  throws: `throw new Error(${nul})`,
  codes: `throw new OrchestratorError(${nul}, ${nul})`,
  titles: `await tasks.create({ projectId: event.task.projectId, title: ${nul} })`,
  returns: `return ${nul}`,
  fails: 'await steps.fail()',
  gives: 'await steps.give()',
}
const unstorableFiles = Object.entries(unstorable).flatMap(([name, body]): [string, string][] => {
  const text = playbookText(`nul-${name}`, body, {
    ...onTask('nul'),
    head: "import { OrchestratorError, steps as fromNode } from '@orchestrator/sdk'",
    ...(body.includes('steps.') && { more: " steps: fromNode<typeof import('./steps.ts')>()," }),
  })
  const steps = `export function fail(): void { throw new Error(${nul}) }\nexport function give(): string { return ${nul} }\n`
  return [
    [`x/nul-${name}/playbook.ts`, text],
    ...(body.includes('steps.') ? [[`x/nul-${name}/steps.ts`, steps] as [string, string]] : []),
  ]
})
const refused = playbookText('refused', `await tasks.update(event.task.id, { title: '' })`, onTask('refused'))

beforeAll(async () => {
  folder = await createPlaybookFolder({ 'a/ours/playbook.ts': playbookText('ours', "return 'ours'", onTask('ours')) })
  team = await createPlaybookFolder({
    'x/theirs/playbook.ts': theirs,
    'x/theirs/steps.ts': nodeSteps,
    'x/waits/playbook.ts': waits,
    'x/refused/playbook.ts': refused,
    ...Object.fromEntries(unstorableFiles),
  })
  home = await mkdtemp(join(tmpdir(), 'worker-'))
  const [database, namespace] = await Promise.all([createTestDatabase(), createTestNamespace()])
  temporal = { address: namespace.address, namespace: namespace.namespace }
  stage = await openStage({ compiledIn: testHome, database, temporal: namespace, folder: folder.path })
  const app = createApp({
    store: stage.store,
    config: {
      ...{ masterKey: database.masterKey, temporalUi: 'http://127.0.0.1:4402', temporalNamespace: 'default' },
      ...{ rateLimit: 0, webhookRateLimit: 0, failedLoginLimit: 0, trustedProxies: [], requestTimeoutMs: 20_000 },
      // Code that a team serves itself needs no leave of the operator.
      deployments: false,
    },
    temporal: null,
  })
  const { url, server } = await listen(app, { host: '127.0.0.1', port: 0 })
  api = { url, close: () => close(app, server, 2_000) }
  apiKey = (await mintApiKey(stage.store, stage.principal, { name: 'team' })).key
  call = callWith(url, apiKey)
})
afterAll(async () => {
  await Promise.all([...workers].map(stop))
  await api?.close()
  await stage?.close()
  await Promise.all([folder?.remove(), team?.remove(), rm(home, { recursive: true, force: true })])
})

const orchestrator = fileURLToPath(new URL('../../packages/cli/src/main.ts', import.meta.url))

function start(args: readonly string[] = [], more: Record<string, string> = {}): ChildProcess & { said(): string } {
  const child = fork(orchestrator, ['playbook', 'worker', team.path, '--source', 'team', ...args], {
    env: {
      ...{ PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '', ORCHESTRATOR_HOME: home },
      ...{ ORCHESTRATOR_URL: api.url, ORCHESTRATOR_API_KEY: apiKey },
      ...{ TEMPORAL_ADDRESS: temporal.address, TEMPORAL_NAMESPACE: temporal.namespace, GREETING_OF_TEAM: 'hello' },
      ...more,
    },
    execArgv: ['--disable-warning=ExperimentalWarning'],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (said += String(chunk)))
  workers.add(child)
  child.once('exit', () => workers.delete(child))
  return Object.assign(child, { said: () => said })
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill('SIGTERM')
  await once(child, 'exit')
}

const serving = (worker: { said(): string }) =>
  vi.waitFor(() => expect(worker.said()).toContain('Serving'), { timeout: 120_000, interval: 100 })
const titles = async () => (await stage.tasks()).map(({ title }) => title)
const ended = (id: string) => stage.ended(id, { withinMs: 120_000 })

describe('orchestrator playbook worker', () => {
  it('deploys its folder and serves it: commands, queries, steps with its own environment; the platform does not', async () => {
    const worker = start()
    await serving(worker)
    await stage.createTask('theirs')
    await stage.createTask('ours')
    const { run } = await ended('theirs')
    expect([run.status, run.error]).toEqual(['completed', null])
    expect(run.result).toEqual({ greeting: 'hello, team', pid: { key: null, serve: null }, found: true })
    expect(await titles()).toContain('made by theirs')
    expect((await ended('ours')).run.result).toBe('ours')
    const { items } = (await call('GET', '/v1/deployments?source=team')).body
    expect(items).toMatchObject([
      { servedBy: 'worker', playbooks: expect.arrayContaining(['refused', 'theirs', 'waits']) },
    ])
    // None of the platform's processes has ever served it.
    const short = items[0].bundleHash.slice(0, 12)
    expect(JSON.stringify(stage.logs)).not.toContain(`cannot be served`)
    const pollers = await stage.temporal.connection.workflowService.describeTaskQueue({
      namespace: stage.temporal.namespace,
      taskQueue: { name: `playbooks/${stage.workspaceId}/${short}` },
      taskQueueType: 1,
    })
    expect(new Set(pollers.pollers?.map(({ identity }) => identity)).size).toBe(1)
    await stop(worker)
    expect(worker.exitCode).toBe(0)
  })

  it('a refusal is the run’s own', async () => {
    const worker = start()
    await serving(worker)
    await stage.createTask('refused')
    const { run } = await ended('refused')
    expect(run).toMatchObject({ status: 'failed', error: { code: 'invalid_input' } })
    await stop(worker)
  })

  it('a run with text that cannot be stored ends, and says why', async () => {
    const worker = start()
    await serving(worker)
    await stage.createTask('nul')
    const threw = { code: 'threw', message: 'a\ufffdb' }
    const wrong = { message: expect.stringContaining('cannot be stored') }
    const wanted = { throws: threw, codes: threw, fails: threw, titles: { ...wrong, code: 'invalid_input' } }
    for (const name of Object.keys(unstorable)) {
      const { run } = await ended(`nul-${name}`)
      const error = wanted[name as keyof typeof wanted] ?? wrong
      expect([name, run]).toMatchObject([name, { status: 'failed', error }])
    }
    await stop(worker)
  })

  it('killed while a run waits, another goes on with it; what it did is done once', async () => {
    const first = start()
    await serving(first)
    await stage.createTask('waits')
    await vi.waitFor(async () => expect(await titles()).toContain('waits began'), { timeout: 60_000, interval: 50 })
    first.kill('SIGKILL')
    await once(first, 'exit')
    await stage.createTask('go on')
    // One that deploys nothing and has never seen the code: the platform has it.
    await rm(join(home, 'cache', 'bundles'), { recursive: true, force: true })
    const second = start(['--no-deploy'])
    await serving(second)
    const { run } = await ended('waits')
    expect([run.status, run.result]).toEqual(['completed', 'go on'])
    const made = (await titles()).filter((title) => title.startsWith('waits '))
    expect(made).toEqual(['waits began', 'waits ended'])
    await stop(second)
  })

  it('says what is wrong when it cannot begin', async () => {
    const cases: [Record<string, string>, string, RegExp][] = [
      [{ ORCHESTRATOR_URL: 'http://127.0.0.1:1' }, 'platform', /cannot be reached/],
      [{ ORCHESTRATOR_API_KEY: 'orc_wrong' }, 'key', /does not know this key/],
      [{ TEMPORAL_ADDRESS: '127.0.0.1:1' }, 'Temporal', /Temporal at 127\.0\.0\.1:1 cannot be reached/],
      [{ TEMPORAL_NAMESPACE: 'nowhere' }, 'namespace', /has no namespace nowhere/],
    ]
    for (const [more, , words] of cases) {
      const worker = start([], more)
      await once(worker, 'close')
      expect([worker.exitCode, worker.said()]).toEqual([1, expect.stringMatching(words)])
    }
  })
})

describe('calls for runs', () => {
  const step = { n: 0, name: 'x', summary: 'x' }
  const calling = (run: { workspaceId: string; runId: string }, workflowId: string) => ({
    ...{ call: 'command', workflowId },
    input: { run, step, commands: [{ type: 'tag.create', data: { name: 'sneaked' } }] },
  })

  it('are only for runs of the caller’s member, of bundles that their team serves', async () => {
    const [mine] = await stage.runs('theirs')
    const [platform] = await stage.runs('ours')
    const refOf = (id: string | undefined) => ({ workspaceId: stage.workspaceId, runId: id ?? '' })
    const workflow = String((mine?.run as { workflowId?: string } | undefined)?.workflowId)
    // Of the platform's own bundle.
    const own = await call('POST', '/v1/workers/calls', calling(refOf(platform?.run.id), workflow))
    expect([own.status, own.body.code]).toEqual([404, 'not_found'])
    // As another workflow.
    const other = await call('POST', '/v1/workers/calls', calling(refOf(mine?.run.id), `${workflow}9`))
    expect([other.status, other.body.code]).toEqual([403, 'forbidden'])
    // Of another member, who may do more than enough.
    const { body: member } = await call('POST', '/v1/members', { name: 'Eve', email: 'eve@x.test', role: 'ADMIN' })
    const { key } = await mintApiKey(stage.store, stage.principal, { name: 'eve', memberId: member.id })
    const eve = callWith(api.url, key)
    expect((await eve('POST', '/v1/workers/calls', calling(refOf(mine?.run.id), workflow))).status).toBe(404)
    expect((await eve('GET', '/v1/workers/bundles?source=team')).body.items).toEqual([])
    const { items } = (await call('GET', '/v1/workers/bundles?source=team')).body
    expect(items).toMatchObject([{ current: true }])
    expect((await eve('GET', `/v1/workers/bundles/${items[0].hash}`)).status).toBe(404)
    // With keys of the same member that may do less than the run, or nothing with automations.
    const narrowed = async (scopes: Permission[]) =>
      callWith(api.url, (await mintApiKey(stage.store, stage.principal, { name: 'narrow', scopes })).key)
    const manages = await narrowed(['workspace.read', 'automation.manage'])
    expect((await manages('POST', '/v1/workers/calls', calling(refOf(mine?.run.id), workflow))).status).toBe(403)
    expect((await manages('GET', '/v1/workers/bundles?source=team')).status).toBe(200)
    const reads = await narrowed(['workspace.read'])
    for (const path of ['/v1/workers/bundles', `/v1/workers/bundles/${items[0].hash}`])
      expect((await reads('GET', path)).status).toBe(403)
    // A command that is not for runs.
    const internal = calling(refOf(mine?.run.id), workflow)
    internal.input.commands = [{ type: 'workspace.create', data: { name: 'x' } }]
    expect((await call('POST', '/v1/workers/calls', internal)).status).toBe(400)
    expect(JSON.stringify((await call('GET', '/v1/tags')).body)).not.toContain('sneaked')
  })

  it('a bundle of one source cannot be deployed as another’s, and the platform’s code not at all here', async () => {
    const { items } = (await call('GET', '/v1/workers/bundles?source=team')).body
    const stolen = await call('POST', '/v1/deployments', { source: 'others', bundleHash: items[0].hash })
    expect([stolen.status, stolen.body.errors?.[0]?.path]).toEqual([400, 'source'])
    const plan = await call('POST', '/v1/deployments/plan', { source: 'x', manifest: { engine: 'e', playbooks: [] } })
    expect([plan.status, plan.body.code]).toEqual([403, 'forbidden'])
  })
})
