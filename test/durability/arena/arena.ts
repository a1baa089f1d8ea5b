import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  findTemporal,
  freePort,
  openProcessRegister,
  openStateFolder,
  type PartName,
  type PostgresService,
  startPart,
  startPostgres,
  startTemporal,
} from '@orchestrator/cli/stack'
import postgres from 'postgres'
import { createPlaybookFolder } from '../../../packages/worker/src/playbooks/testing/playbook-folder.ts'
import { shareCompiled } from '../../support/compiled.ts'
import { testMasterKey } from '../../support/names.ts'
import { type Found, foundWorkspace } from './found-workspace.ts'
import { type Kept, keep } from './kept.ts'

export type Name = 'postgres' | 'temporal' | PartName

/** A whole stack of real processes for tests that kill them: Postgres with fsync on, Temporal with its state in a file. */
export interface Arena extends Found {
  readonly folder: string
  readonly databaseUrl: string
  readonly masterKey: string
  readonly temporalAddress: string
  readonly temporalDb: string
  readonly dataFolder: string
  readonly apiUrl: string
  /** The folder of playbooks. */
  readonly playbooks: string
  readonly kept: Readonly<Record<Name, Kept>>
  /** The owner, who sees all. It survives kills of Postgres. */
  readonly sql: postgres.Sql
  allUp(): Promise<void>
  /** Processes that serve bundles: children of the playbook host. */
  bundlePids(): number[]
  /** Of the server's processes for our parts; for kills of one of them. */
  backendPids(): Promise<number[]>
  close(): Promise<void>
}

export async function openArena(options: {
  playbooks?: Readonly<Record<string, string>>
  /** Those that start at once; the others wait for `resume`. */
  parts?: readonly PartName[]
  postgresSettings?: Readonly<Record<string, string>>
  env?: Readonly<Record<string, string>>
}): Promise<Arena> {
  const folder = mkdtempSync(join(tmpdir(), 'durability-'))
  chmodSync(folder, 0o711)
  shareCompiled(folder)
  const state = openStateFolder(folder)
  const register = openProcessRegister(state.processes)
  const playbooks = await createPlaybookFolder(options.playbooks ?? {})
  const [postgresPort, temporalPort, apiPort] = [await freePort(), await freePort(), await freePort()]
  const { program } = await findTemporal({ onProgress: ({ text }) => console.log(`Temporal: ${text}`) })
  let dataFolder = ''
  let databaseUrl = ''
  const logFile = (name: string) => join(state.logs, `${name}.log`)

  const startDatabase = async (start: object): Promise<PostgresService> => {
    const settings = { ...options.postgresSettings }
    const service = await startPostgres({
      ...start,
      dataFolder: state.postgres,
      port: postgresPort,
      password: 'durable',
      logFile: logFile('postgres'),
      settings,
    })
    ;({ dataFolder, url: databaseUrl } = service)
    return service
  }
  const database = keep('postgres', startDatabase, register)
  const temporal = keep(
    'temporal',
    (start) =>
      startTemporal({ ...start, program, port: temporalPort, dbFile: state.temporalDb, logFile: logFile('temporal') }),
    register,
  )
  await Promise.all([database.up(), temporal.up()])
  const access = { databaseUrl, masterKey: testMasterKey }
  const found = await foundWorkspace(access)
  const env = {
    DATABASE_URL: databaseUrl,
    ORCHESTRATOR_MASTER_KEY: testMasterKey,
    TEMPORAL_ADDRESS: `127.0.0.1:${temporalPort}`,
    TEMPORAL_NAMESPACE: 'default',
    ORCHESTRATOR_HOME: folder,
    ORCHESTRATOR_API_PORT: String(apiPort),
    ORCHESTRATOR_RATE_LIMIT: '0',
    ORCHESTRATOR_PLAYBOOKS: options.playbooks ? playbooks.path : undefined,
    ORCHESTRATOR_WORKSPACE: found.slug,
    ...options.env,
  }
  const keepPart = (part: PartName) => {
    const kept = keep(part, (start) => startPart({ ...start, part, env, logFile: logFile(part) }), register)
    if (!(options.parts ?? ['api', 'relay', 'playbooks']).includes(part)) void kept.halt('SIGKILL')
    return kept
  }
  const kept = {
    postgres: database,
    temporal,
    relay: keepPart('relay'),
    playbooks: keepPart('playbooks'),
    sync: keepPart('sync'),
    agents: keepPart('agents'),
    api: keepPart('api'),
  }
  const started = [
    kept.postgres,
    kept.temporal,
    ...(options.parts ?? (['api', 'relay', 'playbooks'] as const)).map((part) => kept[part]),
  ]
  const sql = postgres(databaseUrl, { max: 2, onnotice: () => {}, connect_timeout: 10, backoff: () => 0.3 })

  return {
    ...found,
    ...access,
    folder,
    temporalAddress: env.TEMPORAL_ADDRESS,
    temporalDb: state.temporalDb,
    dataFolder,
    playbooks: playbooks.path,
    apiUrl: `http://127.0.0.1:${apiPort}`,
    kept,
    sql,
    allUp: async () => void (await Promise.all(started.map((one) => one.up()))),
    bundlePids: () => childrenOf(kept.playbooks.pid()),
    backendPids: async () => {
      const rows = await sql<
        { pid: number }[]
      >`select pid from pg_stat_activity where application_name like 'orchestrator%'`
      return rows.map((row) => row.pid)
    },
    async close() {
      await Promise.allSettled([sql.end({ timeout: 0 }), found.store.close()])
      await Promise.all(
        (['api', 'relay', 'playbooks', 'sync', 'agents', 'temporal'] as const).map((name) =>
          kept[name].halt('SIGKILL'),
        ),
      )
      await kept.postgres.halt()
      register.close()
      await playbooks.remove()
      if (process.env['ORCHESTRATOR_TEST_KEEP']) return console.log(`kept: ${folder}`)
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
      if (existsSync(dataFolder)) rmSync(dataFolder, { recursive: true, force: true })
    },
  }
}

function childrenOf(pid: number | undefined): number[] {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number)
  } catch {
    return []
  }
}
