import { freePort } from '@orchestrator/cli/stack'
import { mintApiKey, roleUrl } from '@orchestrator/store'
import type { BenchContext, Benchmark, Figures, Result } from './support/benchmark.ts'
import { startDatabase } from './support/database.ts'
import { fixedLoad, type Load, mostLoad } from './support/http-load.ts'
import { startOurs } from './support/parts.ts'
import { median, percentile, round } from './support/percentiles.ts'
import { seedTasks } from './support/seed-tasks.ts'
import { makePlaces, type Place } from './support/workspaces.ts'

const perSecond = 200

export const api: Benchmark = {
  name: 'api',
  about: 'answers with 100,000 tasks in the workspace, beside bare routes that run the same SQL',
  run: measure,
}

async function measure(context: BenchContext): Promise<Result> {
  const { quick, say } = context
  const count = quick ? 10_000 : 100_000
  const database = await startDatabase(context)
  const store = database.store(4)
  const [place] = await makePlaces(store, 1, 'api')
  if (!place) throw new Error('there is no workspace')
  say(`inserting ${count.toLocaleString('en-US')} tasks`)
  const ids = await seedTasks(database.sql, place, count, [])
  await database.sql`analyze`
  const { key } = await mintApiKey(store, place.principal, { name: 'Benchmark' })
  const urls = await startBoth(context, database, place)
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' }
  const some = () => ids[Math.floor(Math.random() * ids.length)] ?? ''
  const title = () => JSON.stringify({ title: `A title ${Math.random()}` })
  const created = JSON.stringify({ projectId: place.projectId, title: 'A task' })
  const loads: readonly { name: string; read: boolean; load: Load }[] = [
    {
      name: 'GET /v1/tasks?projectId=…&limit=50',
      read: true,
      load: () => ({ path: `/v1/tasks?projectId=${place.projectId}&limit=50` }),
    },
    { name: 'GET /v1/tasks/{id}', read: true, load: () => ({ path: `/v1/tasks/${some()}` }) },
    { name: 'POST /v1/tasks', read: false, load: () => ({ method: 'POST', path: '/v1/tasks', body: created }) },
    {
      name: 'PATCH /v1/tasks/{id}',
      read: false,
      load: () => ({ method: 'PATCH', path: `/v1/tasks/${some()}`, body: title() }),
    },
  ]

  const figures: Record<string, Figures> = {}
  const floor: Record<string, Figures> = {}
  const reads = { ours: [] as number[], bare: [] as number[] }
  const turns = quick ? 1 : 2
  for (const { name, read, load } of loads) {
    say(name)
    const found = { ours: empty(), bare: empty() }
    for (const who of ['ours', 'bare'] as const)
      await fixedLoad({ url: urls[who], headers, load, perSecond: 50, seconds: 1 })
    for (let turn = 0; turn < turns; turn++) {
      for (const who of ['ours', 'bare'] as const) {
        found[who].ms.push(...(await fixedLoad({ url: urls[who], headers, load, perSecond, seconds: quick ? 1 : 5 })))
        found[who].rates.push(await mostLoad({ url: urls[who], headers, load, seconds: quick ? 1 : 3 }))
      }
    }
    figures[name] = summary(found.ours)
    floor[name] = summary(found.bare)
    if (read) for (const who of ['ours', 'bare'] as const) reads[who].push(...found[who].ms)
  }
  return {
    figures,
    floor,
    ratio: round(percentile(reads.ours, 0.99) / percentile(reads.bare, 0.99), 2),
    notes: [
      `ratio: p99 of our reads divided by that of the bare routes; ${count.toLocaleString('en-US')} tasks in one workspace`,
      `p50 and p99 at ${perSecond} requests a second; mostPerSecond: ten connections as fast as they are answered; each API in a process of its own`,
    ],
  }
}

async function startBoth(context: BenchContext, database: Awaited<ReturnType<typeof startDatabase>>, place: Place) {
  const [state] = await database.sql<{ id: string }[]>`
    select id from states where workspace_id = ${place.workspaceId} and category = 'unstarted' limit 1`
  const ports = { ours: await freePort(), bare: await freePort() }
  await startOurs(context, 'api', database, '127.0.0.1:1', {
    ORCHESTRATOR_API_PORT: String(ports.ours),
    ORCHESTRATOR_RATE_LIMIT: '0',
  })
  await startOurs(
    { ...context, profiles: undefined },
    'api',
    database,
    '127.0.0.1:1',
    {
      BARE_DATABASE_URL: roleUrl(database.databaseUrl, database.masterKey, 'app'),
      BARE_WORKSPACE: place.workspaceId,
      BARE_MEMBER: place.memberId,
      BARE_STATE: state?.id ?? '',
      BARE_PORT: String(ports.bare),
    },
    new URL('./floor/bare-api-main.ts', import.meta.url).pathname,
  )
  return { ours: `http://127.0.0.1:${ports.ours}`, bare: `http://127.0.0.1:${ports.bare}` }
}

const empty = () => ({ ms: [] as number[], rates: [] as number[] })

const summary = ({ ms, rates }: ReturnType<typeof empty>): Figures => ({
  p50Ms: round(percentile(ms, 0.5), 2),
  p99Ms: round(percentile(ms, 0.99), 2),
  mostPerSecond: round(median(rates)),
})
