import postgres from 'postgres'
import { makeBareTables } from './floor/bare-tables.ts'
import { type BareTemporal, startBareTemporal } from './floor/bare-temporal.ts'
import type { BenchContext, Benchmark, Figures, Result } from './support/benchmark.ts'
import { countCpu } from './support/cpu.ts'
import { startDatabase } from './support/database.ts'
import { startOurs } from './support/parts.ts'
import { latency, median, round } from './support/percentiles.ts'
import { startEngine } from './support/temporal.ts'
import {
  countWaiting,
  lateness,
  makeStage,
  type Stage,
  startWaiting,
  untilWaiting,
  type Wait,
} from './support/timers/stage.ts'
import { growth, weigh } from './support/timers/weigh.ts'

export const timers: Benchmark = {
  name: 'timers',
  about: 'runs of rules that wait: what each costs, and how late they wake, beside bare workflows that sleep',
  run: measure,
}

const wanted = { delay: 40_000, waitFor: 10_000, due: 1_000 }
/** So many seconds of each kind show that it works. */
const quickSeconds = 3
/** The floor is a fortieth: what one takes does not depend on how many there are. */
const floorShare = 40

async function measure(context: BenchContext): Promise<Result> {
  const { quick, say, workplace } = context
  const [database, engine] = await Promise.all([
    startDatabase(context, { track_commit_timestamp: 'on' }),
    startEngine(context),
  ])
  const bare = postgres(database.databaseUrl, { max: 20, onnotice: () => {} })
  workplace.atEnd(() => bare.end({ timeout: 1 }))
  await makeBareTables(bare, 1)
  const workflow = await startBareTemporal(engine.address, bare)
  workplace.atEnd(() => workflow.stop())

  const stage = await makeStage(database.store(6), database.sql, 5)
  const relay = await startOurs(context, 'relay', database, engine.address)
  const pids = { relay: [relay.pid], postgres: [database.pid], temporal: engine.pids }
  say('how fast they start')
  const warm = await fill(stage, pids, 'delay', quick ? 20 : 200)
  const most = (kind: keyof typeof wanted) =>
    quick ? Math.min(wanted[kind], Math.ceil(rateOf(warm) * quickSeconds)) : wanted[kind]
  const size = { delay: most('delay'), waitFor: most('waitFor'), due: most('due') }
  const floor = await measureFloor(context, workflow, engine.pids, size)
  const figures: Record<string, Figures> = {}
  for (const wait of ['delay', 'waitFor'] as const) {
    say(`${wait}: ${size[wait]} begin`)
    figures[wait] = await fill(stage, pids, wait, size[wait])
    say(`${wait}: ${JSON.stringify(figures[wait])}`)
  }
  const woken = await wake(stage, size.due, rateOf(figures['delay'] ?? warm), say)
  figures['due at once'] = woken
  return {
    figures,
    floor: floor.figures,
    ratio: round((woken['p50Ms'] ?? Number.NaN) / floor.lateMs, 2),
    notes: [
      `ratio: p50 of how late ours wake when ${size.due} are due at once, divided by that of bare workflows`,
      `${await countWaiting(database.sql)} runs waited at the end; wanted were ${wanted.delay + wanted.waitFor}`,
      'Kb: what the memory (PSS) of all processes grew by, for each run that waits; startCpuMs: CPU of all processes until one waits',
    ],
  }
}

const patience = 60_000

const rateOf = (figures: Figures): number => figures['perSecond'] ?? 1

/** Starts runs until they wait, and weighs what they take. */
async function fill(
  { sql, ...stage }: Stage,
  pids: Readonly<Record<string, readonly number[]>>,
  wait: Wait,
  count: number,
): Promise<Figures> {
  const already = await countWaiting(sql)
  const before = weigh(pids)
  const cpu = countCpu(pids)
  const startedAt = performance.now()
  await startWaiting({ sql, ...stage }, wait, count)
  // Ten times as long as it should: a machine may become busy.
  const waiting = (await untilWaiting(sql, already + count, patience + count * 250)) - already
  const took = (performance.now() - startedAt) / 1_000
  const spent = Object.values(cpu()(waiting)).reduce((sum, ms) => sum + ms, 0)
  return {
    waiting,
    perSecond: round(waiting / took, 1),
    startCpuMs: round(spent, 1),
    ...growth(before, weigh(pids), waiting),
  }
}

/** Many that are due at the same moment; those that came too late to wait for it are left out. */
async function wake(stage: Stage, count: number, rate: number, say: BenchContext['say']): Promise<Figures> {
  const before = await countWaiting(stage.sql)
  const at = new Date(Date.now() + 10_000 + (1_500 * count) / rate)
  await startWaiting(stage, { until: at }, count)
  say(`${count} are due at once in ${Math.round((at.getTime() - Date.now()) / 1_000)} s`)
  const waiting = (await untilWaiting(stage.sql, before + count, at.getTime() - Date.now() - 1_000)) - before
  await new Promise((resolve) => setTimeout(resolve, Math.max(0, at.getTime() - Date.now())))
  const until = performance.now() + 60_000
  let late = await lateness(stage, at)
  while (late.length < waiting && performance.now() < until) {
    await new Promise((resolve) => setTimeout(resolve, 500))
    late = await lateness(stage, at)
  }
  return { waiting, ...latency(late) }
}

/** The same by workflows that sleep and then commit one row, on the same Temporal. */
async function measureFloor(
  { say }: BenchContext,
  workflow: BareTemporal,
  temporal: readonly number[],
  size: { delay: number; due: number },
) {
  const count = Math.ceil(size.delay / floorShare)
  await Promise.all(Array.from({ length: 20 }, () => workflow.once(0)))
  // Not the children of this process: they are other parts.
  const own = () => ({ ...weigh({ temporal }), worker: process.memoryUsage().rss / 1_048_576 })
  const before = own()
  const cpu = countCpu({ temporal })
  const startedAt = performance.now()
  await atOnce(20, count, () => workflow.sleepUntil(Date.now() + 30 * 86_400_000))
  const seconds = (performance.now() - startedAt) / 1_000
  const { temporalCpuMs = Number.NaN } = cpu()(count)
  const rate = count / seconds
  const line = {
    waiting: count,
    perSecond: round(rate, 1),
    temporalStartCpuMs: temporalCpuMs,
    ...growth(before, own(), count),
  }
  say(`floor: ${JSON.stringify(line)}`)
  const at = Date.now() + 10_000 + (1_500 * size.due) / rate
  const late: Promise<number>[] = []
  await atOnce(20, size.due, async () => void late.push((await workflow.sleepUntil(at)).woken))
  const took = await Promise.all(late)
  const figures: Readonly<Record<string, Figures>> = {
    'bare workflows that sleep': line,
    'bare workflows, due at once': latency(took),
  }
  return { figures, lateMs: median(took) }
}

async function atOnce(loops: number, count: number, work: () => Promise<unknown>): Promise<void> {
  let left = count
  const loop = async () => {
    while (left-- > 0) await work()
  }
  await Promise.all(Array.from({ length: loops }, loop))
}
