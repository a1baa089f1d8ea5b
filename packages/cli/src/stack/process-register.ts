import { spawn } from 'node:child_process'
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { endProcess, isRunning, type KnownProcess } from './end-process.ts'
import { processIdentity } from './process-identity.ts'

/** A process of ours as written down, with the signal that ends it cleanly. */
export interface RegisteredProcess extends KnownProcess {
  name: string
  stopSignal: NodeJS.Signals
}

/** Remembers on disk which processes belong to a stack, so that they can be ended when the one that started them is gone. */
export interface ProcessRegister {
  add(name: string, pid: number, stopSignal?: NodeJS.Signals): void
  remove(pid: number): void
  /** Takes the watch off, after everything has been stopped. */
  close(): void
}

/**
 * Opens the register in a file. A shell of a megabyte waits beside us for our end: when it comes without `close`,
 * as after a kill -9, it ends exactly the processes of the register.
 */
export function openProcessRegister(file: string): ProcessRegister {
  const processes = new Map<number, RegisteredProcess>()
  let closed = false
  const save = () => {
    if (!closed) writeRegister(file, [...processes.values()])
  }
  const guard = startGuard(file)
  return {
    add(name, pid, stopSignal = 'SIGTERM') {
      const identity = processIdentity(pid)
      if (identity === undefined) return
      processes.set(pid, { name, pid, identity, stopSignal })
      save()
    },
    remove(pid) {
      if (processes.delete(pid)) save()
    },
    close() {
      closed = true
      rmSync(file, { force: true })
      guard?.stdin?.end('done\n')
      guard?.unref()
    },
  }
}

/** Ends what an earlier start left behind; returns the names of the processes that were still there. */
export async function endLeftovers(file: string): Promise<string[]> {
  const left = readRegister(file).filter(isRunning)
  await Promise.all(
    left.map((one) =>
      endProcess(one, [
        { signal: one.stopSignal, waitMs: 5_000 },
        { signal: 'SIGKILL', waitMs: 5_000 },
      ]),
    ),
  )
  rmSync(file, { force: true })
  return left.map((one) => one.name)
}

function readRegister(file: string): RegisteredProcess[] {
  if (!existsSync(file)) return []
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as RegisteredProcess[]
  } catch {
    return []
  }
}

function writeRegister(file: string, processes: RegisteredProcess[]): void {
  const beside = `${file}.new`
  writeFileSync(beside, JSON.stringify(processes, null, 2))
  renameSync(beside, file)
}

function startGuard(file: string) {
  if (process.platform === 'win32') return undefined
  const script = 'read -r line && exit 0; exec "$0" "$1" "$2"'
  const guard = spawn(
    '/bin/sh',
    ['-c', script, process.execPath, join(import.meta.dirname, 'end-leftovers-main.ts'), file],
    {
      detached: true,
      stdio: ['pipe', 'ignore', 'ignore'],
    },
  )
  guard.on('error', () => {})
  guard.stdin?.on('error', () => {})
  guard.unref()
  ;(guard.stdin as unknown as { unref?: () => void } | null)?.unref?.()
  return guard
}
