import { ours, peers } from './peers/index.ts'
import type { System, SystemMaker } from './peers/support/system.ts'
import { type Kind, kinds, waitMs } from './peers/support/work.ts'
import type { BenchContext, Benchmark, Figures, Result } from './support/benchmark.ts'
import { latency, median, round } from './support/percentiles.ts'
import { backlog, type Turn } from './support/rules/backlog.ts'
import { oneAtATime, type Times } from './support/rules/one-at-a-time.ts'
import { type Receiver, startReceiver } from './support/rules/receiver.ts'

export const rules: Benchmark = {
  name: 'rules',
  about: 'a webhook comes in → condition → a task’s row → an HTTP call, beside others that do the same',
  run: measure,
}

interface Contender {
  readonly maker: SystemMaker
  readonly system: System
}

interface Found {
  readonly turns: Turn[]
  times: Times
}

async function measure(context: BenchContext): Promise<Result> {
  const { quick, say } = context
  const receiver = await startReceiver(context)
  const contenders: Contender[] = []
  const trouble: string[] = []
  for (const maker of [ours, ...peers.filter(({ name }) => context.peers?.includes(name) ?? true)]) {
    say(`${maker.name}: starting`)
    try {
      contenders.push({ maker, system: await maker.start(context, receiver.url) })
    } catch (error) {
      if (maker === ours) throw error
      trouble.push(`${maker.name} could not be started: ${(error as Error).message}`)
    }
  }
  const found = new Map<Contender, Record<Kind, Found>>()
  for (const one of contenders) found.set(one, { immediate: none(), wait: none() })
  for (const kind of kinds) {
    await warmUp(contenders, receiver, kind, say)
    for (let turn = 0; turn < (quick ? 1 : 3); turn++) {
      for (const one of contenders) {
        const count = Math.ceil(one.maker.turn[kind] / (quick ? 10 : 1))
        const result = await backlog(one.system, receiver, kind, count)
        say(`${one.system.name}, ${kind}: ${JSON.stringify(figuresOf([result]))}`)
        found.get(one)?.[kind].turns.push(result)
      }
    }
    say(`${kind}: one at a time`)
    const systems = contenders.map(({ system }) => system)
    const times = await oneAtATime(systems, receiver, kind, quick ? 5 : kind === 'immediate' ? 100 : 30)
    for (const one of contenders) {
      const own = found.get(one)?.[kind]
      const took = times.get(one.system)
      if (own && took) own.times = took
      say(`${one.system.name}, ${kind}: ${JSON.stringify(took && latencies(took, kind))}`)
    }
  }
  return report(found, trouble)
}

const none = (): Found => ({ turns: [], times: { toRow: [], toCall: [] } })

/** So that nothing is met for the first time later: code is compiled, pools are full, tables have rows. */
async function warmUp(contenders: readonly Contender[], receiver: Receiver, kind: Kind, say: BenchContext['say']) {
  for (const { maker, system } of contenders) {
    say(`${system.name}, ${kind}: warming up`)
    await backlog(system, receiver, kind, Math.ceil(maker.turn[kind] / 5))
  }
}

function report(found: ReadonlyMap<Contender, Record<Kind, Found>>, trouble: readonly string[]): Result {
  const figures: Record<string, Figures> = {}
  const floor: Record<string, Figures> = {}
  const rates: { own: number; best: number } = { own: Number.NaN, best: 0 }
  const witness = { due: 0, missing: 0, tooMany: 0 }
  for (const [{ maker, system }, kindsOf] of found) {
    for (const kind of kinds) {
      const { turns, times } = kindsOf[kind]
      const line = { ...figuresOf(turns), ...latencies(times, kind) }
      if (maker === ours) figures[kind] = line
      else floor[`${system.name}, ${kind}`] = line
      for (const turn of turns)
        for (const name of ['due', 'missing', 'tooMany'] as const) witness[name] += turn.witness[name]
    }
    const rate = median(kindsOf.immediate.turns.map(({ perSecond }) => perSecond))
    if (maker === ours) rates.own = rate
    else rates.best = Math.max(rates.best, rate)
  }
  return {
    figures,
    floor,
    ratio: round(rates.own / rates.best, 2),
    notes: [
      'ratio: our immediate reactions a second divided by those of the best of the others; more is better',
      `witness: ${witness.due} webhooks met the condition; ${witness.missing} without a row or a call, ${witness.tooMany} rows or calls too many`,
      `wait: the same with a wait of ${waitMs / 1_000} s between row and call, which is taken off the time to the call`,
      'CpuMs: of all processes of a system and its Postgres, for each reaction of a backlog',
      ...trouble,
    ],
  }
}

/** The turn in the middle, by its rate. */
function figuresOf(turns: readonly Turn[]): Figures {
  const sorted = turns.toSorted((a, b) => a.perSecond - b.perSecond)
  const middle = sorted[Math.floor((sorted.length - 1) / 2)]
  if (!middle) return {}
  const cpu = Object.values(middle.cpu).reduce((sum, ms) => sum + ms, 0)
  return {
    perSecond: round(middle.perSecond, 1),
    acceptedPerSecond: round(middle.acceptedPerSecond),
    CpuMs: round(cpu, 2),
    ...middle.cpu,
  }
}

function latencies({ toRow, toCall }: Times, kind: Kind): Figures {
  const named = (name: string, values: readonly number[]) => {
    const { p50Ms = Number.NaN, p95Ms = Number.NaN } = latency(values, [0.5, 0.95])
    return { [`${name}P50Ms`]: p50Ms, [`${name}P95Ms`]: p95Ms }
  }
  const pause = kind === 'wait' ? waitMs : 0
  return {
    ...named('row', toRow),
    ...named(
      'call',
      toCall.map((ms) => ms - pause),
    ),
    samples: toRow.length,
  }
}
