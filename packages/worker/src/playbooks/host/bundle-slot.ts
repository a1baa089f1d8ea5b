import type { ChildProcess } from 'node:child_process'
import type { Logger } from 'pino'
import { type BundleProcess, startBundleProcess } from './bundle-process.ts'
import { compileBundle } from './compile.ts'

export interface BundleRef {
  readonly workspaceId: string
  readonly hash: string
}

export interface BundleCode {
  readonly isolate: string
  readonly steps: string | null
}

export interface BreakdownInfo extends BundleRef {
  readonly process: BundleProcess
  readonly reason: { code: number | null; signal: string | null }
}

export interface SlotDeps {
  /** Its code; null: there is none. */
  read(bundle: BundleRef): Promise<BundleCode | null>
  readonly home: string
  readonly logger: Logger
  takeProcess(): ChildProcess
  onTrouble(workflowId: string): void
  /** Finds the run that broke a process; answers whether the next process has to be a careful one. */
  onBreakdown(info: BreakdownInfo): Promise<{ careful: boolean }>
}

/** A bundle that is served: by the process that is there, or by the next one after that broke down. */
export interface BundleSlot extends BundleRef {
  readonly openedAt: number
  process(): Promise<BundleProcess>
  /** When a task was under way last; now, while there is no process. */
  usedAt(): number
  /** Steps and requests that ending the process would cut off. */
  calls(): number
  /** Lets the process drain, and does not replace it. */
  close(): Promise<void>
}

/** How long a careful process goes on before the bundle is served as usual again. */
const carefulMs = 15_000

/** @param onLost called when the bundle cannot be served at all */
export function openSlot(deps: SlotDeps, bundle: BundleRef, onLost: () => void): BundleSlot {
  const { logger } = deps
  const name = bundle.hash.slice(0, 12)
  let serving: Promise<BundleProcess>
  let here: BundleProcess | null = null
  let closed = false
  let breakdowns: number[] = []

  /** Takes the place of the process before. One that broke down before it was ready has been replaced by then. */
  function put(next: Promise<BundleProcess>): void {
    serving = next
    here = null
    next.then(
      (ready) => {
        if (serving === next) here = ready
      },
      (error: unknown) => {
        if (serving !== next || closed) return
        logger.error({ err: error, bundle: name }, 'a bundle cannot be served; it is tried again')
        closed = true
        onLost()
      },
    )
  }

  async function spawn(careful: boolean): Promise<BundleProcess> {
    const code = await deps.read(bundle)
    if (code === null) throw new Error(`the bundle ${name} is not stored`)
    const files = await compileBundle({ hash: bundle.hash, isolate: code.isolate, steps: code.steps }, deps.home)
    const started: BundleProcess = startBundleProcess({ ...bundle, ...files, careful }, deps.takeProcess(), {
      onTrouble: deps.onTrouble,
      onBreakdown: (reason) => replace(started, reason),
    })
    await started.ready
    if (careful) setTimeout(() => leaveCareful(started), carefulMs).unref()
    return started
  }

  function replace(broken: BundleProcess, reason: BreakdownInfo['reason']): void {
    if (closed) return
    breakdowns = [...breakdowns.filter((at) => at > Date.now() - 60_000), Date.now()]
    const { careful } = broken.options
    logger.error({ bundle: name, ...reason, careful }, 'the process of a bundle broke down; it is started again')
    put(
      (async () => {
        const next = await deps.onBreakdown({ ...bundle, process: broken, reason }).catch((error: unknown) => {
          logger.error({ err: error }, 'the run that broke a process could not be looked for')
          return { careful: true }
        })
        // Not for long: the runs of the others wait as well.
        await pause(Math.min(5_000, breakdowns.length < 4 ? 0 : 2 ** breakdowns.length * 100))
        return spawn(next.careful)
      })(),
    )
  }

  function leaveCareful(careful: BundleProcess): void {
    if (closed || here !== careful) return
    logger.info({ bundle: name }, 'the bundle is served as usual again')
    // The careful one goes on until the next is there; that it cannot be found any more ends it.
    const next = spawn(false)
    put(next)
    next.catch(() => undefined).finally(() => void careful.drain())
  }

  put(spawn(false))
  return {
    ...bundle,
    openedAt: Date.now(),
    process: () => serving,
    usedAt: () => here?.usedAt() ?? Date.now(),
    calls: () => here?.calls() ?? 0,
    async close() {
      closed = true
      await serving.then((last) => last.drain()).catch(() => undefined)
    },
  }
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
