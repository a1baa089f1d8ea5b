import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Config } from '../config.ts'
import { lockStateFolder } from '../stack/lock.ts'
import { startPostgres } from '../stack/postgres/start-postgres.ts'
import { endLeftovers, openProcessRegister } from '../stack/process-register.ts'
import { defaultPorts } from '../stack/stack-types.ts'
import { openStateFolder, readOrMakeSecrets, readSettings } from '../stack/state-folder.ts'
import { UserError } from '../user-error.ts'

/** The database and the key that its secrets are sealed with. */
export interface DatabaseAccess {
  databaseUrl: string
  masterKey: string
}

/** Runs work on the database while nothing else does: on DATABASE_URL, or on the embedded one, started for this alone. */
export async function findDatabase<T>(
  config: Config,
  home: string,
  work: (access: DatabaseAccess) => Promise<T>,
): Promise<T> {
  if (config.DATABASE_URL) {
    const masterKey =
      config.ORCHESTRATOR_MASTER_KEY ??
      (existsSync(home) ? readOrMakeSecrets(openStateFolder(home)).masterKey : undefined)
    if (!masterKey)
      throw new UserError('ORCHESTRATOR_MASTER_KEY is not set.', {
        hint: 'Give the key that this database was used with.',
        exitCode: 2,
      })
    return await work({ databaseUrl: config.DATABASE_URL, masterKey })
  }
  if (!existsSync(join(home, 'secrets.json'))) {
    throw new UserError(`There is no database of Orchestrator in ${home}.`, {
      hint: 'Give --home <folder>, or DATABASE_URL.',
      exitCode: 2,
    })
  }
  const folder = openStateFolder(home)
  const release = lockStateFolder(folder.path, folder.lock)
  await endLeftovers(folder.processes)
  const register = openProcessRegister(folder.processes)
  const secrets = readOrMakeSecrets(folder)
  const port = config.ORCHESTRATOR_POSTGRES_PORT ?? readSettings(folder).ports?.postgres ?? defaultPorts.postgres
  try {
    const postgres = await startPostgres({
      dataFolder: folder.postgres,
      port,
      password: secrets.postgresPassword,
      register,
    })
    try {
      return await work({ databaseUrl: postgres.url, masterKey: config.ORCHESTRATOR_MASTER_KEY ?? secrets.masterKey })
    } finally {
      await postgres.stop()
    }
  } finally {
    register.close()
    release()
  }
}
