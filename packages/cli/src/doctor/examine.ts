import { accessSync, constants, existsSync } from 'node:fs'
import { statfs } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { findAccess } from '../api-client.ts'
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
import { inboundMail } from './inbound-mail.ts'
import { modelsFinding } from './models.ts'
import { readSettingsOf } from './read-settings.ts'
import { type SetupFacts, setupFactsOf } from './setup-facts.ts'

/** One thing that was looked at. */
export interface Finding {
  name: string
  ok: boolean
  text: string
  /** What to do, when it is not ok. */
  hint?: string
}

/**
 * Looks at everything that a start needs, and starts nothing. While a product runs with the state folder, it is judged as it was started,
 * whatever the environment of this shell says.
 */
export async function examine(config: Config, home: string): Promise<Finding[]> {
  const settings = readSettingsOf(home)
  const running = holderOf(join(home, 'lock'))
  const known = running && settings.running?.pid === running.pid ? settings.running : undefined
  const facts = known ?? setupFactsOf(config)
  const ports = running
    ? { ...defaultPorts, ...settings.ports }
    : { ...defaultPorts, ...settings.ports, ...portsIn(config) }
  return [
    lookedAt(home, running?.pid, known !== undefined),
    node(),
    packages(),
    stateFolder(home, running?.pid),
    await disk(home),
    await postgres(facts, home),
    await temporal(facts),
    await emailFinding(facts.mail),
    ...(await portsOf(ports, facts, running !== undefined)),
    ...(running ? [await api(settings), ...(await toldByApi(config, home))] : []),
  ]
}

/** Of two products, or of one and a shell with other variables, people take the one for the other. */
function lookedAt(home: string, pid: number | undefined, isKnown: boolean): Finding {
  const name = 'Looked at'
  if (pid === undefined) return { name, ok: true, text: `what npm start would find here: nothing runs with ${home}` }
  const as = isKnown ? 'as it was started' : 'with the environment of this shell: how it was started is not known'
  return { name, ok: true, text: `the product that runs with ${home} (pid ${pid}), ${as}` }
}

function portsIn(config: Config): Partial<StackPorts> {
  const given = {
    api: config.ORCHESTRATOR_API_PORT,
    postgres: config.ORCHESTRATOR_POSTGRES_PORT,
    temporalUi: config.ORCHESTRATOR_TEMPORAL_UI_PORT,
    temporal: config.ORCHESTRATOR_TEMPORAL_PORT,
  }
  return Object.fromEntries(Object.entries(given).filter(([, port]) => port !== undefined))
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

async function postgres(facts: SetupFacts, home: string): Promise<Finding> {
  if (facts.database) return { name: 'Postgres', ok: true, text: `yours, at ${facts.database} (DATABASE_URL)` }
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

async function temporal(facts: SetupFacts): Promise<Finding> {
  if (facts.temporal) return { name: 'Temporal', ok: true, text: `yours, at ${facts.temporal} (TEMPORAL_ADDRESS)` }
  try {
    const { program, serverVersion } = await findTemporal({ fetchIfMissing: false })
    return { name: 'Temporal', ok: true, text: `server ${serverVersion}, ${program}` }
  } catch (error) {
    const hint = error instanceof UserError ? `npm start brings it. ${error.hint ?? ''}` : undefined
    return { name: 'Temporal', ok: false, text: 'not on this machine yet', ...(hint && { hint }) }
  }
}

async function portsOf(ports: StackPorts, facts: SetupFacts, running: boolean): Promise<Finding[]> {
  const wanted: { name: string; port: number; flag: string }[] = [
    { name: 'API', port: ports.api, flag: '--api-port' },
    ...(facts.database ? [] : [{ name: 'Postgres', port: ports.postgres, flag: '--postgres-port' }]),
    ...(facts.temporal
      ? []
      : [
          { name: 'Temporal UI', port: ports.temporalUi, flag: '--temporal-ui-port' },
          { name: 'Temporal', port: ports.temporal, flag: '--temporal-port' },
        ]),
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
    const parts = (await response.json().catch(() => ({}))) as Record<string, unknown>
    const away = ['database', 'temporal'].filter((part) => parts[part] === 'unreachable')
    return {
      name: 'API',
      ok: false,
      text: away.length > 0 ? `${url} does not reach: ${away.join(', ')}` : `${url}/ready answers ${response.status}`,
      hint: 'See logs/api.log in the state folder.',
    }
  } catch {
    return { name: 'API', ok: false, text: `${url} does not answer`, hint: 'See logs/api.log in the state folder.' }
  }
}

/** Which mail comes in and which models there are, the API alone knows; where it does not answer, that is said already. */
async function toldByApi(config: Config, home: string): Promise<Finding[]> {
  try {
    const access = findAccess(config, { home })
    const [mail, models] = await Promise.all([inboundMail(access), modelsFinding(access)])
    return [...(mail ? [{ name: 'Mail in', ...mail }] : []), ...(models ? [{ name: 'Models', ...models }] : [])]
  } catch {
    return []
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
