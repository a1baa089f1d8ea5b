import { randomBytes } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { SetupFacts } from '../doctor/setup-facts.ts'
import { UserError } from '../user-error.ts'

/** Where a stack on this machine keeps all of its state. */
export interface StateFolder {
  path: string
  secrets: string
  settings: string
  lock: string
  processes: string
  postgres: string
  temporalDb: string
  logs: string
}

/** What only this machine may know; kept with mode 0600. */
export interface Secrets {
  /** 32 bytes, base64: encrypts what the database must not show. */
  masterKey: string
  postgresPassword: string
  /** The API key of this machine, once the workspace exists. */
  apiKey?: string
}

/** What the last start used; the CLI finds the API with it, the next start keeps the ports. */
export interface StackSettings {
  apiUrl?: string
  temporalUi?: string
  workspace?: string
  ports?: Partial<Record<'api' | 'postgres' | 'temporal' | 'temporalUi', number>>
  /** How the product was set up that runs, or ran last. */
  running?: SetupFacts & { pid: number }
  /** Set when the first tour was played, so that it is played once. */
  demoDoneAt?: string
}

/** Names the files of a state folder and makes the folder if it is missing. */
export function openStateFolder(path: string): StateFolder {
  const at = resolve(path)
  const folder: StateFolder = {
    path: at,
    secrets: join(at, 'secrets.json'),
    settings: join(at, 'stack.json'),
    lock: join(at, 'lock'),
    processes: join(at, 'processes.json'),
    postgres: join(at, 'postgres'),
    temporalDb: join(at, 'temporal.db'),
    logs: join(at, 'logs'),
  }
  try {
    mkdirSync(folder.logs, { recursive: true })
    // Others may pass through, as Postgres runs under another user when we are root; they may not look around.
    chmodSync(at, 0o711)
  } catch (cause) {
    throw new UserError(`The state folder ${at} cannot be written.`, {
      hint: 'Choose another one: npm start -- --home <folder> (or ORCHESTRATOR_HOME=<folder>).',
      cause,
    })
  }
  return folder
}

/** Reads the secrets, or makes them on the first start. */
export function readOrMakeSecrets(folder: StateFolder): Secrets {
  if (existsSync(folder.secrets)) return readJson<Secrets>(folder.secrets)
  if (existsSync(folder.postgres)) {
    throw new UserError(`${folder.path} has a database, but its keys are missing (${folder.secrets}).`, {
      hint: `Put the file back, or move ${folder.postgres} away to start with an empty database.`,
    })
  }
  const secrets: Secrets = {
    masterKey: randomBytes(32).toString('base64'),
    postgresPassword: randomBytes(24).toString('base64url'),
  }
  writeSecrets(folder, secrets)
  return secrets
}

/** Writes the secrets; readable by their owner alone. */
export function writeSecrets(folder: StateFolder, secrets: Secrets): void {
  writeJson(folder.secrets, secrets, 0o600)
}

/** What the last start used; empty before the first. */
export function readSettings(folder: StateFolder): StackSettings {
  return existsSync(folder.settings) ? readJson<StackSettings>(folder.settings) : {}
}

/** Changes some of the settings and keeps the others. */
export function updateSettings(folder: StateFolder, changes: StackSettings): void {
  writeJson(folder.settings, { ...readSettings(folder), ...changes }, 0o644)
}

function readJson<T>(path: string): T {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as T
  } catch (cause) {
    throw new UserError(`${path} cannot be read: ${(cause as Error).message}`, {
      hint: 'Restore the file, or start with another state folder (--home <folder>).',
      cause,
    })
  }
}

// Written beside and renamed, so that a kill in the middle leaves the old file whole.
function writeJson(path: string, value: unknown, mode: number): void {
  const beside = `${path}.${process.pid}.new`
  writeFileSync(beside, `${JSON.stringify(value, null, 2)}\n`, { mode })
  renameSync(beside, path)
}
