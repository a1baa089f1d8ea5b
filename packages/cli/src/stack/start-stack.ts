import { join } from 'node:path'
import { minutes, since } from './elapsed.ts'
import { lockStateFolder } from './lock.ts'
import { startPostgres } from './postgres/start-postgres.ts'
import { endLeftovers, openProcessRegister, type ProcessRegister } from './process-register.ts'
import { requireStackPorts } from './require-stack-ports.ts'
import { type PartName, startPart } from './start-part.ts'
import {
  openStateFolder,
  readOrMakeSecrets,
  readSettings,
  type Secrets,
  type StateFolder,
  updateSettings,
} from './state-folder.ts'
import { stopServices } from './stop-services.ts'
import { type Supervised, supervise } from './supervise.ts'
import { type FindTemporalOptions, findTemporal } from './temporal/find-temporal.ts'
import { prepareInChild } from './temporal/prepare-in-child.ts'
import { startTemporal } from './temporal/start-temporal.ts'

/** The ports of a stack. */
export interface StackPorts {
  api: number
  postgres: number
  temporal: number
  temporalUi: number
}

/** The ports that a stack takes unless told otherwise. */
export const defaultPorts: StackPorts = { api: 4400, postgres: 4401, temporal: 4403, temporalUi: 4402 }

/** How far one step of the start has come. */
export interface StackStep {
  name: 'Postgres' | 'Temporal' | 'Migrations' | 'Worker' | 'API'
  /** What goes on, or how it ended. */
  text: string
  state: 'busy' | 'done'
}

/** What `startStack` needs to know. */
export interface StackOptions {
  /** The state folder. */
  home: string
  ports?: Partial<StackPorts>
  apiHost?: string
  /** A Postgres of one's own instead of the embedded one. */
  databaseUrl?: string | undefined
  /** A Temporal of one's own instead of the development server. */
  temporalAddress?: string | undefined
  temporalNamespace?: string
  temporalUi?: string | undefined
  /** base64, 32 bytes; the state folder's own unless given. */
  masterKey?: string | undefined
  /** The folder of playbooks, deployed into `workspace`. */
  playbooks?: string | undefined
  watch?: boolean
  workspace?: string
  /** Which of Orchestrator's own processes to start; all of them unless told. */
  parts?: readonly PartName[]
  /** More environment for the parts. */
  env?: Record<string, string | undefined>
  /** Runs between Postgres and the parts: migrations and the first workspace. */
  prepareDatabase?: (info: {
    databaseUrl: string
    masterKey: string
    folder: StateFolder
    secrets: Secrets
  }) => Promise<string>
  findTemporal?: FindTemporalOptions
  onStep?: (step: StackStep) => void
  /** Crashes and restarts, one line each. */
  onNews?: (line: string) => void
  onPartLine?: (part: PartName, line: string) => void
}

/** A stack that runs. */
export interface Stack {
  databaseUrl: string
  temporalAddress: string
  temporalUi: string | undefined
  apiUrl: string
  masterKey: string
  folder: StateFolder
  /** Each supervised process by name. */
  services: Partial<Record<'postgres' | 'temporal' | PartName, Supervised>>
  /** Ends everything, in order, within 10 s. Called again it hurries. */
  stop(): Promise<void>
}

/** Gives the caller `stop` before anything has started, so that a start can be broken off. */
export interface StackStart {
  ready: Promise<Stack>
  stop(): Promise<void>
}

/** Brings the whole stack up in a state folder and keeps it up. */
export function startStack(options: StackOptions): StackStart {
  const folder = openStateFolder(options.home)
  const release = lockStateFolder(folder.path, folder.lock)
  const services: Stack['services'] = {}
  let stopping: Promise<void> | undefined
  let hurried = false
  let register: ProcessRegister | undefined
  const stop = () => {
    if (stopping) hurried = true
    stopping ??= stopServices(services, () => hurried)
      // Whatever was in the middle of starting is in the register.
      .then(() => endLeftovers(folder.processes))
      .then(() => register?.close())
      .finally(release)
    return stopping
  }
  const isStopping = () => stopping !== undefined
  const ready = bringUp(options, folder, services, isStopping, (opened) => (register = opened)).then((stack) => ({
    ...stack,
    stop,
  }))
  ready.catch(() => {})
  return { ready, stop }
}

