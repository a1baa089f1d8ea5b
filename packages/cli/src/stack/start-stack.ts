import { setTimeout as sleep } from 'node:timers/promises'
import { bringUp } from './bring-up.ts'
import { lockStateFolder } from './lock.ts'
import { endLeftovers, type ProcessRegister } from './process-register.ts'
import type { Stack, StackOptions, StackStart } from './stack-types.ts'
import { openStateFolder } from './state-folder.ts'
import { stopServices } from './stop-services.ts'

// A service in the middle of starting sees by itself that it is not wanted any more; one that is slow is in the register.
const lastStepMs = 2_000

/** Brings the whole stack up in a state folder and keeps it up. */
export function startStack(options: StackOptions): StackStart {
  const folder = openStateFolder(options.home)
  const release = lockStateFolder(folder.path, folder.lock)
  const services: Stack['services'] = {}
  const pending = new Set<Promise<void>>()
  let register: ProcessRegister | undefined
  let stopping: Promise<void> | undefined
  let hurried = false

  const endAll = async () => {
    await stopServices(services, () => hurried)
    await Promise.race([Promise.allSettled(pending), sleep(lastStepMs, undefined, { ref: false })])
    await endLeftovers(folder.processes)
    register?.close()
    release()
  }
  const stop = () => {
    if (stopping) hurried = true
    stopping ??= endAll()
    return stopping
  }
  const ready: Promise<Stack> = bringUp({
    options,
    folder,
    services,
    pending,
    isStopping: () => stopping !== undefined,
    onRegister: (opened) => {
      register = opened
    },
  }).then((stack) => ({ ...stack, stop }))
  // Whoever awaits it gets the error; nobody has to.
  ready.catch(() => {})
  return { ready, stop }
}
