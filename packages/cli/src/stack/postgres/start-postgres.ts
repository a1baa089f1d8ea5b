import { existsSync } from 'node:fs'
import { dirname } from 'node:path'
import { UserError } from '../../user-error.ts'
import { type Service, StartFailure, type StartOptions, startService } from '../service.ts'
import { postgresBinaries } from './binaries.ts'
import { clearCrashed } from './clear-crashed.ts'
import { databaseName, databaseUser, ensureCluster } from './init-cluster.ts'
import { postgresUser, reachableDataFolder } from './run-as.ts'

/** What `startPostgres` needs to know. */
export interface PostgresOptions extends StartOptions {
  /** Made if missing. Nobody else may use it: the caller holds a lock, or has just made it. */
  dataFolder: string
  port: number
  password: string
  /** Server settings besides ours, for example `{ max_connections: '200' }`. */
  settings?: Record<string, string>
  /**
   * `kept`: what was committed survives a crash of the machine. `throwaway`: for tests, faster, and a kill -9 of the
   * server may cost the last commits; never use it in a test that kills.
   */
  durability?: 'kept' | 'throwaway'
  readyWithinMs?: number
}

/** A Postgres server that runs. */
export interface PostgresService extends Service {
  /** Connects as the owner. */
  url: string
  port: number
  dataFolder: string
  /** Whether the cluster was made by this start. */
  made: boolean
}

/** Starts the embedded Postgres on 127.0.0.1 and waits until it answers; recovers by itself from a crash before. */
export async function startPostgres(options: PostgresOptions): Promise<PostgresService> {
  const runAs = postgresUser()
  const dataFolder = reachableDataFolder(runAs, options.dataFolder, existingParent(options.dataFolder))
  const binaries = await postgresBinaries(runAs)
  const { made } = ensureCluster({ dataFolder, password: options.password, binaries, runAs })
  if (!made) await clearCrashed(dataFolder)

  const settings = { ...baseSettings, ...(options.durability === 'throwaway' ? throwaway : kept), ...options.settings }
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const service = await startService({
    ...options,
    name: 'postgres',
    command: binaries.postgres,
    args: ['-D', dataFolder, '-p', String(options.port), ...flags],
    spawn: { ...runAs, cwd: '/', env: { ...process.env, LC_ALL: 'C', TZ: 'UTC' } },
    // SIGINT is Postgres's "fast" shutdown: sessions end, everything is written. SIGQUIT leaves the rest to recovery.
    stopSignal: 'SIGINT',
    hardSignal: 'SIGQUIT',
    isReady: (line) => line.includes('database system is ready to accept connections'),
    readyWithinMs: options.readyWithinMs ?? 300_000,
  }).catch((error: unknown) => {
    throw explain(error, options)
  })
  const url = `postgres://${databaseUser}:${encodeURIComponent(options.password)}@127.0.0.1:${options.port}/${databaseName}`
  return { ...service, url, port: options.port, dataFolder, made }
}

const baseSettings = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '100',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_checkpoints: 'off',
  log_line_prefix: '%m [%p] ',
  // Short queries by keys: compiling them costs more than it gives.
  jit: 'off',
  random_page_cost: '1.1',
} as const

// Said outright, so that nothing in a data folder can turn it off.
const kept = { fsync: 'on', synchronous_commit: 'on', full_page_writes: 'on' } as const
const throwaway = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '300' } as const

function existingParent(path: string): string {
  const parent = dirname(path)
  return existsSync(parent) ? parent : existingParent(parent)
}

function explain(error: unknown, { port, dataFolder }: PostgresOptions): unknown {
  if (!(error instanceof StartFailure)) return error
  const text = error.lines.join('\n')
  if (/could not bind|Address already in use/.test(text)) {
    return new UserError(`Postgres could not take port ${port}: another process has it.`, {
      hint: 'Choose another port: npm start -- --postgres-port <port> (or ORCHESTRATOR_POSTGRES_PORT=<port>).',
      cause: error,
    })
  }
  if (/No space left on device/.test(text)) {
    return new UserError('Postgres could not start: the disk is full.', {
      hint: `Free some space for ${dataFolder}.`,
      cause: error,
    })
  }
  return new UserError(error.message, {
    hint: `Its log is in the state folder, logs/postgres.log; its data in ${dataFolder}.`,
    cause: error,
  })
}
