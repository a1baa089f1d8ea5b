import { type ChildProcess, fork } from 'node:child_process'
import { mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Json } from '@orchestrator/sdk/runtime'
import { inheritedEnvironment } from '../inherited-environment.ts'
import type { StepAnswer, StepCall, StepError } from './protocol.ts'

export interface StepRunner {
  call(input: Omit<StepCall, 'call'>): Promise<{ ok: true; value: Json | null } | { ok: false; error: StepError }>
  close(): void
}

const entry = fileURLToPath(new URL('./process.ts', import.meta.url))
const idleMs = 60_000

/**
 * Runs a bundle's steps.js in processes of their own, started with the first call and ended when they have been idle. Threads would not do:
 * running out of memory in a thread can abort the whole process (five of ten ways to fill a heap did).
 */
export function createStepRunner(options: {
  file: string
  env: Readonly<Record<string, string>>
  /** Folders that the code may read and write. */
  folders: readonly string[]
  memoryMb: number
}): StepRunner {
  let child: ChildProcess | undefined
  let next = 0
  const open = new Map<number, { by: ChildProcess; settle: (answer: StepAnswer) => void }>()
  let idle: NodeJS.Timeout | undefined

  const stop = (stopped = child) => {
    // It ends its own processes before itself.
    stopped?.disconnect()
    if (child === stopped) child = undefined
  }
  const start = (): ChildProcess => {
    const temporary = realpathSync(mkdtempSync(join(tmpdir(), 'orchestrator-steps-')))
    const started = fork(entry, [options.file, String(options.memoryMb), temporary, ...options.folders], {
      env: { ...inheritedEnvironment(), ...options.env, NODE_ENV: 'production' },
      execArgv: ['--disable-warning=ExperimentalWarning'],
      serialization: 'json',
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    })
    started.on('message', (answer: StepAnswer) => open.get(answer.call)?.settle(answer))
    started.on('error', () => undefined)
    started.on('exit', () => {
      rmSync(temporary, { recursive: true, force: true })
      if (child === started) child = undefined
      // Calls beside the one that broke the process get this answer too; they are tried again.
      for (const [call, { by, settle }] of [...open]) {
        // The next process may have begun before this one was gone.
        if (by !== started) continue
        settle({
          call,
          ok: false,
          error: {
            kind: 'out_of_memory',
            name: 'OutOfMemoryError',
            message: 'the process for steps ended, most likely for want of memory',
          },
        })
      }
    })
    return started
  }
  return {
    call: (input) =>
      new Promise((resolve) => {
        clearTimeout(idle)
        const call = next++
        child ??= start()
        const by = child
        // The process ends a call by itself; this is for a process that no longer answers.
        const guard = setTimeout(() => stop(by), input.timeoutMs + 3_000)
        const settle = ({ call: _call, ...answer }: StepAnswer) => {
          open.delete(call)
          clearTimeout(guard)
          if (open.size === 0) idle = setTimeout(() => stop(), idleMs).unref()
          resolve(answer)
        }
        open.set(call, { by, settle })
        by.send({ ...input, call } satisfies StepCall)
      }),
    close: () => {
      clearTimeout(idle)
      stop()
    },
  }
}
