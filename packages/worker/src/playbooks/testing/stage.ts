import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Command, newId, type Principal } from '@orchestrator/domain'
import { createStore, createWorkspace, getRun, type Run, type RunDetail, type Store } from '@orchestrator/store'
import pino, { type Logger } from 'pino'
import type { WorkerConfig } from '../../config.ts'
import { startRelayHost } from '../../relay-host.ts'
import { connectTemporal, type TemporalConnection } from '../../temporal/connection.ts'
import { ownerOf } from '../host/deploy.ts'
import { type PlaybookHost, startPlaybookHost } from '../host/host.ts'

/** A workspace with relay and playbook host on a real Postgres and a real Temporal. */
export interface Stage {
  readonly store: Store
  readonly temporal: TemporalConnection
  readonly workspaceId: string
  readonly principal: Principal
  readonly projectId: string
  readonly config: WorkerConfig
  readonly logs: readonly Record<string, unknown>[]
  execute(type: string, data: object): Promise<string>
  /** Makes a task, which is what starts the playbooks of most tests. */
  createTask(title: string, more?: object): Promise<string>
  restartHost(): Promise<void>
  allRuns(): Promise<Pick<Run, 'id' | 'name' | 'status' | 'error'>[]>
  /** The newest runs of a playbook, when at least `count` are there. */
  runs(playbook: string, count?: number): Promise<RunDetail[]>
  /** The newest run of a playbook once it has ended (or shows `until`). */
  ended(
    playbook: string,
    options?: { withinMs?: number; title?: string; until?: (run: RunDetail) => boolean },
  ): Promise<RunDetail>
  tasks(): Promise<{ id: string; title: string; status: string }[]>
  close(): Promise<void>
}

export async function openStage(options: {
  database: { databaseUrl: string; masterKey: string }
  temporal: { address: string; namespace: string }
  folder: string
  config?: Partial<WorkerConfig>
  /** A state folder from which what was compiled is taken, and to which it is added: it is named by its content. */
  compiledIn?: string
}): Promise<Stage> {
  // As where it is by default: below a package.json that takes every .js for a module.
  const above = await mkdtemp(join(tmpdir(), 'home-'))
  await writeFile(join(above, 'package.json'), '{ "type": "module" }')
  const home = join(above, 'state')
  if (options.compiledIn !== undefined) {
    const shared = join(options.compiledIn, 'cache')
    await Promise.all([shared, home].map((folder) => mkdir(folder, { recursive: true })))
    await symlink(shared, join(home, 'cache'))
  }
  const logs: Record<string, unknown>[] = []
  const logger: Logger = pino({ level: 'debug' }, { write: (line: string) => void logs.push(JSON.parse(line)) })
  const slug = 'demo'
  const config: WorkerConfig = {
    ...options.database,
    temporal: options.temporal,
    home,
    playbooks: { folder: options.folder, workspace: slug, watch: true },
    allowPrivateHosts: ['127.0.0.1'],
    mail: null,
    publicUrl: null,
    stepsEnvironment: { GREETING: 'hello' },
    stepsFolders: [],
    playbookMemoryMb: 96,
    logLevel: 'warn',
    ...options.config,
  }
  const store = createStore({ ...options.database, role: 'app', connections: 4 })
  const { workspaceId } = await createWorkspace(store, {
    slug,
    name: 'Demo',
    owner: { name: 'Ada', email: 'ada@example.com' },
  })
  const principal = await ownerOf(store, workspaceId)
  const execute = async (type: string, data: object) => {
    const [applied] = await store.execute(principal, [{ id: newId(), type, data } as Command])
    return applied?.result.id ?? ''
  }
  const projectId = newId()
  await execute('project.create', { id: projectId, key: 'DEMO', name: 'Demo' })
  const { allowPrivateHosts } = config
  const relay = await startRelayHost({
    ...{ ...options.database, temporal: options.temporal, home, allowPrivateHosts, logger },
  })
  const temporal = await connectTemporal(options.temporal)
  let host: PlaybookHost = await startPlaybookHost(config, logger)

  const runs: Stage['runs'] = async (playbook, count = 1) => {
    for (;;) {
      const rows = await store.read(
        workspaceId,
        (tx) => tx<{ id: string }[]>`
        select id from runs where workspace_id = ${workspaceId} and name = ${playbook} order by created_at desc limit 12`,
      )
      if (rows.length >= count) {
        const details = await Promise.all(
          rows.map(({ id }) => store.read(workspaceId, (tx) => getRun(tx, workspaceId, id))),
        )
        return details.filter((detail) => detail !== undefined)
      }
      await pause(20)
    }
  }
  return {
    store,
    temporal,
    workspaceId,
    principal,
    projectId,
    config,
    logs,
    execute,
    createTask: (title, more = {}) => execute('task.create', { projectId, title, ...more }),
    async restartHost() {
      await host.stop()
      host = await startPlaybookHost(config, logger)
    },
    allRuns: () =>
      store.read(
        workspaceId,
        (tx) => tx<Pick<Run, 'id' | 'name' | 'status' | 'error'>[]>`
      select id, name, status, error from runs where workspace_id = ${workspaceId}`,
      ),
    runs,
    async ended(playbook, { withinMs = 60_000, title, until } = {}) {
      const over = Date.now() + withinMs
      let last: RunDetail | undefined
      while (Date.now() < over) {
        const found = await Promise.race([runs(playbook), pause(over - Date.now()).then(() => [])])
        last = found.find(
          ({ event }) =>
            title === undefined || (event as unknown as { task?: { title: string } }).task?.title === title,
        )
        const done =
          last !== undefined && (until === undefined ? !['queued', 'running'].includes(last.run.status) : until(last))
        if (last !== undefined && done) return last
        await pause(20)
      }
      throw new Error(
        `no end of ${playbook} within ${withinMs} ms; last: ${JSON.stringify(last?.run)} ${JSON.stringify(logs.slice(-8))}`,
      )
    },
    tasks: () =>
      store.read(
        workspaceId,
        (tx) => tx<{ id: string; title: string; status: string }[]>`
      select id, title, status from tasks where workspace_id = ${workspaceId} and deleted_at is null order by created_at, id`,
      ),
    async close() {
      await Promise.allSettled([host.stop(), relay.stop()])
      await Promise.allSettled([store.close(), temporal.close()])
      await rm(above, { recursive: true, force: true })
    },
  }
}

/** What a text says of the processes that this one has started and that run this file. */
export async function childrenRunning(file: string, read: 'cmdline' | 'environ'): Promise<string[]> {
  const found: string[] = []
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    const [status, command, text] = await Promise.all(
      ['status', 'cmdline', read].map((name) => readFile(`/proc/${pid}/${name}`, 'utf8').catch(() => '')),
    )
    if (new RegExp(`^PPid:\\s*${process.pid}$`, 'm').test(status ?? '') && command?.includes(file))
      found.push(text ?? '')
  }
  return found
}

export const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))
