import { setTimeout as pause } from 'node:timers/promises'
import { freePort } from '@orchestrator/cli/stack'
import { openGitHubStage } from '../packages/integrations/src/testing/github-stage.ts'
import type { BenchContext, Benchmark, Figures, Result } from './support/benchmark.ts'
import { countCpu } from './support/cpu.ts'
import { startDatabase } from './support/database.ts'
import { memoryOf, processTree } from './support/memory.ts'
import { startOurs } from './support/parts.ts'
import { round } from './support/percentiles.ts'
import { connectRepository } from './support/sync/connect-repository.ts'
import { startEngine } from './support/temporal.ts'
import { makePlaces } from './support/workspaces.ts'

export const connections: Benchmark = {
  name: 'connections',
  about: 'what 1,000 connections cost in which nothing happens',
  run: measure,
}

const makeAtOnce = 20

async function measure(context: BenchContext): Promise<Result> {
  if (process.platform !== 'linux') throw new Error('memory is read from /proc, which only Linux has')
  const { quick, say, workplace } = context
  const count = quick ? 50 : 1_000
  const watchMs = quick ? 5_000 : 120_000
  const [database, engine, stage] = await Promise.all([startDatabase(context), startEngine(context), openGitHubStage()])
  workplace.atEnd(() => stage.close())
  const port = await freePort()
  const env = { ORCHESTRATOR_HTTP_ALLOW_HOSTS: stage.proxy.host, ORCHESTRATOR_PUBLIC_URL: `http://127.0.0.1:${port}` }
  await startOurs(context, 'api', database, engine.address, { ...env, ORCHESTRATOR_API_PORT: String(port) })
  const sync = await startOurs(context, 'sync', database, engine.address, env)
  const parts = { sync: [sync.pid], temporal: engine.pids, postgres: [database.pid] }
  const memory = () => [sync.pid, ...engine.pids, database.pid].map((pid) => memoryOf(processTree(pid)).pssMb)

  const watch = async (): Promise<Figures> => {
    stage.proxy.clear()
    const spent = countCpu(parts)
    await pause(watchMs)
    const seconds = watchMs / 1_000
    const perSecond = Object.entries(spent()(seconds)).map(([name, ms]) => [`${name}PerSecond`, round(ms, 2)] as const)
    return { ...Object.fromEntries(perSecond), requestsPerSecond: round(stage.proxy.requests.length / seconds, 2) }
  }

  say('without any connection')
  await pause(quick ? 2_000 : 10_000)
  const floor = await watch()
  const before = memory()
  say(`making ${count.toLocaleString('en-US')} connections, each with a mapping`)
  const store = database.store(4)
  for (let made = 0; made < count; made += makeAtOnce) {
    const places = await makePlaces(store, Math.min(makeAtOnce, count - made), `idle-${made}`)
    for (const place of places) await connectRepository(store, database.masterKey, place, stage)
  }
  say('until each has had its first rounds')
  await untilQuiet(async () => {
    const [row] = await database.sql<{ open: number }[]>`
      select count(*)::int as open from connection_syncs where last_sync_at is null`
    return row?.open === 0
  })
  say(`nothing happens for ${watchMs / 1_000} s`)
  const ours = await watch()
  const grown = memory().map((mb, at) => mb - (before[at] ?? 0))
  const cpuOf = (figures: Figures) =>
    Object.entries(figures).reduce((sum, [name, ms]) => (name.endsWith('CpuMsPerSecond') ? sum + ms : sum), 0)
  return {
    figures: {
      [`${count.toLocaleString('en-US')} connections, idle`]: {
        ...ours,
        kbEach: round((grown.reduce((sum, mb) => sum + mb, 0) * 1024) / count),
        cpuMsEachMinute: round(((cpuOf(ours) - cpuOf(floor)) * 60) / count, 2),
      },
    },
    floor: { 'none, idle': floor },
    ratio: round(cpuOf(ours) / cpuOf(floor), 2),
    notes: [
      'ratio: CPU of sync, Temporal and Postgres together with the connections, divided by that without any',
      'each is told by webhooks, and asks the service all the same every five minutes; kbEach counts the memory (PSS) of all three',
    ],
  }
}

async function untilQuiet(done: () => Promise<boolean>): Promise<void> {
  const startedAt = performance.now()
  while (!(await done())) {
    if (performance.now() - startedAt > 600_000) throw new Error('they did not come to rest within ten minutes')
    await pause(500)
  }
}
