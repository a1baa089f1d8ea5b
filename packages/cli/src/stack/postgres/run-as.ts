import { execFileSync, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chmodSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { UserError } from '../../user-error.ts'

/** The user that Postgres runs as: undefined is ourselves. Postgres refuses to run as root. */
export type RunAs = { uid: number; gid: number } | undefined

/** Ourselves, unless we are root: then the user `postgres`, made if it is missing. */
export function postgresUser(): RunAs {
  if (process.getuid?.() !== 0) return undefined
  return lookUp('postgres') ?? makeUser() ?? lookUp('nobody') ?? cannot()
}

function lookUp(name: string): RunAs {
  try {
    const id = (flag: string) =>
      Number.parseInt(execFileSync('id', [flag, name], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }), 10)
    return { uid: id('-u'), gid: id('-g') }
  } catch {
    return undefined
  }
}

function makeUser(): RunAs {
  spawnSync('groupadd', ['--system', 'postgres'], { stdio: 'ignore' })
  spawnSync(
    'useradd',
    ['--system', '--no-create-home', '--gid', 'postgres', '--shell', '/usr/sbin/nologin', 'postgres'],
    { stdio: 'ignore' },
  )
  return lookUp('postgres')
}

function cannot(): never {
  throw new UserError('Postgres refuses to run as root, and no other user could be made for it.', {
    hint: 'Run Orchestrator as an ordinary user, or set DATABASE_URL to a Postgres of your own.',
  })
}

/** Whether that user can enter a folder, or run a program. */
export function canReach(runAs: RunAs, path: string): boolean {
  if (!runAs) return true
  return spawnSync('test', ['-x', path], { ...runAs, cwd: '/', stdio: 'ignore' }).status === 0
}

/** A folder outside of anybody's home, for what root's Postgres must reach. */
export function machineFolder(): string {
  const folder = '/var/lib/orchestrator'
  mkdirSync(folder, { recursive: true })
  chmodSync(folder, 0o755)
  return folder
}

/** Where the data of a folder that cannot be reached is kept instead: always the same place for the same folder. */
export function reachableDataFolder(runAs: RunAs, wanted: string, parent: string): string {
  if (canReach(runAs, parent)) return wanted
  return join(machineFolder(), `data-${createHash('sha256').update(wanted).digest('hex').slice(0, 12)}`)
}
