import postgres from 'postgres'
import type { BenchContext, Benchmark, Figures, Result } from './support/benchmark.ts'
import { type Database, startDatabase } from './support/database.ts'
import { startOurs } from './support/parts.ts'
import { median, round } from './support/percentiles.ts'
import { holdRelay, settle } from './support/reaction/read-reactions.ts'
import { seedTasks } from './support/seed-tasks.ts'
import { startEngine } from './support/temporal.ts'
import { conditionOf, mix } from './support/trigger-mix.ts'
import { command, makePlaces, type Place } from './support/workspaces.ts'

const page = 500
const samples = 500

export const relay: Benchmark = {
  name: 'relay',
  about: 'events a second through the relay when none meets a trigger, beside a loop that only reads them',
  run: measure,
}

async function measure(context: BenchContext): Promise<Result> {
  const { quick, say } = context
  const most = quick ? 500 : 10_000
  const shapes = [
    { name: '10 triggers', triggers: 10 },
    ...(quick ? [] : [{ name: '1,000 triggers', triggers: 1_000 }]),
    { name: `${most.toLocaleString('en-US')} triggers`, triggers: most },
    { name: `${most.toLocaleString('en-US')} triggers, each with a rare value`, triggers: most, rareOnly: true },
  ].filter((shape, n, all) => all.findIndex(({ name }) => name === shape.name) === n)
  const [database, { address }] = await Promise.all([startDatabase(context), startEngine(context)])
  const store = database.store(4)
  const places = await makePlaces(store, shapes.length, 'relay')
  const lanes = shapes.map((shape, n) => ({ ...shape, place: places[n] as Place, rates: [] as number[] }))
  for (const { place, triggers, rareOnly = false, name } of lanes) {
    say(`installing ${name}`)
    const tasks = await seedTasks(database.sql, place, samples, ['review', 'backend'])
    const rules = Array.from({ length: triggers }, (_, n) => ({
      name: `Rule ${n}`,
      when: 'task.status_changed',
      if: conditionOf(n, place.projectId, { rareOnly }),
      then: [{ action: 'comment.create', body: 'Seen' }],
    }))
    for (const some of parts(rules, 250))
      await store.execute(
        place.principal,
        some.map((rule) => command('rule.create', rule)),
      )
    for (const some of parts(tasks, 250)) {
      await store.execute(
        place.principal,
        some.map((id) => command('task.update', { id, status: 'completed' })),
      )
    }
  }
  await startOurs(context, 'relay', database, address)
  if (!(await settle(database.sql, 90_000))) throw new Error('the relay did not learn the triggers within 90 s')

  const bare: number[] = []
  const reader = postgres(database.databaseUrl, { max: 1, onnotice: () => {} })
  context.workplace.atEnd(() => reader.end({ timeout: 1 }))
  await reader`create table bare_cursors (workspace_id uuid primary key, seq bigint not null)`
  for (let turn = 0; turn <= (quick ? 1 : 3); turn++) {
    for (const lane of lanes) {
      // The first turn warms up, and tells how many events the others need to last a while.
      const last = lane.rates.at(-1)
      const events =
        last === undefined ? samples : Math.min(20_000, Math.max(samples, Math.round(last * (quick ? 0.5 : 4))))
      lane.rates.push(await throughRelay(database, reader, lane.place, events))
      say(`${lane.name}: ${round(lane.rates.at(-1) ?? 0)} events/s`)
    }
    bare.push(await throughLoop(reader, lanes[0]?.place as Place, samples * (turn === 0 ? 1 : 20)))
  }
  for (const rates of [bare, ...lanes.map((lane) => lane.rates)]) rates.shift()
  const runs = await database.sql`select 1 from runs limit 1`
  if (runs.length > 0) throw new Error('a trigger was met: the events are not what the benchmark needs')
  const figures: Record<string, Figures> = Object.fromEntries(
    lanes.map(({ name, rates }) => [
      name,
      { perSecond: round(median(rates)), usPerEvent: round(1e6 / median(rates), 1) },
    ]),
  )
  return {
    figures,
    floor: {
      'select events, move the cursor': { perSecond: round(median(bare)), usPerEvent: round(1e6 / median(bare), 1) },
    },
    ratio: round(
      median(lanes[0]?.rates ?? []) /
        median(lanes.find((lane) => lane.triggers === most && !lane.rareOnly)?.rates ?? []),
      2,
    ),
    notes: [
      `ratio: rate at 10 triggers divided by rate at ${most.toLocaleString('en-US')}; pages of ${page} events; all triggers look for task.status_changed`,
      'each with a rare value: the last two kinds are left out, so that a project, tag, person or status tells them apart',
      `of 100 triggers: ${mix.map(({ share, what }) => `${share} ${what}`).join(', ')}`,
    ],
  }
}

/** Copies completions to the end of a log while the relay is kept out, then lets it in. @returns events a second */
async function throughRelay(
  { sql }: Database,
  reader: postgres.Sql,
  { workspaceId }: Place,
  count: number,
): Promise<number> {
  const letIn = await holdRelay(sql, [workspaceId])
  await copyEvents(sql, workspaceId, count)
  const startedAt = await letIn()
  for (;;) {
    const [row] = await reader<{ at: number; behind: boolean }[]>`
      select (extract(epoch from clock_timestamp()) * 1000)::float8 as at, c.seq < h.seq as behind
      from relay_cursors c join workspace_heads h using (workspace_id) where c.workspace_id = ${workspaceId}`
    if (!row?.behind) return (count / ((row?.at ?? Number.NaN) - startedAt)) * 1_000
    await new Promise((resolve) => setTimeout(resolve, 4))
  }
}

async function copyEvents(sql: postgres.Sql, workspaceId: string, count: number): Promise<void> {
  await sql`
    with head as (
      update workspace_heads set seq = seq + ${count}, dirty = true where workspace_id = ${workspaceId} returning seq - ${count} as base
    ), samples as (
      select e.*, row_number() over () as n from events e
      where e.workspace_id = ${workspaceId} and e.type = 'task.status_changed' order by e.seq limit ${samples}
    )
    insert into events (workspace_id, seq, id, type, subject_type, subject_id, project_id, actor, command_id, causation_id, correlation_id, depth, occurred_at, data)
    select s.workspace_id, head.base + g.n, gen_random_uuid(), s.type, s.subject_type, s.subject_id, s.project_id, s.actor, s.command_id,
      s.causation_id, s.correlation_id, s.depth, s.occurred_at, s.data
    from head, generate_series(1, ${count}::int) as g (n) join samples s on s.n = 1 + g.n % ${samples}`
}

/** The least that following a log costs. */
async function throughLoop(sql: postgres.Sql, { workspaceId }: Place, count: number): Promise<number> {
  await sql`
    insert into bare_cursors select workspace_id, seq - ${count} from workspace_heads where workspace_id = ${workspaceId}
    on conflict (workspace_id) do update set seq = excluded.seq`
  const startedAt = performance.now()
  for (let read = page; read === page; ) {
    await sql.begin(async (tx) => {
      const rows = await tx<{ seq: string }[]>`
        select e.* from bare_cursors c join events e on e.workspace_id = c.workspace_id and e.seq > c.seq
        where c.workspace_id = ${workspaceId} order by e.seq limit ${page}`
      read = rows.length
      if (read > 0) await tx`update bare_cursors set seq = ${rows.at(-1)?.seq ?? 0} where workspace_id = ${workspaceId}`
    })
  }
  return (count / (performance.now() - startedAt)) * 1_000
}

function parts<T>(all: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, n) => all.slice(n * size, (n + 1) * size))
}
