import { findTemporal, freePort, prepareTemporal, startTemporal } from '@orchestrator/cli/stack'
import type { BenchContext } from './benchmark.ts'
import { startTemporalOnPostgres } from './temporal-on-postgres.ts'

export interface Engine {
  /** host:port */
  readonly address: string
  /** The server, and its database if it has one of its own. */
  readonly pids: readonly number[]
}

/** A Temporal of our own, of the kind that was asked for. */
export async function startEngine(context: BenchContext): Promise<Engine> {
  const { workplace, say, temporal } = context
  if (temporal === 'postgres') return startTemporalOnPostgres(context)
  let told = -1
  const { program } = await findTemporal({
    onProgress({ text, elapsedMs }) {
      const slot = Math.floor(elapsedMs / 15_000)
      if (slot !== told) say(`Temporal: ${text}`)
      told = slot
    },
  })
  const service = await startTemporal({
    program,
    port: await freePort(),
    dbFile: workplace.path('temporal.db'),
    logFile: workplace.path('temporal.log'),
    register: workplace.register,
  })
  workplace.keep(service)
  await prepareTemporal({ address: service.address })
  return { address: service.address, pids: [service.pid] }
}
