import { readdir, readFile } from 'node:fs/promises'
import { AppError } from '@orchestrator/domain'
import { Kysely, sql as raw } from 'kysely'
import { type Migration, Migrator } from 'kysely/migration'
import { PostgresJSDialect } from 'kysely-postgres-js'
import postgres from 'postgres'
import { definerRole, roleNames, rolePassword, type StoreRole } from './roles.ts'

const folder = new URL('../migrations/', import.meta.url)

/**
 * Makes the roles and brings the schema up to date. Forward only; safe to run by several processes at once.
 * @param databaseUrl of the owner, who may create roles
 * @returns the migrations that were applied now
 * @throws AppError `unavailable` when the database is newer than this program or a migration fails
 */
export async function migrate({
  databaseUrl,
  masterKey,
}: {
  databaseUrl: string
  masterKey: string
}): Promise<string[]> {
  const sql = postgres(databaseUrl, { max: 1, onnotice: () => {} })
  try {
    await createRoles(sql, masterKey)
    const migrator = await createMigrator(sql)
    const { error, results } = await migrator.migrateToLatest()
    if (error)
      throw new AppError('unavailable', `the database could not be migrated: ${messageOf(error)}`, { cause: error })
    return (results ?? []).map((result) => result.migrationName)
  } finally {
    await sql.end({ timeout: 5 })
  }
}

/** Whether the schema is the one that this program needs; called at the start of every process. */
export async function isMigrated(databaseUrl: string): Promise<boolean> {
  const sql = postgres(databaseUrl, { max: 1, onnotice: () => {} })
  try {
    const migrations = await (await createMigrator(sql)).getMigrations()
    return migrations.every((migration) => migration.executedAt !== undefined)
  } finally {
    await sql.end({ timeout: 5 })
  }
}

async function createMigrator(sql: postgres.Sql): Promise<Migrator> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort()
  const migrations: Record<string, Migration> = {}
  for (const name of names) {
    const text = await readFile(new URL(name, folder), 'utf8')
    migrations[name.replace(/\.sql$/, '')] = {
      up: async (db) => void (await raw.raw(asOneStatement(text)).execute(db)),
    }
  }
  const db = new Kysely<unknown>({ dialect: new PostgresJSDialect({ postgres: sql }) })
  return new Migrator({ db, provider: { getMigrations: async () => migrations } })
}

/** Kysely sends prepared statements, which take one command each; `execute` takes a whole file. */
const asOneStatement = (text: string) => `do $migration$ begin execute $file$${text}$file$; end $migration$`

/** Roles belong to the whole cluster, so another database may have made them already. */
async function createRoles(sql: postgres.Sql, masterKey: string): Promise<void> {
  const statements = [
    createRole(definerRole, 'nologin'),
    ...(Object.keys(roleNames) as StoreRole[]).map((role) =>
      createRole(roleNames[role], `login password '${rolePassword(masterKey, role)}'`),
    ),
    // Needed so that functions can be handed to the role that owns them, also where the owner is no superuser.
    `grant ${definerRole} to current_user`,
    `grant create, usage on schema public to ${definerRole}`,
    `grant usage on schema public to ${roleNames.app}, ${roleNames.relay}`,
  ]
  await sql.begin(async (tx) => {
    await tx`select pg_advisory_xact_lock(7370001)`
    await tx.unsafe(statements.join(';\n'))
  })
}

const createRole = (name: string, options: string) => `do $$ begin
  if not exists (select from pg_roles where rolname = '${name}') then create role ${name}; end if;
exception when duplicate_object or unique_violation then null;
end $$;
alter role ${name} with ${options} nosuperuser nobypassrls nocreatedb nocreaterole`

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error))
