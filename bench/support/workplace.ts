import { mkdtempSync, rmSync } from 'node:fs'
import { chmod } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openProcessRegister, type ProcessRegister, type Service } from '@orchestrator/cli/stack'

/** A temporary folder and what runs in it, for one benchmark. Also after a kill -9 of ours, its processes are ended. */
export interface Workplace {
  readonly folder: string
  readonly register: ProcessRegister
  readonly path: (...parts: string[]) => string
  /** Keeps a service, so that `close` ends it. Those kept last end first. */
  keep<S extends Service>(service: S): S
  /** Something to be done before the services end. */
  atEnd(work: () => Promise<unknown>): void
  close(): Promise<void>
}

export async function openWorkplace(): Promise<Workplace> {
  const folder = mkdtempSync(join(tmpdir(), 'orchestrator-bench-'))
  // Postgres runs under another user when we are root and must get through.
  await chmod(folder, 0o711)
  const register = openProcessRegister(join(folder, 'processes.json'))
  const ends: (() => Promise<unknown>)[] = []
  let closing: Promise<void> | undefined
  const closeAll = async () => {
    for (const end of ends.reverse()) await end().catch(() => undefined)
    register.close()
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
  }
  return {
    folder,
    register,
    path: (...parts) => join(folder, ...parts),
    keep(service) {
      ends.push(() => service.stop({ withinMs: 3_000 }))
      return service
    },
    atEnd: (work) => void ends.push(work),
    close() {
      closing ??= closeAll()
      return closing
    },
  }
}
