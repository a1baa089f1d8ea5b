import { type ChildProcess, fork } from 'node:child_process'
import { realpathSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { FromScript, ScriptAnswer, ScriptCall } from './protocol.ts'

export interface ScriptRunner {
  /** @throws ScriptCrash when its process was ended: another try may go well */
  run(script: Omit<ScriptCall, 'call'>): Promise<ScriptAnswer>
  close(): void
}

/** The process ended in the middle of a script. */
export class ScriptCrash extends Error {
  override readonly name = 'ScriptCrash'
}

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))
const entry = here('./script-main.ts')
const core = import.meta.resolve('quickjs-emscripten-core')
const variant = import.meta.resolve('@jitl/quickjs-wasmfile-release-sync')
/** Memory of an engine grows and is never given back; after so many scripts another process begins afresh. */
const scriptsOfOne = 500
const idleMs = 60_000
/** A script's time is that of the processor, of which it may get little; this is for one that the engine cannot interrupt. */
const graceMs = 5_000
const startMs = 30_000

interface Slot {
  readonly child: ChildProcess
  readonly ready: Promise<void>
  ran: number
}

/** Runs scripts in a few processes that are kept warm. Each script has its process to itself, so ending it ends nothing else. */
export function createScriptRunner(options: { readonly processes?: number } = {}): ScriptRunner {
  const most = options.processes ?? 2
  const idle: Slot[] = []
  const all = new Set<Slot>()
  const waiting: ((slot: Slot) => void)[] = []
  let next = 0
  let closed = false
  let rest: NodeJS.Timeout | undefined

  const start = (): Slot => {
    const child = fork(entry, [core, variant], {
      env: { NODE_ENV: 'production' },
      execArgv: [
        '--permission',
        ...readable().map((path) => `--allow-fs-read=${path}`),
        '--max-old-space-size=128',
        '--disable-warning=ExperimentalWarning',
        '--disable-warning=SecurityWarning',
      ],
      serialization: 'json',
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    })
    const ready = new Promise<void>((resolve, reject) => {
      child.once('message', () => resolve())
      child.once('exit', () => reject(new ScriptCrash('the process for scripts did not start')))
      child.once('error', reject)
    })
    ready.catch(() => undefined)
    const slot: Slot = { child, ready, ran: 0 }
    all.add(slot)
    child.on('error', () => undefined)
    child.once('exit', () => {
      all.delete(slot)
      const place = idle.indexOf(slot)
      if (place >= 0) idle.splice(place, 1)
      dispatch()
    })
    return slot
  }
  const dispatch = () => {
    while (waiting.length > 0 && !closed && (idle.length > 0 || all.size < most))
      waiting.shift()?.(idle.pop() ?? start())
  }
  const take = () =>
    new Promise<Slot>((resolve) => {
      clearTimeout(rest)
      waiting.push(resolve)
      dispatch()
    })
  const release = (slot: Slot, isOver: boolean) => {
    if (!all.has(slot)) return
    if (isOver || ++slot.ran >= scriptsOfOne) slot.child.kill('SIGKILL')
    else idle.push(slot)
    dispatch()
    clearTimeout(rest)
    if (idle.length === all.size) rest = setTimeout(() => stopAll(), idleMs).unref()
  }
  const stopAll = () => {
    for (const { child } of all) child.kill('SIGKILL')
  }
  return {
    async run(script) {
      const slot = await take()
      const call = next++
      try {
        await within(slot.ready, startMs)
      } catch (error) {
        slot.child.kill('SIGKILL')
        throw error instanceof ScriptCrash
          ? error
          : new ScriptCrash('the process for scripts did not start', { cause: error })
      }
      return ask(slot, { ...script, call }, (isOver) => release(slot, isOver))
    },
    close() {
      closed = true
      clearTimeout(rest)
      stopAll()
    },
  }
}

function ask({ child }: Slot, call: ScriptCall, release: (isOver: boolean) => void): Promise<ScriptAnswer> {
  return new Promise((resolve, reject) => {
    const settle = (isOver: boolean) => {
      clearTimeout(guard)
      child.off('message', onMessage).off('exit', onExit)
      release(isOver)
    }
    const onMessage = (said: FromScript) => {
      if (said.answer?.call !== call.call) return
      settle(said.last)
      resolve(said.answer)
    }
    const onExit = () => {
      settle(true)
      reject(new ScriptCrash('the process of the script was ended'))
    }
    const guard = setTimeout(
      () => {
        settle(true)
        const error = { kind: 'timed_out', message: 'the script took longer than it may', line: null } as const
        resolve({ call: call.call, logs: [], ok: false, error })
      },
      5 * call.timeoutMs + graceMs,
    )
    child.on('message', onMessage).on('exit', onExit)
    child.send(call)
  })
}

/** Its own code, and that of the engine. */
const readable = (): string[] => [
  ...['./script-main.ts', './protocol.ts', './sandbox.ts', './harness.ts', '../../package.json'].map(here),
  ...[core, variant].map((url) => nodeModulesOf(realpathSync(fileURLToPath(url)))),
]

/** What an engine is made of lies beside it. */
const nodeModulesOf = (path: string) => path.slice(0, path.indexOf('/node_modules/') + '/node_modules/'.length)

async function within(ready: Promise<void>, milliseconds: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('not ready')), milliseconds)
  })
  await Promise.race([ready, late]).finally(() => clearTimeout(timer))
}
