import { randomBytes } from 'node:crypto'
import { freePort, startPostgres } from '@orchestrator/cli/stack'
import { createStore, migrate, type Store } from '@orchestrator/store'
import postgres from 'postgres'
import type { BenchContext } from './benchmark.ts'

export interface Database {
  readonly databaseUrl: string
  readonly masterKey: string
  readonly pid: number
  /** The owner's own connections: seeding, and looking from outside. */
  readonly sql: postgres.Sql
  store(connections?: number): Store
}

/** A Postgres of our own that keeps what it commits, with our schema. */
export async function startDatabase(
  { workplace, say }: BenchContext,
  settings: Readonly<Record<string, string>> = {},
): Promise<Database> {
  say('Postgres: starting')
  const service = await startPostgres({
    dataFolder: workplace.path('postgres'),
    port: await freePort(),
    password: randomBytes(12).toString('hex'),
    durability: 'kept',
    logFile: workplace.path('postgres.log'),
    register: workplace.register,
    settings,
  })
  workplace.keep(service)
  const masterKey = randomBytes(32).toString('base64')
  await migrate({ databaseUrl: service.url, masterKey })
  const sql = postgres(service.url, { max: 4, onnotice: () => {} })
  workplace.atEnd(() => sql.end({ timeout: 1 }))
  return {
    databaseUrl: service.url,
    masterKey,
    pid: service.pid,
    sql,
    store(connections = 20) {
      const store = createStore({ databaseUrl: service.url, masterKey, role: 'app', connections, name: 'benchmark' })
      workplace.atEnd(() => store.close())
      return store
    },
  }
}

/** Changes a setting of the whole server; sessions see it within a moment. */
export async function changeSetting(sql: postgres.Sql, name: string, value: string): Promise<void> {
  await sql.unsafe(`alter system set ${name} = '${value}'`)
  await sql`select pg_reload_conf()`
  await new Promise((resolve) => setTimeout(resolve, 200))
}
