import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { roleUrl } from '@orchestrator/store'
import type { WorkerConfig } from '../../config.ts'
import { inheritedEnvironment } from '../inherited-environment.ts'
import {
  type FromBundle,
  type ServeConfig,
  type ServeOptions,
  serveVariable,
  type ToBundle,
} from '../serve/protocol.ts'

const entry = fileURLToPath(new URL('../serve/main.ts', import.meta.url))

export interface BundleProcess {
  readonly options: ServeOptions
  readonly startedAt: number
  /** When a task of the bundle was under way last, as far as is known. */
  usedAt(): number
  /** Steps and requests under way: ending the process would cut them off. */
  calls(): number
  /** Of a careful one: the workflow whose task began last. */
  computing(): string | null
  /** Settles when the bundle is served, or with an error when the process ended before. */
  readonly ready: Promise<void>
  /** Starts a queued run; settles when it was started, with an error when that has to be tried again. */
  start(runId: string): Promise<void>
  /** Lets running tasks end, at most eight seconds, then the process is ended. */
  drain(): Promise<void>
}

export interface BundleProcessEvents {
  /** A workflow task of this workflow failed. */
  onTrouble(workflowId: string): void
  /** It ended although nobody asked it to. */
  onBreakdown(reason: { code: number | null; signal: string | null }): void
}

/** A process that has loaded its code and waits to be told what to serve. */
export function forkBundleProcess(config: ServeConfig & { readonly home: string }): ChildProcess {
  return fork(entry, [], {
    env: {
      ...inheritedEnvironment(),
      [serveVariable]: JSON.stringify(withoutHome(config)),
      // Loading the code is most of what a start takes.
      NODE_COMPILE_CACHE: join(config.home, 'cache', 'node'),
    },
    // The limit holds for each thread of the process, and so for each isolate in which runs live.
    execArgv: [`--max-old-space-size=${config.playbookMemoryMb}`, '--disable-warning=ExperimentalWarning'],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
}

const withoutHome = ({ home: _home, ...needed }: ServeConfig & { readonly home: string }): ServeConfig => needed

/** What the processes of a host of ours get: no master key. */
export function serveConfigOf({
  databaseUrl,
  masterKey,
  playbooks: _playbooks,
  ...needed
}: WorkerConfig): ServeConfig & { readonly home: string } {
  return { ...needed, platform: { kind: 'database', url: roleUrl(databaseUrl, masterKey, 'app') } }
}

/** Serves one bundle in a process of its own. */
export function startBundleProcess(
  options: ServeOptions,
  child: ChildProcess,
  events: BundleProcessEvents,
): BundleProcess {
  const starts = new Map<string, { resolve: () => void; reject: (error: Error) => void }>()
  let asked = false
  let usedAt = Date.now()
  let calls = 0
  let computing: string | null = null
  const ended = new Promise<void>((resolve) => {
    child.once('exit', (code, signal) => {
      for (const { reject } of starts.values()) reject(new Error('the process that serves the bundle ended'))
      starts.clear()
      resolve()
      if (!asked) events.onBreakdown({ code, signal })
    })
  })
  child.on('error', () => undefined)
  const ready = new Promise<void>((resolve, reject) => {
    child.on('message', (message: FromBundle) => {
      if (message.kind === 'ready') return resolve()
      if (message.kind === 'trouble') return events.onTrouble(message.workflowId)
      if (message.kind === 'computing') return void (computing = message.workflowId)
      usedAt = Date.now()
      if (message.kind === 'used') return void (calls = message.calls)
      const start = starts.get(message.runId)
      starts.delete(message.runId)
      if (message.error === null) start?.resolve()
      else start?.reject(new Error(message.error))
    })
    void ended.then(() => reject(new Error('the process that serves the bundle ended before it was ready')))
  })
  ready.catch(() => undefined)
  const send = (message: ToBundle) => void (child.connected && child.send(message, () => undefined))
  send({ kind: 'serve', options })

  return {
    options,
    startedAt: Date.now(),
    usedAt: () => usedAt,
    calls: () => calls,
    computing: () => computing,
    ready,
    start: (runId) =>
      new Promise((resolve, reject) => {
        if (!child.connected) return reject(new Error('the process that serves the bundle is gone'))
        usedAt = Date.now()
        starts.set(runId, { resolve, reject })
        send({ kind: 'start', runId })
      }),
    async drain() {
      if (child.exitCode !== null || child.signalCode !== null) return
      asked = true
      send({ kind: 'drain' })
      const guard = setTimeout(() => child.kill('SIGKILL'), 8_000)
      if (child.exitCode === null && child.signalCode === null) await Promise.race([once(child, 'exit'), ended])
      clearTimeout(guard)
    },
  }
}
