import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { githubTokens, openGitHubStage } from '../packages/integrations/src/testing/github-stage.ts'
import type { BenchContext, Benchmark, Result } from './support/benchmark.ts'
import { startDatabase } from './support/database.ts'
import { memoryOf, processTree } from './support/memory.ts'
import { startOurs } from './support/parts.ts'
import { latency, round } from './support/percentiles.ts'
import { connectRepository } from './support/sync/connect-repository.ts'
import { startEngine } from './support/temporal.ts'
import { command, makePlaces, type Place } from './support/workspaces.ts'

export const sync: Benchmark = {
  name: 'sync',
  about: 'issues of GitHub (an emulator) that become tasks, and how late a change is on the other side',
  run: measure,
}

const entry = join(import.meta.dirname, 'support', 'sync', 'unlimited-sync-main.ts')
const repository = '/repos/acme-dev/shop'

async function measure(context: BenchContext): Promise<Result> {
  const { quick, say, workplace } = context
  const count = quick ? 200 : 10_000
  const samples = quick ? 10 : 100
  const [database, { address }, stage] = await Promise.all([
    startDatabase(context),
    startEngine(context),
    openGitHubStage(),
  ])
  workplace.atEnd(() => stage.close())
  const { emulator, proxy, containerId } = stage
  const askAs = async <T>(token: string, method: string, path: string, body?: unknown) => {
    const answer = await emulator.ask(token, method, `${repository}${path}`, body)
    if (answer.status >= 400) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`)
    return answer.body as T
  }
  const ask = <T>(method: string, path: string, body?: unknown) => askAs<T>(githubTokens.theirs, method, path, body)
  say(`making ${count} issues`)
  // The emulator gives each token 5,000 requests, and takes tokens that it does not know for its first user's.
  for (let n = 0; n < count; n++) {
    const issue = { title: `issue ${n}`, body: 'What is to be done', labels: ['bug'] }
    await askAs(`maker-${Math.floor(n / 4_000)}`, 'POST', '/issues', issue)
  }

  const store = database.store(4)
  const [place] = (await makePlaces(store, 1, 'sync')) as [Place]
  const port = 24_000 + Math.floor(Math.random() * 1_000)
  const allowed = { ORCHESTRATOR_HTTP_ALLOW_HOSTS: proxy.host }
  const api = { ...allowed, ORCHESTRATOR_API_PORT: String(port), ORCHESTRATOR_RATE_LIMIT: '0' }
  await startOurs(context, 'api', database, address, api)
  const process = await startOurs(
    context,
    'sync',
    database,
    address,
    { ...allowed, ORCHESTRATOR_PUBLIC_URL: `http://127.0.0.1:${port}` },
    entry,
  )
  const { mappingId } = await connectRepository(store, database.masterKey, place, stage)

  say('the floor: reading all of them')
  proxy.clear()
  const bare = await rateOf(count, async () => {
    const session = stage.open()
    for (let cursor: unknown = null, more = true; more; )
      ({ cursor, more } = await session.pull({ containerId, type: 'issue', cursor }))
  })
  const bareRequests = proxy.requests.length
  say('backfill')
  proxy.clear()
  const before = memoryOf(processTree(process.pid)).rssMb
  const backfill = await rateOf(count, async () => {
    await database.sql`update mapping_syncs set backfill = 'running', backfill_started_at = now() where mapping_id = ${mappingId}`
    await database.sql`update connection_syncs set due_at = now(), wakes = wakes + 1`
    await until(async () => (await database.sql`select 1 from mapping_syncs where backfill = 'done'`).length > 0)
  })
  const requests = proxy.requests.length
  const after = memoryOf(processTree(process.pid)).rssMb
  const [{ tasks } = { tasks: 0 }] = await database.sql<{ tasks: number }[]>`select count(*)::int as tasks from tasks`
  if (tasks !== count) throw new Error(`${tasks} tasks for ${count} issues`)

  say('one change at a time, both ways')
  const [task] = await database.sql<{ id: string; number: number }[]>`
    select entity_id as id, split_part(external_id, '/', 2)::int as number from external_items where type = 'issue' order by 2 limit 1`
  if (task === undefined) throw new Error('nothing is linked')
  const [out, into, direct]: [number[], number[], number[]] = [[], [], []]
  const calls = { out: 0, into: 0 }
  /** With what comes after it: what was written there is told, and is no news. */
  const callsOf = async (change: () => Promise<void>) => {
    proxy.clear()
    await change()
    await pause(150)
    return proxy.requests.length
  }
  for (let n = 0; n < samples; n++) {
    direct.push(
      await lag(
        () => ask('PATCH', `/issues/${task.number}`, { labels: [`direct-${n}`] }),
        async () => true,
      ),
    )
    // Told of by several deliveries, each of which is looked at.
    await pause(500)
    const title = `changed here ${n}`
    const write = () => store.execute(place.principal, [command('task.update', { id: task.id, title })])
    calls.out += await callsOf(async () => {
      out.push(
        await lag(write, async () => (await ask<{ title: string }>('GET', `/issues/${task.number}`)).title === title),
      )
    })
    const theirs = `changed there ${n}`
    const edit = () => ask('PATCH', `/issues/${task.number}`, { title: theirs })
    calls.into += await callsOf(async () => {
      into.push(
        await lag(
          edit,
          async () => (await database.sql`select 1 from tasks where id = ${task.id} and title = ${theirs}`).length > 0,
        ),
      )
    })
  }
  return {
    figures: {
      [`backfill of ${count.toLocaleString('en-US')} issues`]: {
        itemsPerSecond: round(backfill),
        requestsPerItem: round(requests / count, 3),
        mbGrown: round(after - before),
      },
      'changed here, until it is there': latency(out),
      'changed there, until it is here (webhook)': latency(into),
      'requests to the service for one change': {
        outPerChange: round(calls.out / samples, 2),
        inPerChange: round(calls.into / samples, 2),
      },
    },
    floor: {
      'reading them and nothing else': { itemsPerSecond: round(bare), requestsPerItem: round(bareRequests / count, 3) },
      'the emulator takes one change': latency(direct),
      'the fewest that can be': { outPerChange: 1, inPerChange: 1 },
    },
    ratio: round(backfill / bare, 2),
    notes: [
      'the fewest: a write; a look at what a delivery names, for deliveries are hints that come late and in any order',
      'ratio: rate of the backfill divided by that of only reading the same pages',
      'the emulator and its proxy run in the process of the benchmark; the limits of GitHub are lifted, for it has none',
    ],
  }
}

async function rateOf(count: number, work: () => Promise<void>): Promise<number> {
  const startedAt = performance.now()
  await work()
  return (count * 1_000) / (performance.now() - startedAt)
}

async function lag(act: () => Promise<unknown>, seen: () => Promise<boolean>): Promise<number> {
  const startedAt = performance.now()
  await act()
  await until(seen)
  return performance.now() - startedAt
}

async function until(done: () => Promise<boolean>): Promise<void> {
  const startedAt = performance.now()
  while (!(await done())) {
    if (performance.now() - startedAt > 600_000) throw new Error('it did not come to its end within ten minutes')
    await pause(3)
  }
}
