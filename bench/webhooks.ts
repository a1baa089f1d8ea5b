import { createHmac, randomUUID } from 'node:crypto'
import { createRequire } from 'node:module'
import { setTimeout as pause } from 'node:timers/promises'
import { freePort } from '@orchestrator/cli/stack'
import { readConnection } from '@orchestrator/store'
import { openGitHubStage } from '../packages/integrations/src/testing/github-stage.ts'
import type { BenchContext, Benchmark, Figures, Result } from './support/benchmark.ts'
import { countCpu } from './support/cpu.ts'
import { type Database, startDatabase } from './support/database.ts'
import { evenLoad, type Load } from './support/http-load.ts'
import { startOurs } from './support/parts.ts'
import { latency, median, round } from './support/percentiles.ts'
import { connectRepository } from './support/sync/connect-repository.ts'
import { startEngine } from './support/temporal.ts'
import { makePlaces, type Place } from './support/workspaces.ts'

const perSecond = 200

export const webhooks: Benchmark = {
  name: 'webhooks',
  about: `how soon deliveries of a connected service are answered at ${perSecond} a second, while they are read`,
  run: measure,
}

const bareEntry = new URL('./floor/bare-webhook-main.ts', import.meta.url).pathname

async function measure(context: BenchContext): Promise<Result> {
  const { quick, say, workplace } = context
  const seconds = quick ? 2 : 10
  const turns = quick ? 1 : 3
  const [database, { address, pids }, stage] = await Promise.all([
    startDatabase(context),
    startEngine(context),
    openGitHubStage(),
  ])
  workplace.atEnd(() => stage.close())
  const store = database.store(4)
  const [place] = (await makePlaces(store, 1, 'webhooks')) as [Place]
  const { connectionId } = await connectRepository(store, database.masterKey, place, stage)
  const { workspaceId } = place
  const opened = await readConnection(store, { masterKey: database.masterKey, workspaceId, connectionId })
  const secret = opened?.secret ?? ''
  const ports = { ours: await freePort(), bare: await freePort() }
  const allowed = { ORCHESTRATOR_HTTP_ALLOW_HOSTS: stage.proxy.host }
  const noLimits = { ORCHESTRATOR_RATE_LIMIT: '0', ORCHESTRATOR_WEBHOOK_RATE_LIMIT: '0' }
  const api = await startOurs(context, 'api', database, address, {
    ...{ ...allowed, ...noLimits, ORCHESTRATOR_API_PORT: String(ports.ours) },
  })
  const sync = await startOurs(context, 'sync', database, address, allowed)
  const bare = { BARE_DATABASE_URL: database.databaseUrl, BARE_SECRET: secret, BARE_PORT: String(ports.bare) }
  await startOurs({ ...context, profiles: undefined }, 'api', database, address, bare, bareEntry)

  const load = {
    ours: deliveriesTo(`/v1/integrations/${connectionId}/webhook`, secret),
    bare: deliveriesTo('/webhook', secret),
  }
  const took = { ours: [] as number[], bare: [] as number[] }
  const reading: number[] = []
  const cpu: Figures[] = []
  for (let turn = 0; turn < turns; turn++) {
    for (const who of ['bare', 'ours'] as const) {
      say(`${who}: ${perSecond} a second for ${seconds} s`)
      const url = `http://127.0.0.1:${ports[who]}`
      await evenLoad({ url, load: load[who], perSecond: 20, seconds: 1 })
      const spent = countCpu({ api: [api.pid], sync: [sync.pid], temporal: pids, postgres: [database.pid] })
      took[who].push(...(await evenLoad({ url, load: load[who], perSecond, seconds })))
      if (who === 'bare') continue
      reading.push(await untilRead(database))
      cpu.push(spent()(perSecond * seconds))
    }
  }
  const [kept] = await database.sql<{ count: number; failed: number }[]>`
    select count(*)::int, count(*) filter (where error is not null)::int as failed from inbound_deliveries`
  return {
    figures: {
      'a delivery, until it is answered': latency(took.ours),
      'the last one, until all are read': { medianMs: round(median(reading)) },
      'each of them, with its reading': medians(cpu),
    },
    floor: { 'its signature checked and a row inserted': latency(took.bare) },
    ratio: round(median(took.ours) / median(took.bare), 2),
    notes: [
      'ratio: p50 of ours divided by that of the bare route; both in turns, each in a process of its own, both over the same Postgres',
      `kept ${kept?.count}, of which ${kept?.failed} could not be read; the process that syncs reads them meanwhile and tells each as an event`,
    ],
  }
}

/** A payload that GitHub sends, each time under another id of its own. */
function deliveriesTo(path: string, secret: string): Load {
  const examples = createRequire(new URL('../packages/integrations/package.json', import.meta.url))(
    '@octokit/webhooks-examples',
  ) as { name: string; examples: { action?: string }[] }[]
  const payload = examples.find(({ name }) => name === 'issues')?.examples.find(({ action }) => action === 'edited')
  const body = JSON.stringify(payload)
  const signature = `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`
  return () => ({
    method: 'POST',
    path,
    body,
    headers: {
      'content-type': 'application/json',
      'x-github-event': 'issues',
      'x-github-delivery': randomUUID(),
      'x-hub-signature-256': signature,
    },
  })
}

const medians = (all: readonly Figures[]): Figures =>
  Object.fromEntries(
    Object.keys(all[0] ?? {}).map((name) => [name, round(median(all.map((one) => one[name] ?? 0)), 2)]),
  )

async function untilRead({ sql }: Database): Promise<number> {
  const startedAt = performance.now()
  const isLeft = () => sql`select 1 from inbound_deliveries where processed_at is null limit 1`
  while ((await isLeft()).length > 0) {
    if (performance.now() - startedAt > 300_000) throw new Error('the deliveries were not read within five minutes')
    await pause(20)
  }
  return performance.now() - startedAt
}
