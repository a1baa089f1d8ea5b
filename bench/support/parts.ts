import { type PartName, type Service, startPart } from '@orchestrator/cli/stack'
import type { BenchContext } from './benchmark.ts'
import type { Database } from './database.ts'

/** Starts one of our own processes as `up` does. */
export async function startOurs(
  { workplace, say, profiles }: BenchContext,
  part: PartName,
  database: Database,
  address: string,
  more: Readonly<Record<string, string>> = {},
  /** Another entry file than the part's own. */
  entry?: string,
): Promise<Service> {
  say(`${entry === undefined ? part : 'floor'}: starting`)
  const env = {
    DATABASE_URL: database.databaseUrl,
    ORCHESTRATOR_MASTER_KEY: database.masterKey,
    TEMPORAL_ADDRESS: address,
    ORCHESTRATOR_HOME: workplace.path('home'),
    LOG_LEVEL: 'info',
    ...(profiles && {
      NODE_OPTIONS: `--cpu-prof --cpu-prof-dir=${profiles} --cpu-prof-name=${part}-\${pid}.cpuprofile`,
    }),
    ...more,
  }
  const logFile = workplace.path(`${entry === undefined ? part : 'floor'}.log`)
  return workplace.keep(await startPart({ part, env, register: workplace.register, logFile, ...(entry && { entry }) }))
}
