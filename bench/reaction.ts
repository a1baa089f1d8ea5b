import { randomUUID } from 'node:crypto'
import postgres from 'postgres'
import { makeBareTables, react } from './floor/bare-tables.ts'
import { startBareTemporal } from './floor/bare-temporal.ts'
import type { BenchContext, Benchmark, Figures, Result } from './support/benchmark.ts'
import { countCpu } from './support/cpu.ts'
import { startDatabase } from './support/database.ts'
import { startOurs } from './support/parts.ts'
import { latency, median, round } from './support/percentiles.ts'
import { closedLoop } from './support/rates.ts'
import { drain } from './support/reaction/drain.ts'
import { offered } from './support/reaction/offered.ts'
import { oneAtATime } from './support/reaction/one-at-a-time.ts'
import { type Reaction, settle } from './support/reaction/read-reactions.ts'
import { makePlaybookStage, makeRuleStage, type Stage } from './support/reaction/stage.ts'
import { startEngine } from './support/temporal.ts'

export const reaction: Benchmark = {
  name: 'reaction',
  about: 'a task is completed → what follows is committed, beside a bare workflow and a bare transaction',
  run: measure,
}

async function measure(context: BenchContext): Promise<Result> {
  const { quick, say, workplace, temporal } = context
  const [database, engine] = await Promise.all([
    startDatabase(context, { track_commit_timestamp: 'on' }),
    startEngine(context),
  ])
  const { sql } = database
  const store = database.store(10)
  const bare = postgres(database.databaseUrl, { max: 20, onnotice: () => {} })
  workplace.atEnd(() => bare.end({ timeout: 1 }))
  await makeBareTables(bare, 1)
  const relay = await startOurs(context, 'relay', database, engine.address)
  const workflow = await startBareTemporal(engine.address, bare)
  workplace.atEnd(() => workflow.stop())

  const { figures, note, summary } = collect(say)
  const floors = { workflow: [] as number[], transaction: [] as number[] }
  const between = async () => {
    floors.workflow.push(await workflow.once(0))
    const startedAt = performance.now()
    await react(bare, 0, randomUUID())
    floors.transaction.push(performance.now() - startedAt)
  }
  const parts = { relay: [relay.pid], postgres: [database.pid], temporal: engine.pids }
  const cpu = () => countCpu(parts)

  const rules = await makeRuleStage(store, sql, 20)
  await warmUp(rules, 20, between)
  floors.workflow = []
  floors.transaction = []
  const singles = { count: quick ? 20 : 150, between }
  note('rule, one at a time, 1 workspace', await oneAtATime(rules, { workspaces: 1, ...singles }))
  note('rule, one at a time, 20 workspaces', await oneAtATime(rules, { workspaces: 20, ...singles }))
  for (const workspaces of quick ? [20] : [1, 20]) {
    const load = { workspaces, perSecond: 500, seconds: quick ? 2 : 20, settleMs: 15_000, cpu }
    note(`rule, 500/s offered, ${plural(workspaces)}`, await offered(rules, load))
    await settle(sql, 15_000)
    const backlog = { workspaces, count: quick ? 1_000 : 20_000, settleMs: 40_000, cpu }
    note(`rule, backlog, ${plural(workspaces)}`, await drain(rules, backlog))
    await settle(sql, 20_000)
  }
  say(`floor: ${JSON.stringify(latency(floors.workflow))}, ${JSON.stringify(latency(floors.transaction))}`)
  const together = await closedLoop(20, quick ? 1_000 : 5_000, () => workflow.once(0))

  const host = await startOurs(context, 'playbooks', database, engine.address)
  const hosted = () => countCpu({ ...parts, host: [host.pid] })
  const trouble: string[] = []
  for (const workspaces of quick ? [1] : [1, 20]) {
    try {
      const playbooks = await makePlaybookStage(store, sql, workspaces)
      say(`playbook, ${plural(workspaces)}: warming up`)
      await warmUp(playbooks, workspaces)
      const some = { workspaces, count: quick ? 10 : 60, between }
      note(`playbook, one at a time, ${plural(workspaces)}`, await oneAtATime(playbooks, some))
      if (quick) continue
      const load = { workspaces, perSecond: 15, seconds: 10, settleMs: 20_000, cpu: hosted }
      note(`playbook, 15/s offered, ${plural(workspaces)}`, await offered(playbooks, load))
      await settle(sql, 10_000)
      const backlog = { workspaces, count: 200, settleMs: 30_000, cpu: hosted }
      note(`playbook, backlog, ${plural(workspaces)}`, await drain(playbooks, backlog))
    } catch (error) {
      trouble.push(`playbooks in ${plural(workspaces)} could not be measured: ${(error as Error).message}`)
    }
  }
  await host.stop({ withinMs: 3_000 })

  const ours = figures['rule, one at a time, 1 workspace']?.p50Ms ?? Number.NaN
  return {
    figures,
    floor: {
      'bare workflow, one at a time': latency(floors.workflow),
      'bare transaction, one at a time': latency(floors.transaction),
      'bare workflow, 20 at once': { perSecond: round(together.perSecond) },
    },
    ratio: round(ours / median(floors.workflow), 2),
    notes: [
      `ratio: p50 of a rule one at a time, 1 workspace, divided by that of a bare workflow with one local activity; Temporal: ${temporal === 'dev' ? 'development server' : 'server with Postgres'}`,
      summary(),
      'dueToFollowedP95Ms counts from when a completion was due by the schedule; CpuMs is the CPU of that process for each completion',
      'a playbook is a workflow for each event, so it is offered what two cores can carry',
      ...trouble,
    ],
  }
}

/** Keeps the figures of each kind of work, and counts what went missing or happened twice. */
function collect(say: BenchContext['say']) {
  const figures: Record<string, Figures> = {}
  const count = { triggers: 0, missing: 0, doubled: 0 }
  return {
    figures,
    note(name: string, found: { figures: Figures; reactions: readonly Reaction[] }) {
      figures[name] = found.figures
      const ids = new Set(found.reactions.map(({ taskId }) => taskId))
      count.triggers += ids.size
      count.missing += found.reactions.filter(({ ms }) => ms === null).length
      count.doubled += found.reactions.length - ids.size
      say(`${name}: ${JSON.stringify(found.figures)}`)
    },
    summary: () =>
      `${count.triggers} completions: ${count.missing} not followed when their time was up, ${count.doubled} followed twice`,
  }
}

/** Every workspace twice, so that nothing is met for the first time later. */
async function warmUp(stage: Stage, workspaces: number, between?: () => Promise<void>): Promise<void> {
  await oneAtATime(stage, { workspaces, count: workspaces * 2, patience: 60_000, ...(between && { between }) })
  await settle(stage.sql, 10_000)
}

const plural = (workspaces: number) => `${workspaces} workspace${workspaces === 1 ? '' : 's'}`
