import type { ChildProcess } from 'node:child_process'
import { liveBundles, readBundle, type Store } from '@orchestrator/store'
import type { Logger } from 'pino'
import type { WorkerConfig } from '../../config.ts'
import { type BundleProcess, forkBundleProcess, startBundleProcess } from './bundle-process.ts'
import { compileBundle } from './compile.ts'

/** Processes for bundles that are in force but have no open run, at most; the others start when a run needs them. */
const warmBundles = 8

interface Slot {
  readonly workspaceId: string
  readonly hash: string
  process: Promise<BundleProcess>
  breakdowns: number[]
  drained: boolean
}

export interface BreakdownInfo {
  readonly workspaceId: string
  readonly hash: string
  readonly process: BundleProcess
  readonly reason: { code: number | null; signal: string | null }
}

export interface LiveBundles {
  /** Starts a process ahead of the bundle that it will serve: loading its code takes longer than building the bundle. */
  prepare(): void
  /** The process that serves this bundle, started if need be. */
  serve(workspaceId: string, hash: string): Promise<BundleProcess>
  /** Starts what is needed and ends what has drained. */
  refresh(): Promise<void>
  close(): Promise<void>
}

/** One process for each bundle that is in force or has open runs. */
export function createLiveBundles(deps: {
  app: Store
  relay: Store
  config: WorkerConfig
  logger: Logger
  onTrouble(workflowId: string): void
  /** Finds the run that broke a process; answers whether the next process has to be a careful one. */
  onBreakdown(info: BreakdownInfo): Promise<{ careful: boolean }>
}): LiveBundles {
  const { logger } = deps
  const slots = new Map<string, Slot>()
  let closing = false
  let spare: { child: ChildProcess; timer: NodeJS.Timeout } | undefined

  function takeSpare(): ChildProcess {
    const taken = spare
    spare = undefined
    clearTimeout(taken?.timer)
    return taken?.child.connected ? taken.child : forkBundleProcess(deps.config)
  }

  function endSpare(): void {
    clearTimeout(spare?.timer)
    spare?.child.kill('SIGKILL')
    spare = undefined
  }

  async function spawn(slot: Slot, careful: boolean): Promise<BundleProcess> {
    const { workspaceId, hash } = slot
    const bundle = await readBundle(deps.app, workspaceId, hash)
    if (bundle === null) throw new Error(`the bundle ${hash.slice(0, 12)} is not stored`)
    const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('utf8')
    const files = await compileBundle(
      { hash, isolate: text(bundle.isolate), steps: bundle.steps === null ? null : text(bundle.steps) },
      deps.config.home,
    )
    const started: BundleProcess = startBundleProcess({ workspaceId, hash, ...files, careful }, takeSpare(), {
      onTrouble: deps.onTrouble,
      onBreakdown: (reason) => void replace(slot, started, reason),
    })
    await started.ready
    if (careful) setTimeout(() => void leaveCareful(slot, started), 15_000).unref()
    return started
  }

  async function replace(slot: Slot, broken: BundleProcess, reason: BreakdownInfo['reason']): Promise<void> {
    if (closing || slot.drained) return
    slot.breakdowns = [...slot.breakdowns.filter((at) => at > Date.now() - 60_000), Date.now()]
    logger.error(
      { bundle: slot.hash.slice(0, 12), ...reason, careful: broken.options.careful },
      'the process of a bundle broke down; it is started again',
    )
    slot.process = (async () => {
      const { careful } = await deps
        .onBreakdown({ workspaceId: slot.workspaceId, hash: slot.hash, process: broken, reason })
        .catch((error: unknown) => {
          logger.error({ err: error }, 'the run that broke a process could not be looked for')
          return { careful: true }
        })
      // Not for long: the runs of the others wait as well.
      await pause(Math.min(5_000, slot.breakdowns.length < 4 ? 0 : 2 ** slot.breakdowns.length * 100))
      return spawn(slot, careful)
    })()
    forgetWhenLost(slot)
  }

  async function leaveCareful(slot: Slot, careful: BundleProcess): Promise<void> {
    if (closing || slot.drained || (await slot.process.catch(() => undefined)) !== careful) return
    logger.info({ bundle: slot.hash.slice(0, 12) }, 'the bundle is served as usual again')
    // The careful one goes on until the next is there; that it cannot be found any more ends it.
    slot.process = spawn(slot, false)
    slot.process.then(
      () => careful.drain(),
      (error: unknown) => {
        void careful.drain()
        forget(slot, error)
      },
    )
  }

  /** A process that broke down before it was ready has been replaced by then, and its slot stays. */
  function forgetWhenLost(slot: Slot): void {
    const { process } = slot
    process.catch((error: unknown) => slot.process === process && forget(slot, error))
  }

  function forget(slot: Slot, error: unknown): void {
    if (!closing)
      logger.error({ err: error, bundle: slot.hash.slice(0, 12) }, 'a bundle cannot be served; it is tried again')
    if (slots.get(`${slot.workspaceId}/${slot.hash}`) === slot) slots.delete(`${slot.workspaceId}/${slot.hash}`)
  }

  function serve(workspaceId: string, hash: string): Promise<BundleProcess> {
    if (closing) return Promise.reject(new Error('the host is closing'))
    const key = `${workspaceId}/${hash}`
    const known = slots.get(key)
    if (known !== undefined) return known.process
    const slot: Slot = {
      workspaceId,
      hash,
      breakdowns: [],
      drained: false,
      process: Promise.reject(new Error('not started')),
    }
    slot.process.catch(() => undefined)
    slots.set(key, slot)
    slot.process = spawn(slot, false)
    forgetWhenLost(slot)
    return slot.process
  }

  return {
    serve,
    prepare() {
      if (closing || spare !== undefined) return
      spare = { child: forkBundleProcess(deps.config), timer: setTimeout(endSpare, 30_000).unref() }
    },
    async refresh() {
      const live = await liveBundles(deps.relay)
      const wanted = new Set(live.map(({ workspaceId, hash }) => `${workspaceId}/${hash}`))
      for (const { workspaceId, hash, current } of live) {
        if (!current || slots.size < warmBundles) serve(workspaceId, hash).catch(() => undefined)
      }
      for (const [key, slot] of slots) {
        if (wanted.has(key)) continue
        slots.delete(key)
        slot.drained = true
        logger.info({ bundle: slot.hash.slice(0, 12) }, 'an old bundle has drained')
        void slot.process.then((process) => process.drain()).catch(() => undefined)
      }
    },
    async close() {
      closing = true
      endSpare()
      await Promise.allSettled([...slots.values()].map(async (slot) => (await slot.process).drain()))
    },
  }
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