async function bringUp(
  options: StackOptions,
  folder: StateFolder,
  services: Stack['services'],
  isStopping: () => boolean,
  onRegister: (register: ProcessRegister) => void,
): Promise<Omit<Stack, 'stop'>> {
  const left = await endLeftovers(folder.processes)
  if (left.length > 0) options.onNews?.(`Ended what an earlier start had left running: ${left.join(', ')}.`)
  const register = openProcessRegister(folder.processes)
  onRegister(register)
  const secrets = readOrMakeSecrets(folder)
  const masterKey = options.masterKey ?? secrets.masterKey
  const ports = { ...defaultPorts, ...readSettings(folder).ports, ...options.ports }
  await requireStackPorts(options, ports)
  updateSettings(folder, { ports })

  const step = (name: StackStep['name'], text: string, state: StackStep['state'] = 'busy') =>
    options.onStep?.({ name, text, state })
  const keep = async (name: 'postgres' | 'temporal' | PartName, start: Parameters<typeof supervise>[0]['start']) => {
    if (isStopping()) throw new Stopped()
    const supervised = await supervise({ start, ...(options.onNews && { onNews: options.onNews }) })
    services[name] = supervised
    if (isStopping()) {
      await supervised.stop({ withinMs: 500 })
      throw new Stopped()
    }
    return supervised
  }

  const bringPostgres = async () => {
    if (options.databaseUrl) {
      step('Postgres', `yours at ${withoutPassword(options.databaseUrl)}`, 'done')
      return options.databaseUrl
    }
    const startedAt = Date.now()
    step('Postgres', 'starting')
    let url = ''
    let made = false
    await keep('postgres', async () => {
      const service = await startPostgres({
        dataFolder: folder.postgres,
        port: ports.postgres,
        password: secrets.postgresPassword,
        logFile: join(folder.logs, 'postgres.log'),
        register,
      })
      url = service.url
      made ||= service.made
      return service
    })
    step('Postgres', `${made ? 'a new database, ' : ''}port ${ports.postgres} (${since(startedAt)})`, 'done')
    return url
  }

  const bringTemporal = async () => {
    const namespace = options.temporalNamespace ?? 'default'
    if (options.temporalAddress) {
      await prepareInChild({ address: options.temporalAddress, namespace })
      step('Temporal', `yours at ${options.temporalAddress}`, 'done')
      return { address: options.temporalAddress, ui: options.temporalUi }
    }
    const startedAt = Date.now()
    step('Temporal', 'looking for it')
    const { program, serverVersion } = await findTemporal({
      ...options.findTemporal,
      onProgress: ({ text, elapsedMs }) => step('Temporal', `${text} (${minutes(elapsedMs)})`),
    })
    step('Temporal', 'starting')
    await keep('temporal', () =>
      startTemporal({
        program,
        port: ports.temporal,
        uiPort: ports.temporalUi,
        dbFile: folder.temporalDb,
        logFile: join(folder.logs, 'temporal.log'),
        register,
      }),
    )
    const address = `127.0.0.1:${ports.temporal}`
    await prepareInChild({ address, namespace, retentionDays: 30 })
    step('Temporal', `server ${serverVersion}, port ${ports.temporal} (${since(startedAt)})`, 'done')
    return { address, ui: `http://127.0.0.1:${ports.temporalUi}` }
  }

  const database = bringPostgres().then(async (databaseUrl) => {
    if (options.prepareDatabase) {
      step('Migrations', 'checking')
      step('Migrations', await options.prepareDatabase({ databaseUrl, masterKey, folder, secrets }), 'done')
    }
    return databaseUrl
  })
  const [databaseUrl, temporal] = await bothOrFirstError(database, bringTemporal())

  const apiHost = options.apiHost ?? '127.0.0.1'
  const apiUrl = `http://${apiHost === '0.0.0.0' ? '127.0.0.1' : apiHost}:${ports.api}`
  const env = {
    DATABASE_URL: databaseUrl,
    ORCHESTRATOR_MASTER_KEY: masterKey,
    TEMPORAL_ADDRESS: temporal.address,
    TEMPORAL_NAMESPACE: options.temporalNamespace ?? 'default',
    ORCHESTRATOR_HOME: folder.path,
    ORCHESTRATOR_API_HOST: apiHost,
    ORCHESTRATOR_API_PORT: String(ports.api),
    ORCHESTRATOR_TEMPORAL_UI: temporal.ui,
    ORCHESTRATOR_PLAYBOOKS: options.playbooks,
    ORCHESTRATOR_WATCH: options.watch ? '1' : undefined,
    ORCHESTRATOR_WORKSPACE: options.workspace,
    ...options.env,
  }
  const bring = (part: PartName) =>
    keep(part, () =>
      startPart({
        part,
        env,
        register,
        logFile: join(folder.logs, `${part}.log`),
        onLine: (line) => options.onPartLine?.(part, line),
      }),
    )
  const parts = options.parts ?? (['relay', 'playbooks', 'api'] as const)
  const startedAt = Date.now()
  const bringAll = async (name: 'Worker' | 'API', wanted: readonly PartName[], text: string) => {
    if (wanted.length === 0) return
    step(name, 'starting')
    await Promise.all(wanted.map(bring))
    step(name, `${text} (${since(startedAt)})`, 'done')
  }
  const workers = parts.filter((part) => part !== 'api')
  await bothOrFirstError(
    bringAll('Worker', workers, workers.join(' and ')),
    bringAll('API', parts.includes('api') ? ['api'] : [], apiUrl),
  )
  updateSettings(folder, {
    apiUrl,
    ...(temporal.ui && { temporalUi: temporal.ui }),
    ...(options.workspace && { workspace: options.workspace }),
  })
  return {
    databaseUrl,
    temporalAddress: temporal.address,
    temporalUi: temporal.ui,
    apiUrl,
    masterKey,
    folder,
    services,
  }
}

/** The start was broken off by a stop. */
export class Stopped extends Error {
  override readonly name = 'Stopped'
}

// The first error counts, but nothing is left running unobserved.
async function bothOrFirstError<A, B>(a: Promise<A>, b: Promise<B>): Promise<[A, B]> {
  a.catch(() => {})
  b.catch(() => {})
  return await Promise.all([a, b])
}

function withoutPassword(url: string): string {
  const parsed = new URL(url)
  return `${parsed.hostname}:${parsed.port || 5432}${parsed.pathname}`
}
