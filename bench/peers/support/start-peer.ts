import { randomBytes } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { freePort, type PostgresService, type Service, startPostgres } from '@orchestrator/cli/stack'
import postgres from 'postgres'
import { startService } from '../../../packages/cli/src/stack/service.ts'
import type { BenchContext } from '../../support/benchmark.ts'
import type { Row } from './system.ts'
import { witnessSettings } from './witness.ts'

export interface PeerDatabase extends PostgresService {
  rows(): Promise<readonly Row[]>
}

/** A Postgres for one peer, with the same settings as ours, and the table whose rows are the witness. */
export async function startPeerDatabase({ workplace }: BenchContext, name: string): Promise<PeerDatabase> {
  const service = await startPostgres({
    dataFolder: workplace.path(`postgres-${name}`),
    port: await freePort(),
    password: randomBytes(12).toString('hex'),
    durability: 'kept',
    logFile: workplace.path(`postgres-${name}.log`),
    register: workplace.register,
    settings: witnessSettings,
  })
  workplace.keep(service)
  const sql = postgres(service.url, { max: 1, onnotice: () => {} })
  workplace.atEnd(() => sql.end({ timeout: 1 }))
  await sql`create table task (id text primary key, title text not null, created_at timestamptz not null default now())`
  return {
    ...service,
    rows: () => sql<Row[]>`
      select title, (extract(epoch from pg_xact_commit_timestamp(xmin)) * 1000)::float8 as "committedAt" from task`,
  }
}

/** Starts a peer's process from its file in `peers/`, on our Node. */
export async function startPeerProcess(
  { workplace }: BenchContext,
  name: string,
  file: string,
  env: Readonly<Record<string, string>>,
): Promise<Service> {
  const path = fileURLToPath(new URL(`../${file}`, import.meta.url))
  const service = await startService({
    name,
    command: process.execPath,
    args: [path],
    spawn: { env: { ...process.env, NODE_ENV: 'production', ...env } },
    logFile: workplace.path(`${name}.log`),
    register: workplace.register,
    isReady: (line) => line.includes('"msg":"ready"'),
    readyWithinMs: 60_000,
  })
  return workplace.keep(service)
}
