import { type AutomationData, headOf, runSimulation, type Source } from '@orchestrator/backtest'
import { membersBehind, readLog, rowsByFields, runsOnEvents, type Store, stepsOfRun } from '@orchestrator/store'
import type { BenchContext, Benchmark, Result } from './support/benchmark.ts'
import { startDatabase } from './support/database.ts'
import { median, round } from './support/percentiles.ts'
import { seedTasks } from './support/seed-tasks.ts'
import { command, makePlaces, type Place } from './support/workspaces.ts'

export const backtest: Benchmark = {
  name: 'backtest',
  about: 'events of the past a second through a simulation, beside a loop that only reads them',
  run: measure,
}

const page = 500
const samples = 100

async function measure(context: BenchContext): Promise<Result> {
  const { quick, say } = context
  const events = quick ? 5_000 : 100_000
  const database = await startDatabase(context)
  const store = database.store(4)
  const [place] = (await makePlaces(store, 1, 'backtest')) as [Place]
  const tasks = await seedTasks(database.sql, place, samples, ['review'])
  await store.execute(
    place.principal,
    tasks.map((id, n) => command('task.update', { id, status: 'completed', estimatedMinutes: n })),
  )
  say(`copying ${events} events`)
  await copyEvents(database.sql, place, events)
  const source = sourceOf(store, place)
  const head = await headOf(source)
  const cases = [
    { name: '1 % of events met', condition: 'event.task.estimatedMinutes == 7', times: [] as number[], peakMb: 0 },
    { name: 'every event met', condition: null, times: [] as number[], peakMb: 0 },
  ]
  const floor: number[] = []
  const turns = quick ? 1 : 2
  for (let turn = 0; turn <= turns; turn++) {
    floor.push(await readAll(source, head))
    say(`reading alone: ${round(events / ((floor.at(-1) ?? 1) / 1_000))} events/s`)
    for (const one of cases) {
      // Minutes of work: the turns before have warmed up all that it needs.
      if (one.condition === null && turn < turns) continue
      const { ms, peakMb, matched } = await simulateAll(source, place, one.condition, head)
      const expected = one.condition === null ? events : events / samples
      if (Math.abs(matched - expected) > samples) throw new Error(`${one.name}: ${matched} of ${expected} were met`)
      one.times.push(ms)
      one.peakMb = Math.max(one.peakMb, peakMb)
      say(`${one.name}: ${round(events / (ms / 1_000))} events/s`)
    }
  }
  for (const times of [floor, ...cases.map(({ times }) => times)]) if (times.length > 1) times.shift()
  const rate = (times: readonly number[]) => events / (median([...times]) / 1_000)
  return {
    figures: Object.fromEntries(
      cases.map(({ name, times, peakMb }) => [name, { perSecond: round(rate(times)), peakMb: round(peakMb) }]),
    ),
    floor: { 'read the same pages': { perSecond: round(rate(floor)) } },
    ratio: round(rate(cases[0]?.times ?? []) / rate(floor), 3),
    notes: [
      `ratio: events a second where 1 % are met, divided by the floor's; ${events.toLocaleString('en-US')} events in pages of ${page}`,
      'a rule that completes its task’s follow-up at once: one task and one comment for each event that is met',
      'peakMb: the process with the simulation’s thread, above what it had before',
    ],
  }
}

function sourceOf(store: Store, { workspaceId }: Place): Source {
  return {
    events: (query) => store.read(workspaceId, (tx) => readLog(tx, workspaceId, { ...query, hiddenTypes: [] })),
    rows: (kind, by) => store.read(workspaceId, (tx) => rowsByFields(tx, workspaceId, kind, by)),
    list: () => Promise.resolve({ items: [], nextCursor: null }),
    runs: (query) => store.read(workspaceId, (tx) => runsOnEvents(tx, workspaceId, query)),
    membersBehind: (query) => store.read(workspaceId, (tx) => membersBehind(tx, workspaceId, query)),
    steps: (runId) =>
      store.read(workspaceId, (tx) => stepsOfRun(tx, workspaceId, runId)) as ReturnType<Source['steps']>,
  }
}

async function readAll(source: Source, head: number): Promise<number> {
  const startedAt = performance.now()
  for (let after = 0; after < head; ) {
    const { position, atHead } = await source.events({ after, limit: page, types: ['task.status_changed'] })
    if (atHead) break
    after = position
  }
  return performance.now() - startedAt
}

async function simulateAll(source: Source, { memberId }: Place, condition: string | null, head: number) {
  const automation: AutomationData = {
    ...{ kind: 'rule', id: crypto.randomUUID(), name: 'benchmark', memberId },
    rule: {
      ...{ when: 'task.status_changed', if: condition, flow: null, scopes: null },
      then: [
        { action: 'task.create', projectId: '{{event.projectId}}', title: 'Follow up: {{event.task.title}}' },
        { action: 'comment.create', taskId: '{{event.task.id}}', body: 'Followed up' },
      ],
    },
  }
  const before = process.memoryUsage().rss
  let peak = before
  let matched = 0
  const startedAt = performance.now()
  await runSimulation(
    {
      automation,
      current: null,
      compareRan: false,
      after: 0,
      upTo: head,
      logEnd: Date.now(),
      answers: 'none',
      leftOut: [],
    },
    {
      source,
      onTold(told) {
        peak = Math.max(peak, process.memoryUsage().rss)
        for (const one of told) if (one.kind === 'judged' && one.judged.outcome?.status === 'completed') matched++
        return true
      },
    },
  )
  return { ms: performance.now() - startedAt, peakMb: (peak - before) / 1024 / 1024, matched }
}

/** The completions again and again, each as an event of its own. */
async function copyEvents(sql: Parameters<typeof seedTasks>[0], { workspaceId }: Place, count: number): Promise<void> {
  await sql`
    with head as (
      update workspace_heads set seq = seq + ${count}, dirty = true where workspace_id = ${workspaceId} returning seq - ${count} as base
    ), samples as (
      select e.*, row_number() over (order by e.seq) as n from events e
      where e.workspace_id = ${workspaceId} and e.type = 'task.status_changed' order by e.seq limit ${samples}
    )
    insert into events (workspace_id, seq, id, type, subject_type, subject_id, project_id, actor, command_id, causation_id, correlation_id, depth, occurred_at, data)
    select s.workspace_id, head.base + g.n, gen_random_uuid(), s.type, s.subject_type, s.subject_id, s.project_id, s.actor, s.command_id,
      s.causation_id, s.correlation_id, s.depth, s.occurred_at, s.data
    from head, generate_series(1, ${count}::int) as g (n) join samples s on s.n = 1 + g.n % ${samples}`
}
