import { readFileSync } from 'node:fs'
import { freePort } from '@orchestrator/cli/stack'
import { mintApiKey, roleUrl } from '@orchestrator/store'
import postgres from 'postgres'
import type { BenchContext, Benchmark, Result } from './support/benchmark.ts'
import { startDatabase } from './support/database.ts'
import { startOurs } from './support/parts.ts'
import { median, percentile, round } from './support/percentiles.ts'
import { eventsOfTask, seedHistory } from './support/seed-history.ts'
import { seedTasks } from './support/seed-tasks.ts'
import { makePlaces, type Place } from './support/workspaces.ts'

export const health: Benchmark = {
  name: 'health',
  about: 'the report of a project of 100,000 tasks and 1,000,000 events, beside reading the same rows by bare SQL',
  run: measure,
}

/** As many rows as the report takes at once, about. */
const page = 20_000
/** The first turn warms up what the others need; there are as many as there is time for. */
const [leastTurns, mostTurns, timeMs] = [2, 4, 180_000]
const sayEveryMs = 15_000

async function measure(context: BenchContext): Promise<Result> {
  const { quick, say } = context
  const count = quick ? 5_000 : 100_000
  const database = await startDatabase(context)
  const [place] = (await makePlaces(database.store(2), 1, 'health')) as [Place]
  say(`inserting ${count} tasks and ${count * eventsOfTask} events`)
  const ids = await seedTasks(database.sql, place, count, [])
  await seedHistory(database.sql, place, ids, say)
  const { key } = await mintApiKey(database.store(2), place.principal, { name: 'Benchmark' })
  const port = await freePort()
  const api = await startOurs(context, 'api', database, '127.0.0.1:1', {
    ORCHESTRATOR_API_PORT: String(port),
    ORCHESTRATOR_RATE_LIMIT: '0',
    ORCHESTRATOR_REQUEST_TIMEOUT_MS: '600000',
  })
  const get = async (path: string) => {
    const startedAt = performance.now()
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, { headers: { authorization: `Bearer ${key}` } })
    const body = (await answer.json()) as { figures?: { name: string; value: number }[] }
    if (answer.status !== 200) throw new Error(`${path}: ${answer.status} ${JSON.stringify(body)}`)
    return { ms: performance.now() - startedAt, body }
  }
  const bare = postgres(roleUrl(database.databaseUrl, database.masterKey, 'app'), { max: 1, onnotice: () => {} })
  const [ours, floor, beside] = [[] as number[], [] as number[], [] as number[]]
  const until = performance.now() + (quick ? 0 : timeMs)
  for (let turn = 0; turn < leastTurns || (turn < mostTurns && performance.now() < until); turn++) {
    const read = await readBare(bare, place)
    if (read.count !== count * eventsOfTask) throw new Error(`bare SQL has read ${read.count} events`)
    const asking = probe(() => get(`/v1/tasks/${ids[0]}`))
    const waiting = setInterval(() => say('the report is under way'), sayEveryMs)
    const { ms, body } = await get(`/v1/projects/${place.projectId}/health`).finally(() => {
      clearInterval(waiting)
      asking.stop()
    })
    beside.push(...(await asking.times()))
    const scope = body.figures?.find(({ name }) => name === 'scope')?.value
    if (scope !== count) throw new Error(`the report has ${scope} of ${count} tasks in its scope`)
    say(`the report ${round(ms)} ms, bare SQL ${round(read.ms)} ms`)
    if (turn > 0) {
      ours.push(ms)
      floor.push(read.ms)
    }
  }
  await bare.end()
  const peak = peakOf(api.pid)
  return {
    figures: {
      'GET /v1/projects/{id}/health': { p50Ms: round(median(ours)), peakMb: round(peak) },
      'GET /v1/tasks/{id} meanwhile': { p99Ms: round(percentile(beside, 0.99)), worstMs: round(Math.max(...beside)) },
    },
    floor: { 'the same rows by bare SQL': { p50Ms: round(median(floor)) } },
    ratio: round(median(ours) / median(floor), 2),
    notes: [
      `ratio: time of the report divided by the floor's, ${ours.length} turns; ${count} tasks, all touched within the window, with ${eventsOfTask} events each`,
      'the floor has Postgres take the same fields out of the same events, and sends them to nobody who keeps them',
    ],
  }
}

/** What the report takes out of the log, in the order of the log, page by page; rows come and go. */
async function readBare(sql: postgres.Sql, { workspaceId, projectId }: Place): Promise<{ ms: number; count: number }> {
  const startedAt = performance.now()
  let [count, after] = [0, 0]
  await sql.begin(async (tx) => {
    await tx`select set_config('app.ws', ${workspaceId}, true)`
    for (let read = page; read === page; count += read) {
      const rows = await tx<{ seq: string }[]>`
        select e.seq, e.subject_id, e.id, e.occurred_at, t.* from events e cross join lateral jsonb_to_record(e.data->'task') as t (
          identifier text, title text, status text, "assigneeId" uuid, "dueDate" text, "estimatePoints" float8, "estimatedMinutes" int,
          "actualMinutes" int, "createdAt" timestamptz, "startedAt" timestamptz, "completedAt" timestamptz, "canceledAt" timestamptz,
          "archivedAt" timestamptz)
        where e.workspace_id = ${workspaceId} and e.project_id = ${projectId} and e.subject_type = 'task' and e.seq > ${after}
        order by e.seq limit ${page}`
      read = rows.length
      after = Number(rows.at(-1)?.seq ?? after)
    }
  })
  return { ms: performance.now() - startedAt, count }
}

/** Asks again and again, 20 times a second, until it is stopped. `times`: how long each took. */
function probe(ask: () => Promise<{ ms: number }>): { stop(): void; times(): Promise<number[]> } {
  const asked: Promise<{ ms: number }>[] = []
  const timer = setInterval(() => {
    const one = ask()
    // What fails is told with the times, or not at all when the report has failed.
    one.catch(() => {})
    asked.push(one)
  }, 50)
  return {
    stop: () => clearInterval(timer),
    times: async () => (await Promise.all(asked)).map(({ ms }) => ms),
  }
}

/** The most that a process ever had in memory, in megabytes. Linux alone can tell. */
function peakOf(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  return Number(/^VmHWM:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) / 1024
}
