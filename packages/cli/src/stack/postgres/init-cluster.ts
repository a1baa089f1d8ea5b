import { spawnSync } from 'node:child_process'
import { chownSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { UserError } from '../../user-error.ts'
import type { PostgresBinaries } from './binaries.ts'
import type { RunAs } from './run-as.ts'

/** The owner of the database, and its name. */
export const databaseUser = 'orchestrator'
/** The database that a new cluster comes with. */
export const databaseName = 'orchestrator'

interface ClusterOptions {
  dataFolder: string
  password: string
  binaries: PostgresBinaries
  runAs: RunAs
}

/** Makes the cluster if the folder has none; refuses one that this Postgres cannot open. Says whether it is new. */
export function ensureCluster({ dataFolder, password, binaries, runAs }: ClusterOptions): { made: boolean } {
  const found = dataVersion(dataFolder)
  if (found === binaries.major) return { made: false }
  if (found !== undefined) throw otherVersion(dataFolder, found, binaries.major)
  if (existsSync(dataFolder) && readdirSync(dataFolder).length > 0) {
    throw new UserError(`${dataFolder} is not empty, but it is no Postgres data folder.`, {
      hint: 'Move it away, or choose another state folder: npm start -- --home <folder>.',
    })
  }
  // Made beside and renamed: a kill in the middle leaves nothing half-made at the real place.
  const beside = `${dataFolder}.new`
  rmSync(beside, { recursive: true, force: true })
  mkdirSync(beside, { recursive: true, mode: 0o700 })
  if (runAs) chownSync(beside, runAs.uid, runAs.gid)
  const passwordFile = join(beside, 'password')
  const folder = join(beside, 'data')
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 })
  if (runAs) chownSync(passwordFile, runAs.uid, runAs.gid)
  const how = { ...runAs, cwd: '/', env: { ...process.env, LC_ALL: 'C' }, encoding: 'utf8' as const }
  const flags = [
    '--encoding=UTF8',
    '--locale=C',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--auth=scram-sha-256',
  ]
  const init = spawnSync(binaries.initdb, ['-D', folder, '-U', databaseUser, `--pwfile=${passwordFile}`, ...flags], how)
  if (init.status !== 0) throw failed('initdb', init.stderr || String(init.error))
  const create = spawnSync(binaries.postgres, ['--single', '-D', folder, 'postgres'], {
    ...how,
    input: `CREATE DATABASE ${databaseName};\n`,
  })
  if (create.status !== 0) throw failed('postgres --single', create.stderr || String(create.error))
  rmSync(dataFolder, { recursive: true, force: true })
  renameSync(folder, dataFolder)
  rmSync(beside, { recursive: true, force: true })
  return { made: true }
}

/** The major version of Postgres that made the folder; undefined when there is no cluster in it. */
export function dataVersion(dataFolder: string): number | undefined {
  const file = join(dataFolder, 'PG_VERSION')
  return existsSync(file) ? Number.parseInt(readFileSync(file, 'utf8'), 10) : undefined
}

function otherVersion(dataFolder: string, found: number, ours: number): UserError {
  return new UserError(
    `The data folder ${dataFolder} was made by Postgres ${found}; this Orchestrator brings Postgres ${ours}, which cannot open it.`,
    {
      hint:
        `To keep the data: dump it with the Orchestrator that made it or with Postgres ${found} (pg_dumpall), move the folder away, start again and load the dump.\n` +
        'To start afresh: move the folder away and start again.',
    },
  )
}

function failed(what: string, output: string): UserError {
  return new UserError(
    `The database could not be made (${what}):\n  ${output.trim().split('\n').slice(-6).join('\n  ')}`,
    {
      hint: 'Check that the disk has 200 MB free and that the state folder can be written.',
    },
  )
}
