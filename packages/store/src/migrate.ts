import { readdir, readFile } from 'node:fs/promises'
import { AppError } from '@orchestrator/domain'
import type { Migration, Migrator } from 'kysely/migration'
import postgres from 'postgres'
import { createRoles } from './create-roles.ts'

const folder = new URL('../migrations/', import.meta.url)

/**
 * Makes the roles and brings the schema up to date. Forward only; safe to run by several processes at once.
 * @param databaseUrl of the owner, who may create roles
 * @param upTo this migration alone and those before: for tests of what a later one does to what is there
 * @returns the migrations that were applied now
 * @throws AppError `unavailable` when the database is newer than this program or a migration fails
 */
export async function migrate({
  databaseUrl,
  masterKey,
  upTo,
}: {
  databaseUrl: string
  masterKey: string
  upTo?: string
}): Promise<string[]> {
  const sql = postgres(databaseUrl, { max: 1, onnotice: () => {} })
  try {
    await refuseNewer(sql)
    await createRoles(sql, masterKey)
    const migrator = await createMigrator(sql)
    const { error, results } = await (upTo ? migrator.migrateTo(upTo) : migrator.migrateToLatest())
    if (error)
      throw new AppError('unavailable', `the database could not be migrated: ${messageOf(error)}`, { cause: error })
    return (results ?? []).map((result) => result.migrationName)
  } finally {
    await sql.end({ timeout: 5 })
  }
}

/**
 * Whether the schema is the one that this program needs; called at the start of every process.
 * @throws AppError `unavailable` when the database is newer than this program
 */
export async function isMigrated(databaseUrl: string): Promise<boolean> {
  const sql = postgres(databaseUrl, { max: 1, onnotice: () => {} })
  try {
    const applied = await refuseNewer(sql)
    return (await migrationNames()).every((name) => applied.has(name))
  } finally {
    await sql.end({ timeout: 5 })
  }
}

const migrationNames = async () =>
  (await readdir(folder))
    .filter((file) => file.endsWith('.sql'))
    .map((file) => file.replace(/\.sql$/, ''))
    .sort()

/**
 * An older program could write what the newer schema does not expect.
 * @returns the migrations that the database has
 */
async function refuseNewer(sql: postgres.Sql): Promise<ReadonlySet<string>> {
  const [table] = await sql<{ there: boolean }[]>`select to_regclass('kysely_migration') is not null as there`
  if (!table?.there) return new Set()
  const known = new Set(await migrationNames())
  const applied = await sql<{ name: string }[]>`select name from kysely_migration order by name`
  const newer = applied.filter(({ name }) => !known.has(name))
  if (newer.length === 0) return new Set(applied.map(({ name }) => name))
  const names = newer.map(({ name }) => name).join(', ')
  throw new AppError(
    'unavailable',
    `the database is newer than this program: it has ${names}. Start the version that made it, or a later one`,
  )
}

async function createMigrator(sql: postgres.Sql): Promise<Migrator> {
  // Only who migrates needs them: every process looks whether it was done.
  const [{ Kysely, sql: raw }, { Migrator }, { PostgresJSDialect }] = await Promise.all([
    import('kysely'),
    import('kysely/migration'),
    import('kysely-postgres-js'),
  ])
  const migrations: Record<string, Migration> = {}
  for (const name of await migrationNames()) {
    const text = await readFile(new URL(`${name}.sql`, folder), 'utf8')
    migrations[name] = {
      up: async (db) => void (await raw.raw(asOneStatement(text)).execute(db)),
    }
  }
  const db = new Kysely<unknown>({ dialect: new PostgresJSDialect({ postgres: sql }) })
  return new Migrator({ db, provider: { getMigrations: async () => migrations } })
}

/** Kysely sends prepared statements, which take one command each; `execute` takes a whole file. */
const asOneStatement = (text: string) => `do $migration$ begin execute $file$${text}$file$; end $migration$`

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error))
