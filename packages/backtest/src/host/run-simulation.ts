import { Worker } from 'node:worker_threads'
import { errorCodes } from '@orchestrator/domain'
import type { Told } from '../simulate.ts'
import type { Source } from '../source.ts'
import type { FromThread, Job, ToThread } from './protocol.ts'

export interface HostOptions {
  readonly source: Source
  /** Gets all that is told for good. @returns false: it is enough */
  readonly onTold: (told: readonly Told[]) => boolean
  /** Ends it wherever it is. */
  readonly signal?: AbortSignal | undefined
  /** Longest that one event may take of the processor, in milliseconds. */
  readonly patience?: number
}

/** How far a simulation came; null: through all. */
export type Stopped = number | null

const lookEveryMs = 50

/**
 * Runs a simulation in a thread of its own. One that does not get on (a condition or a playbook that computes for ever) is ended with the
 * thread; the event is left out, and another thread goes on after it.
 */
export async function runSimulation(job: Job, options: HostOptions): Promise<Stopped> {
  const leftOut = [...job.leftOut]
  let after = job.after
  for (;;) {
    const end = await runThread({ ...job, after, leftOut }, options)
    if (end.kind === 'done') return null
    if (end.kind === 'stopped') return end.position
    after = end.position
    leftOut.push([end.seq, 'never_ends'])
  }
}

type End =
  | { readonly kind: 'done' }
  | { readonly kind: 'stopped'; readonly position: number }
  | { readonly kind: 'stuck'; readonly position: number; readonly seq: number }

async function runThread(job: Job, { source, onTold, signal, patience = 1_000 }: HostOptions): Promise<End> {
  const thread = new Worker(new URL('./thread-main.ts', import.meta.url), {
    workerData: job,
    env: {},
    stdin: false,
    resourceLimits: { maxOldGenerationSizeMb: 256 },
  })
  let position = job.after
  let loaded = false
  let begun: number | null = null
  let open = 0
  let told: Told[] = []
  let heard = 0
  let timer: NodeJS.Timeout | undefined
  try {
    return await new Promise<End>((resolve, reject) => {
      const stuck = () => {
        if (begun === null) reject(new Error('the simulation does not begin'))
        else resolve({ kind: 'stuck', position, seq: begun })
      }
      timer = watch(thread, { state: () => ({ heard, waits: !loaded || open > 0 }), patience, stuck })
      signal?.addEventListener('abort', () => resolve({ kind: 'stopped', position }), { once: true })
      if (signal?.aborted) resolve({ kind: 'stopped', position })
      thread.on('error', (error: Error & { code?: string }) =>
        // One that fills its memory is not told apart by its message.
        error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? stuck() : reject(error),
      )
      thread.on('exit', () => reject(new Error('the simulation ended before its end')))
      thread.on('message', (message: FromThread) => {
        heard++
        switch (message.kind) {
          case 'loaded':
            loaded = true
            return
          case 'begin':
            begun = message.seq
            return
          case 'ask':
            open++
            return void answer(source, message)
              .then((reply) => thread.postMessage(reply), reject)
              .finally(() => {
                open--
                heard++
              })
          case 'told':
            told.push(message.told)
            if (message.told.kind !== 'page') return
            position = message.told.position
            if (!onTold(told.splice(0)) && position < job.upTo) resolve({ kind: 'stopped', position })
            return
          case 'failed':
            return reject(new Error(message.message))
          case 'done':
            onTold(told)
            told = []
            resolve({ kind: 'done' })
        }
      })
    })
  } finally {
    clearInterval(timer)
    thread.removeAllListeners()
    await thread.terminate()
  }
}

/** Trouble of what is read from, not of the run that reads. */
const troubles: ReadonlySet<string> = new Set(['unavailable', 'internal', 'rate_limited', 'unauthenticated'])
const refusals: ReadonlySet<string> = new Set(errorCodes.filter((code) => !troubles.has(code)))

/** What is refused to the run is handed on to it. @throws all else, which ends the simulation */
async function answer(source: Source, { id, method, args }: Extract<FromThread, { kind: 'ask' }>): Promise<ToThread> {
  try {
    const value = await (source[method] as (...args: readonly unknown[]) => Promise<unknown>)(...args)
    return { kind: 'answer', id, value }
  } catch (error) {
    const { code, message } = error as { code?: unknown; message: string }
    if (!(error instanceof Error) || typeof code !== 'string' || !refusals.has(code)) throw error
    return { kind: 'refused', id, code, message }
  }
}

/** On a busy machine a thread may wait for its turn for long: what counts is its own time of the processor. */
function watch(
  thread: Worker,
  options: {
    readonly state: () => { readonly heard: number; readonly waits: boolean }
    readonly patience: number
    readonly stuck: () => void
  },
): NodeJS.Timeout {
  let seen = -1
  let since: Promise<number | undefined> | undefined
  const used = () =>
    thread
      .cpuUsage()
      .then(({ user, system }) => (user + system) / 1_000)
      .catch(() => undefined)
  return setInterval(() => {
    const { heard, waits } = options.state()
    if (waits || heard !== seen) {
      seen = heard
      since = undefined
      return
    }
    since ??= used()
    const asked = since
    void Promise.all([asked, used()]).then(([before, now]) => {
      if (since !== asked || options.state().heard !== seen || before === undefined || now === undefined) return
      if (now - before > options.patience) options.stuck()
    })
  }, lookEveryMs)
}
