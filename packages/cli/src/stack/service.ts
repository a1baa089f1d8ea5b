import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process'
import { endProcess, sendSignal } from './end-process.ts'
import { eachLine, openLog } from './log-file.ts'
import { readLogLine } from './log-line.ts'
import { processIdentity } from './process-identity.ts'
import type { ProcessRegister } from './process-register.ts'

/** How a process ended. */
export interface Exit {
  code: number | null
  signal: NodeJS.Signals | null
}

/** A process of the stack that runs. */
export interface Service {
  name: string
  pid: number
  /** Resolves when the process has ended, for whatever reason. */
  exited: Promise<Exit>
  /** Ends it cleanly, then by force when it takes longer than `withinMs`. */
  stop(options?: { withinMs?: number }): Promise<void>
  /** Sends it one signal; SIGKILL unless told. */
  kill(signal?: NodeJS.Signals): void
}

/** What every starter of the stack takes. */
export interface StartOptions {
  /** Gets every line that the process writes. */
  onLine?: ((line: string) => void) | undefined
  /** Lines are appended here. */
  logFile?: string | undefined
  /** Where the process is written down for the case that we die first. */
  register?: ProcessRegister | undefined
}

interface ServiceSpec extends StartOptions {
  name: string
  command: string
  args: readonly string[]
  spawn?: SpawnOptions
  stopSignal?: NodeJS.Signals
  /** Sent when the stop signal did not help in time; before SIGKILL. */
  hardSignal?: NodeJS.Signals
  /** Says by a line that it serves. */
  isReady?: (line: string) => boolean
  /** Says by other means that it serves. */
  probe?: () => Promise<boolean>
  readyWithinMs: number
}

/** Ended before it was ready, or took too long; carries the last lines it wrote. */
export class StartFailure extends Error {
  readonly lines: readonly string[]
  readonly exit: Exit | undefined

  constructor(name: string, exit: Exit | undefined, lines: readonly string[], waitedMs: number) {
    const how = exit
      ? `ended before it was ready (${describeExit(exit)})`
      : `was not ready after ${Math.round(waitedMs / 1000)} s`
    super(`${name} ${how}${lines.length ? `:\n  ${lines.slice(-8).map(forPeople).join('\n  ')}` : '.'}`)
    this.lines = lines
    this.exit = exit
  }
}

function forPeople(line: string): string {
  return readLogLine(line)?.text ?? line
}

/** "exit code 1" or "SIGKILL". */
export function describeExit(exit: Exit): string {
  return exit.signal ?? `exit code ${exit.code}`
}

/** Starts a process in a session of its own, so that a Ctrl-C in the terminal reaches only its supervisor, and waits until it is ready. */
export async function startService(spec: ServiceSpec): Promise<Service> {
  const child = spawn(spec.command, spec.args, { stdio: ['ignore', 'pipe', 'pipe'], detached: true, ...spec.spawn })
  const exited = whenExited(child)
  const pid = child.pid
  if (pid === undefined) throw new StartFailure(spec.name, await exited, [`${spec.command} could not be run`], 0)
  const known = { pid, identity: processIdentity(pid) ?? '' }
  spec.register?.add(spec.name, pid, spec.stopSignal)
  void exited.then(() => {
    spec.register?.remove(pid)
    endGroup(pid)
  })

  const recent: string[] = []
  let sawReady: () => void = () => {}
  const readyLine = new Promise<void>((resolve) => {
    sawReady = resolve
  })
  const log = spec.logFile ? openLog(spec.logFile) : undefined
  eachLine([child.stdout, child.stderr], (line) => {
    log?.write(`${line}\n`)
    recent.push(line)
    if (recent.length > 40) recent.shift()
    if (spec.isReady?.(line)) sawReady()
    spec.onLine?.(line)
  })
  // Not at its exit: its last lines may still come, and a write after the end would end us.
  child.once('close', () => log?.end())

  const service: Service = {
    name: spec.name,
    pid,
    exited,
    kill: (signal = 'SIGKILL') => void sendSignal(known, signal),
    async stop({ withinMs = 8_000 } = {}) {
      await endProcess(known, [
        { signal: spec.stopSignal ?? 'SIGTERM', waitMs: withinMs },
        ...(spec.hardSignal ? [{ signal: spec.hardSignal, waitMs: 1_000 }] : []),
        { signal: 'SIGKILL', waitMs: 2_000 },
      ])
      await exited
    },
  }
  await untilReady(spec, service, readyLine, recent)
  return service
}

async function untilReady(
  spec: ServiceSpec,
  service: Service,
  readyLine: Promise<void>,
  recent: string[],
): Promise<void> {
  const started = Date.now()
  let over = false
  const probing = async (): Promise<'ready'> => {
    for (;;) {
      if (over || (await spec.probe?.())) return 'ready'
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<'late'>((resolve) => {
    timer = setTimeout(() => resolve('late'), spec.readyWithinMs)
  })
  const ready = spec.probe ? probing() : readyLine.then(() => 'ready' as const)
  const outcome = await Promise.race([ready, service.exited, late])
  over = true
  clearTimeout(timer)
  if (outcome === 'ready') return
  // Its last words may still be on their way through the pipe.
  await new Promise((resolve) => setTimeout(resolve, 50))
  if (outcome === 'late') await service.stop({ withinMs: 1_000 })
  throw new StartFailure(spec.name, outcome === 'late' ? undefined : outcome, recent, Date.now() - started)
}

// The process led a group of its own: whatever it started and left behind is still in it.
function endGroup(pid: number): void {
  try {
    if (process.platform !== 'win32') process.kill(-pid, 'SIGKILL')
  } catch {
    // Nothing was left.
  }
}

function whenExited(child: ChildProcess): Promise<Exit> {
  return new Promise((resolve) => {
    child.once('error', () => resolve({ code: 127, signal: null }))
    child.once('exit', (code, signal) => resolve({ code, signal }))
  })
}
