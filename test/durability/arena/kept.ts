import { setTimeout as pause } from 'node:timers/promises'
import type { ProcessRegister, Service, StartOptions } from '@orchestrator/cli/stack'

/** A process that is killed at will and always comes back, as under a supervisor. */
export interface Kept {
  readonly name: string
  /** Of the process that runs or is just starting. */
  pid(): number | undefined
  /** Resolves when it is ready, now or after its restart. */
  up(): Promise<void>
  /** `kill -9`, also in the middle of a start; it comes back after `awayMs`. */
  kill(awayMs?: number): Promise<void>
  /** Ends it in good order and leaves it so until `resume`. @returns how long that took, in milliseconds */
  halt(signal?: 'SIGTERM' | 'SIGKILL'): Promise<number>
  resume(): void
  /** How often it ended although nobody killed it. */
  crashes(): number
}

/** Starts a process, and starts it again whenever it ends. */
export function keep(
  name: string,
  start: (options: StartOptions) => Promise<Service>,
  register: ProcessRegister,
): Kept {
  let pid: number | undefined
  let service: Service | undefined
  let wanted = true
  let killed = false
  let away: Promise<unknown> = Promise.resolve()
  let crashes = 0
  let ready = Promise.withResolvers<void>()
  let running: Promise<void> | undefined
  const noted: ProcessRegister = {
    ...register,
    add(...entry) {
      pid = entry[1]
      register.add(...entry)
    },
  }

  async function run(): Promise<void> {
    while (wanted) {
      await away
      if (!wanted) return
      killed = false
      try {
        service = await start({ register: noted })
        ready.resolve()
        await service.exited
      } catch (error) {
        if (!killed && wanted)
          console.log(`${name} did not start: ${(error as Error).message.split('\n').slice(0, 3).join(' ')}`)
        await pause(300)
      }
      pid = service = undefined
      if (wanted && !killed) crashes++
      ready = Promise.withResolvers()
    }
  }
  const resume = () => {
    wanted = true
    running ??= run().finally(() => (running = undefined))
  }
  resume()

  return {
    name,
    pid: () => pid,
    up: async () => {
      while (service === undefined) await Promise.race([ready.promise, pause(100)])
    },
    async kill(awayMs = 0) {
      const victim = pid
      if (victim === undefined) return
      killed = true
      away = pause(awayMs)
      const exited = service?.exited
      signalled(victim)
      await exited
    },
    async halt(signal = 'SIGTERM') {
      wanted = false
      killed = true
      const startedAt = Date.now()
      if (service && signal === 'SIGTERM') await service.stop({ withinMs: 30_000 })
      else signalled(pid)
      const took = Date.now() - startedAt
      await running
      return took
    },
    resume,
    crashes: () => crashes,
  }
}

function signalled(pid: number | undefined): void {
  try {
    if (pid !== undefined) process.kill(pid, 'SIGKILL')
  } catch {
    // It ended by itself just now.
  }
}
