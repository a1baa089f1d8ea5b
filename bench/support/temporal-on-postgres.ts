import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { databaseUser, freePort, portIsTaken, prepareTemporal, startPostgres } from '@orchestrator/cli/stack'
import { startService } from '../../packages/cli/src/stack/service.ts'
import type { BenchContext } from './benchmark.ts'
import type { Engine } from './temporal.ts'
import { findTemporalServer, type TemporalServer } from './temporal-server.ts'

interface Access {
  readonly port: number
  readonly password: string
}

/** Databases, and the folder of each one's schema. */
const schemas = { temporal: 'temporal', temporal_visibility: 'visibility' } as const

/** Temporal's server with a Postgres cluster of its own and four shards, as in production. */
export async function startTemporalOnPostgres({ workplace, say }: BenchContext): Promise<Engine> {
  const programs = await findTemporalServer(say)
  say('Temporal with Postgres: starting')
  const access = { port: await freePort(), password: randomBytes(12).toString('hex') }
  const cluster = await startPostgres({
    ...access,
    dataFolder: workplace.path('temporal-postgres'),
    durability: 'kept',
    logFile: workplace.path('temporal-postgres.log'),
    register: workplace.register,
  })
  workplace.keep(cluster)
  await makeSchemas(programs, access)
  const folder = workplace.path('temporal-server')
  mkdirSync(folder)
  const [frontend, ...others] = await lowPorts(10)
  writeFileSync(join(folder, 'bench.yaml'), JSON.stringify(configOf(access, frontend, others, folder)))
  writeFileSync(join(folder, 'dynamic.yaml'), JSON.stringify(dynamicConfig))
  const address = `127.0.0.1:${frontend}`
  const service = await startService({
    name: 'temporal',
    command: programs.server,
    args: ['--root', folder, '--config', '.', '--env', 'bench', '--allow-no-auth', 'start'],
    logFile: workplace.path('temporal.log'),
    register: workplace.register,
    // Whether it answers is seen below.
    probe: async () => true,
    readyWithinMs: 60_000,
  })
  workplace.keep(service)
  await prepareTemporal({ address, createNamespace: true, withinMs: 60_000 })
  return { address, pids: [service.pid, cluster.pid] }
}

async function makeSchemas({ sqlTool, schema }: TemporalServer, { port, password }: Access): Promise<void> {
  const run = promisify(execFile)
  const to = ['--ep', '127.0.0.1', '-p', String(port), '-u', databaseUser, '--pw', password, '--pl', 'postgres12']
  for (const [database, folder] of Object.entries(schemas)) {
    const tool = (...args: string[]) => run(sqlTool, [...to, '--db', database, ...args])
    await tool('create')
    await tool('setup-schema', '-v', '0.0')
    await tool('update-schema', '-d', join(schema, folder, 'versioned'))
  }
}

/** Below 32,768, where the system gives none by itself: the server writes its ports into columns of 16 bits. */
async function lowPorts(count: number): Promise<[number, ...number[]]> {
  const ports = new Set<number>()
  while (ports.size < count) {
    const port = 20_000 + Math.floor(Math.random() * 12_000)
    if (!(await portIsTaken(port))) ports.add(port)
  }
  return [...ports] as [number, ...number[]]
}

const dynamicConfig = {
  'system.namespaceCacheRefreshInterval': [{ value: '1s' }],
  'system.forceSearchAttributesCacheRefreshOnRead': [{ value: true }],
}

function configOf({ port, password }: Access, frontend: number, others: readonly number[], folder: string) {
  const next = [...others]
  const take = () => next.pop() ?? 0
  const sql = (databaseName: string, maxConns: number) => ({
    sql: {
      pluginName: 'postgres12',
      databaseName,
      connectAddr: `127.0.0.1:${port}`,
      connectProtocol: 'tcp',
      user: databaseUser,
      password,
      maxConns,
      maxIdleConns: maxConns,
      maxConnLifetime: '1h',
    },
  })
  const service = (grpcPort: number) => ({ rpc: { grpcPort, membershipPort: take(), bindOnLocalHost: true } })
  return {
    log: { stdout: true, level: 'warn' },
    persistence: {
      defaultStore: 'default',
      visibilityStore: 'visibility',
      numHistoryShards: 4,
      datastores: { default: sql('temporal', 20), visibility: sql('temporal_visibility', 4) },
    },
    global: { membership: { maxJoinDuration: '30s', broadcastAddress: '127.0.0.1' } },
    services: {
      frontend: { rpc: { ...service(frontend).rpc, httpPort: take() } },
      matching: service(take()),
      history: service(take()),
      worker: service(take()),
    },
    clusterMetadata: {
      enableGlobalNamespace: false,
      failoverVersionIncrement: 10,
      masterClusterName: 'active',
      currentClusterName: 'active',
      clusterInformation: {
        active: { enabled: true, initialFailoverVersion: 1, rpcName: 'frontend', rpcAddress: `127.0.0.1:${frontend}` },
      },
    },
    dcRedirectionPolicy: { policy: 'noop' },
    dynamicConfigClient: { filepath: join(folder, 'dynamic.yaml'), pollInterval: '10s' },
  }
}
