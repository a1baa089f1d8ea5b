import { existsSync, readdirSync, readFileSync, readlinkSync, realpathSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { endProcess } from '../end-process.ts'
import { processIdentity } from '../process-identity.ts'

/**
 * Makes a data folder startable after a crash: ends a server or backends of it that were left running (a backend that
 * is busy outlives its postmaster and keeps the shared memory), and removes a pid file that names a stranger's process.
 * The caller holds the folder's lock, so whatever runs on it is a leftover.
 */
export async function clearCrashed(dataFolder: string): Promise<void> {
  const pidFile = join(dataFolder, 'postmaster.pid')
  if (!existsSync(pidFile)) return
  const pid = Number.parseInt(readFileSync(pidFile, 'utf8'), 10)
  const left = processesIn(dataFolder)
  if (left === undefined) return
  if (left.includes(pid)) await end(pid, ['SIGINT', 'SIGQUIT', 'SIGKILL'])
  // Backends notice by themselves that their postmaster is gone; those that do not are in the middle of a query.
  await Promise.all((processesIn(dataFolder) ?? []).map((one) => end(one, ['SIGQUIT', 'SIGKILL'])))
  if (existsSync(pidFile)) rmSync(pidFile)
}

async function end(pid: number, signals: NodeJS.Signals[]): Promise<void> {
  const identity = processIdentity(pid)
  if (identity === undefined) return
  await endProcess(
    { pid, identity },
    signals.map((signal) => ({ signal, waitMs: 3_000 })),
  )
}

// Every process of a cluster has the data folder as its working directory. Undefined where that cannot be seen:
// there Postgres's own check of the pid file has to do.
function processesIn(dataFolder: string): number[] | undefined {
  if (process.platform !== 'linux') return undefined
  const folder = realpathSync(dataFolder)
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && isPostgresIn(folder, name))
    .map(Number)
}

function isPostgresIn(folder: string, pid: string): boolean {
  try {
    return (
      readlinkSync(`/proc/${pid}/cwd`) === folder && readFileSync(`/proc/${pid}/comm`, 'utf8').trim() === 'postgres'
    )
  } catch {
    return false
  }
}
