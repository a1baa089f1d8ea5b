import { type ChildProcess, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { freePorts, portIsTaken, repositoryRoot } from '@orchestrator/cli/stack'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { definition } from '../support/definition.ts'
import { type ModelServer, startModelServer } from '../support/model-server.ts'
import { type Arena, openArena } from './arena/arena.ts'
import { countRuns, countTitles, expectEachOnce, expectLogWhole, until } from './arena/oracle.ts'
import { createWriter, inParallel } from './arena/writer.ts'

const playbook = (id: string, when: string, body: string) => `
import { on, playbook } from '@orchestrator/sdk'
export default playbook({ id: '${id}', when: ${when}, async run({ event, tasks, sleep, steps }) { ${body} } })`

/** Each makes what starts the other. */
const startedBy = (prefix: string) => `on('task.created', { if: (e) => e.task.title.startsWith('${prefix}') })`
const playbooks = {
  'ping/playbook.ts': playbook(
    'ping',
    startedBy('ping'),
    `await tasks.create({ projectId: event.task.projectId, title: 'pong' })`,
  ),
  'pong/playbook.ts': playbook(
    'pong',
    startedBy('pong'),
    `await tasks.create({ projectId: event.task.projectId, title: 'ping' })`,
  ),
  'slow/playbook.ts': playbook(
    'slow',
    startedBy('slow '),
    `const made = await tasks.create({ projectId: event.task.projectId, title: 'begun: ' + event.task.title })
     await sleep('3 seconds')
     await tasks.update(made.id, { description: 'ended' })`,
  ),
}

let arena: Arena
let model: ModelServer
beforeAll(async () => {
  // Longer than a process that ends waits for it.
  model = await startModelServer(() => ({ text: 'I have thought.' }), { thinksMs: 12_000 })
  arena = await openArena({ playbooks, parts: ['api', 'relay', 'playbooks', 'agents'], env: model.env })
  await arena.allUp()
})
afterAll(async () => {
  await arena?.close()
  await model?.close()
})

test('two playbooks that start each other end at the depth limit, and say why', async () => {
  const write = createWriter(arena)
  await write('POST', '/v1/tasks', 'ping', { projectId: arena.projectId, title: 'ping' })
  await until('the loop to end', 60_000, async () => {
    const state = await countRuns(arena)
    return { done: state.open === 0 && Object.keys(state.runs).some((name) => name.endsWith('skipped')), state }
  })
  const { runs } = await countRuns(arena)
  expect(runs).toEqual({ 'ping completed': 5, 'pong completed': 5, 'ping skipped': 1 })
  const [skipped] = await arena.sql`select status, error from runs where status = 'skipped'`
  expect(skipped).toMatchObject({
    status: 'skipped',
    error: { code: 'depth_limit', message: expect.stringContaining('chain of 10') },
  })
}, 200_000)

test('each part ends within 10 s of SIGTERM with work in flight, and the next start goes on', async () => {
  const write = createWriter(arena)
  const titles: string[] = []
  let over = false
  const client = async () => {
    while (!over) {
      const title = `slow ${titles.length}`
      titles.push(title)
      expect((await write('POST', '/v1/tasks', title, { projectId: arena.projectId, title })).status).toBe(201)
      await pause(500)
    }
  }
  const clients = [client()]
  const asked = await write('POST', '/v1/agent-runs', 'thinker', {
    definition: definition({ name: 'thinker' }),
    prompt: 'think',
  })
  expect(asked.status, JSON.stringify(asked.body)).toBe(201)
  const thinks = async () => ({ done: model.calls.some(({ end }) => end === null), state: model.calls.length })
  try {
    await pause(2_000)
    for (const name of ['agents', 'playbooks', 'relay', 'api', 'temporal', 'postgres'] as const) {
      if (name === 'agents') await until('a model to think', 60_000, thinks)
      const took = await arena.kept[name].halt('SIGTERM')
      console.log(`  ${name} ended ${took} ms after SIGTERM`)
      expect(took, `${name} with work in flight`).toBeLessThan(10_000)
      arena.kept[name].resume()
      await arena.kept[name].up()
      await pause(1_000)
    }
  } finally {
    over = true
    await Promise.all(clients)
  }
  await arena.allUp()
  expect(model.calls[0]?.end).toBe('broken off')
  await until('the agent to end', 90_000, async () => {
    const [run] = await arena.sql`select status, output, error from agent_runs`
    return { done: run?.['status'] === 'completed', state: run }
  })
  await until('every run to end', 90_000, async () => {
    const state = await countRuns(arena)
    return { done: state.open === 0 && state.runs['slow completed'] === titles.length, state }
  })
  expectEachOnce(
    await countTitles(arena, 'begun: '),
    titles.map((title) => `begun: ${title}`),
  )
  const [ended] = await arena.sql`select count(*)::int as n from tasks where description = 'ended'`
  expect(ended).toEqual({ n: titles.length })
  await expectLogWhole(arena)
}, 800_000)

let up: ChildProcess | undefined
afterAll(() => void up?.kill('SIGKILL'))

/** `orchestrator up` as a person starts it. */
async function startUp(home: string, ports: readonly number[], playbooks: string): Promise<ChildProcess> {
  const [api, database, temporal, ui] = ports.map(String)
  const flags = [
    '--home',
    home,
    '--no-demo',
    '--no-watch',
    '--playbooks',
    playbooks,
    '--api-port',
    api,
    '--postgres-port',
    database,
    '--temporal-port',
    temporal,
    '--temporal-ui-port',
    ui,
  ]
  const child = spawn(
    process.execPath,
    [join(repositoryRoot, 'packages/cli/bin/orchestrator.mjs'), 'up', ...(flags as string[])],
    {
      env: { ...process.env, ORCHESTRATOR_RATE_LIMIT: '0' },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  )
  let text = ''
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (text += chunk))
  up = child
  await until('up to be ready', 120_000, async () => {
    if (child.exitCode !== null) throw new Error(`up ended: ${text}`)
    const response = await fetch(`http://127.0.0.1:${api}/ready`).catch(() => undefined)
    return { done: response?.ok === true && /API key|API reference/.test(text), state: text.slice(-300) }
  })
  return child
}

test('the whole of `up` ends within 10 s of SIGTERM with work in flight, leaves nothing running, and goes on next time', async () => {
  const home = join(arena.folder, 'up')
  const { api, postgres, temporal, temporalUi } = await freePorts()
  const ports = [api, postgres, temporal, temporalUi]
  let child = await startUp(home, ports, arena.playbooks)
  const { apiKey } = JSON.parse(readFileSync(join(home, 'secrets.json'), 'utf8')) as { apiKey: string }
  const write = createWriter({ apiUrl: `http://127.0.0.1:${ports[0]}`, apiKey })
  const made = await write('POST', '/v1/projects', 'project', { key: 'UP', name: 'Up' })
  expect(made.status, JSON.stringify(made.body)).toBe(201)
  const titles = Array.from({ length: 20 }, (_, n) => `slow ${n}`)
  await inParallel(
    titles,
    5,
    async (title) => void (await write('POST', '/v1/tasks', title, { projectId: made.body['id'], title })),
  )
  await pause(500)

  const exited = new Promise((resolve) => child.once('exit', resolve))
  const startedAt = Date.now()
  child.kill('SIGTERM')
  expect(await exited).toBe(0)
  const took = Date.now() - startedAt
  console.log(`  up ended ${took} ms after SIGTERM`)
  expect(took).toBeLessThan(10_000)
  for (const port of ports) expect(await portIsTaken(port)).toBe(false)

  child = await startUp(home, ports, arena.playbooks)
  const page = async (path: string) =>
    (await (
      await fetch(`http://127.0.0.1:${ports[0]}${path}`, { headers: { authorization: `Bearer ${apiKey}` } })
    ).json()) as { items: Record<string, unknown>[] }
  await until('every task to have its follow-up', 90_000, async () => {
    const { items } = await page('/v1/tasks?limit=100')
    const ended = items.filter((task) => task['description'] === 'ended')
    return { done: ended.length === titles.length, state: { tasks: items.length, ended: ended.length } }
  })
  const { items } = await page('/v1/tasks?limit=100')
  expect(items.map((task) => task['title']).sort()).toEqual(
    [...titles, ...titles.map((title) => `begun: ${title}`)].sort(),
  )
  const again = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGTERM')
  expect(await again).toBe(0)
}, 600_000)
