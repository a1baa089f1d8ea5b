// npm run bench: each benchmark beside its floor, on a Postgres and a Temporal of its own. Nothing here passes or fails by its time.
import { mkdirSync } from 'node:fs'
import { agents } from './agents.ts'
import { api } from './api.ts'
import { backtest } from './backtest.ts'
import { cache } from './cache.ts'
import { connections } from './connections.ts'
import { context } from './context.ts'
import { execute } from './execute.ts'
import { health } from './health.ts'
import { modelOverhead } from './model-overhead.ts'
import { reaction } from './reaction.ts'
import { relay } from './relay.ts'
import { rest } from './rest.ts'
import { rules } from './rules.ts'
import type { Benchmark } from './support/benchmark.ts'
import { type Options, readOptions, usage } from './support/options.ts'
import { toJson, toTable } from './support/print-result.ts'
import { openWorkplace, type Workplace } from './support/workplace.ts'
import { sync } from './sync.ts'
import { timers } from './timers.ts'
import { webhooks } from './webhooks.ts'

const benchmarks: readonly Benchmark[] = [
  reaction,
  execute,
  relay,
  api,
  backtest,
  health,
  rest,
  rules,
  sync,
  webhooks,
  connections,
  timers,
  modelOverhead,
  agents,
  cache,
  context,
]
const list = () => benchmarks.map(({ name, about }) => `  ${name.padEnd(16)}${about}`).join('\n')

let current: Workplace | undefined
let stopped = false
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    if (stopped) return
    stopped = true
    process.stderr.write('\nending …\n')
    // What is in the middle of its work fails as its ground goes; nobody has to hear of it.
    process.on('unhandledRejection', () => {})
    const end = () => process.exit(130)
    setTimeout(end, 10_000)
    if (current) void current.close().then(end, end)
    else end()
  })
}

async function runOne(benchmark: Benchmark, options: Options): Promise<void> {
  const startedAt = performance.now()
  const seconds = () => ((performance.now() - startedAt) / 1_000).toFixed(0).padStart(3)
  const say = (text: string) => void process.stderr.write(`${benchmark.name} ${seconds()} s  ${text}\n`)
  const workplace = await openWorkplace()
  current = workplace
  try {
    const { quick, temporal, profiles, peers } = options
    const result = await benchmark.run({ workplace, quick, temporal, profiles, peers, say })
    console.log(options.json ? toJson(benchmark.name, result) : toTable(benchmark.name, benchmark.about, result))
  } finally {
    await workplace.close()
    say('done')
  }
}

async function main(): Promise<number> {
  let options: Options
  try {
    options = readOptions(process.argv.slice(2))
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${usage}\n\n${list()}`)
    return 2
  }
  if (options.help) {
    console.log(`${usage}\n\n${list()}`)
    return 0
  }
  const unknown = options.names.filter((name) => !benchmarks.some((benchmark) => benchmark.name === name))
  if (unknown.length > 0) {
    console.error(`There is no benchmark ${unknown.join(', ')}. There are:\n${list()}`)
    return 2
  }
  if (options.profiles) mkdirSync(options.profiles, { recursive: true })
  const wanted = benchmarks.filter(({ name }) => options.names.length === 0 || options.names.includes(name))
  let failed = 0
  for (const benchmark of wanted) {
    await runOne(benchmark, options).catch((error: unknown) => {
      if (stopped) return
      failed++
      console.error(`${benchmark.name} could not be run:`, error)
    })
  }
  return failed === 0 ? 0 : 1
}

const code = await main()
// Temporal's runtime holds the process open.
if (!stopped) process.exit(code)
