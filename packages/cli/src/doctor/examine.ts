import { accessSync, constants, existsSync } from 'node:fs'
import { statfs } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Config } from '../config.ts'
import { holderOf } from '../stack/lock.ts'
import { holderOfPort, portIsTaken } from '../stack/ports.ts'
import { postgresBinaries } from '../stack/postgres/binaries.ts'
import { dataVersion } from '../stack/postgres/init-cluster.ts'
import { postgresUser, reachableDataFolder } from '../stack/postgres/run-as.ts'
import { defaultPorts, type StackPorts } from '../stack/stack-types.ts'
import { repositoryRoot } from '../stack/start-part.ts'
import type { StackSettings } from '../stack/state-folder.ts'
import { findTemporal } from '../stack/temporal/find-temporal.ts'
import { UserError } from '../user-error.ts'
import { emailFinding } from './email.ts'
import { readSettingsOf } from './read-settings.ts'

/** One thing that was looked at. */
export interface Finding {
  name: string
  ok: boolean
  text: string
  /** What to do, when it is not ok. */
  hint?: string
}

/** Looks at everything that a start needs, and starts nothing. */
export async function examine(config: Config, home: string): Promise<Finding[]> {
  const settings = readSettingsOf(home)
  const running = holderOf(join(home, 'lock'))
  const ports = { ...defaultPorts, ...settings.ports }
  return [
    node(),
    packages(),
    stateFolder(home, running?.pid),
    await disk(home),
    await postgres(config, home),
    await temporal(config),
    await emailFinding(config),
    ...(await portsOf(ports, config, running !== undefined)),
    ...(running ? [await api(settings)] : []),
  ]
}

function node(): Finding {
  const ok = Number(process.versions.node.split('.')[0]) >= 24
  return { name: 'Node', ok, text: process.version, ...(!ok && { hint: 'Node 24 comes with the packages: npm start' }) }
}

function packages(): Finding {
  const ok =
    existsSync(join(repositoryRoot, 'node_modules', '.modules.yaml')) &&
    existsSync(join(repositoryRoot, 'pnpm-lock.yaml'))
  return {
    name: 'Packages',
    ok,
    text: ok ? 'installed' : 'not installed',
    ...(!ok && { hint: 'npm start brings them' }),
  }
}

function stateFolder(home: string, runningPid: number | undefined): Finding {
  const at = nearestFolder(home)
  try {
    accessSync(at, constants.W_OK)
  } catch {
    return {
      name: 'State folder',
      ok: false,
      text: `${at} cannot be written`,
      hint: 'Choose another one with --home or ORCHESTRATOR_HOME.',
    }
  }
  const state =
    runningPid === undefined
      ? existsSync(home)
        ? 'not running'
        : 'made at the first start'
      : `running (pid ${runningPid})`
  return { name: 'State folder', ok: true, text: `${home}, ${state}` }
}

/** The folder, or that in which it will be made. */
function nearestFolder(path: string): string {
  return existsSync(path) ? path : nearestFolder(dirname(path))
}

async function disk(home: string): Promise<Finding> {
  const stats = await statfs(nearestFolder(home))
  const free = (stats.bavail * stats.bsize) / 1e9
  const ok = free >= 1
  return {
    name: 'Disk',
    ok,
    text: `${free.toFixed(1)} GB free`,
    ...(!ok && { hint: 'Free at least 1 GB: Postgres stops when the disk is full.' }),
  }
}

async function postgres(config: Config, home: string): Promise<Finding> {
  if (config.DATABASE_URL) return { name: 'Postgres', ok: true, text: 'yours, from DATABASE_URL' }
  try {
    const runAs = postgresUser()
    const { major } = await postgresBinaries(runAs)
    const folder = reachableDataFolder(runAs, join(home, 'postgres'), nearestFolder(home))
    const data = dataVersion(folder)
    if (data === undefined || data === major) {
      return {
        name: 'Postgres',
        ok: true,
        text: `${major}, ${data === undefined ? 'no data yet' : `data in ${folder}`}`,
      }
    }
    const hint = `Dump it with Postgres ${data} (pg_dumpall) and load the dump into a new one, or move the folder away to start afresh.`
    return { name: 'Postgres', ok: false, text: `${folder} was made by Postgres ${data}; this one is ${major}`, hint }
  } catch (error) {
    return problem('Postgres', error)
  }
}

async function temporal(config: Config): Promise<Finding> {
  if (config.TEMPORAL_ADDRESS) return { name: 'Temporal', ok: true, text: 'yours, from TEMPORAL_ADDRESS' }
  try {
    const { program, serverVersion } = await findTemporal({ fetchIfMissing: false })
    return { name: 'Temporal', ok: true, text: `server ${serverVersion}, ${program}` }
  } catch (error) {
    const hint = error instanceof UserError ? `npm start brings it. ${error.hint ?? ''}` : undefined
    return { name: 'Temporal', ok: false, text: 'not on this machine yet', ...(hint && { hint }) }
  }
}

async function portsOf(ports: StackPorts, config: Config, running: boolean): Promise<Finding[]> {
  const wanted: { name: string; port: number; flag: string }[] = [
    { name: 'API', port: config.ORCHESTRATOR_API_PORT ?? ports.api, flag: '--api-port' },
    { name: 'Postgres', port: config.ORCHESTRATOR_POSTGRES_PORT ?? ports.postgres, flag: '--postgres-port' },
    { name: 'Temporal UI', port: config.ORCHESTRATOR_TEMPORAL_UI_PORT ?? ports.temporalUi, flag: '--temporal-ui-port' },
    { name: 'Temporal', port: config.ORCHESTRATOR_TEMPORAL_PORT ?? ports.temporal, flag: '--temporal-port' },
  ]
  return await Promise.all(
    wanted.map(async ({ name, port, flag }): Promise<Finding> => {
      const about = { name: `Port ${port}` }
      if (!(await portIsTaken(port))) return { ...about, ok: true, text: `free for ${name}` }
      if (running) return { ...about, ok: true, text: `in use by ${name}` }
      const holder = holderOfPort(port)
      const hint = `End that process, or choose another port: npm start -- ${flag} <port>`
      return { ...about, ok: false, text: `${name} needs it, but it is taken${holder ? ` by ${holder}` : ''}`, hint }
    }),
  )
}

async function api(settings: StackSettings): Promise<Finding> {
  const url = settings.apiUrl ?? ''
  try {
    const response = await fetch(`${url}/ready`, { signal: AbortSignal.timeout(5_000) })
    if (response.ok) return { name: 'API', ok: true, text: `ready at ${url}` }
    return {
      name: 'API',
      ok: false,
      text: `${url}/ready answers ${response.status}`,
      hint: 'See logs/api.log in the state folder.',
    }
  } catch {
    return { name: 'API', ok: false, text: `${url} does not answer`, hint: 'See logs/api.log in the state folder.' }
  }
}

function problem(name: string, error: unknown): Finding {
  const hint = error instanceof UserError ? error.hint : undefined
  return {
    name,
    ok: false,
    text: error instanceof Error ? error.message : String(error),
    ...(hint !== undefined && { hint }),
  }
}
