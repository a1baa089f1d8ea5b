import { setTimeout as sleep } from 'node:timers/promises'
import { processIdentity } from './process-identity.ts'

/** One process, for certain: a pid together with what tells it from a later owner of the same pid. */
export interface KnownProcess {
  pid: number
  identity: string
}

/** Sends signals in turn, each with its time to take effect, until the process is gone. Never touches another process. */
export async function endProcess(
  known: KnownProcess,
  steps: readonly { signal: NodeJS.Signals; waitMs: number }[],
): Promise<void> {
  for (const { signal, waitMs } of steps) {
    if (!sendSignal(known, signal)) return
    const until = Date.now() + waitMs
    while (Date.now() < until) {
      if (!isRunning(known)) return
      await sleep(25)
    }
  }
}

/** Whether this very process still runs. */
export function isRunning(known: KnownProcess): boolean {
  return processIdentity(known.pid) === known.identity
}

/** Sends a signal if this very process still runs; says whether it did. */
export function sendSignal(known: KnownProcess, signal: NodeJS.Signals): boolean {
  if (!isRunning(known)) return false
  try {
    process.kill(known.pid, signal)
    return true
  } catch {
    return false
  }
}
