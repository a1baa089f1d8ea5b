import { join } from 'node:path'
import type { Bringing } from './bringing.ts'
import { since } from './elapsed.ts'
import { startPostgres } from './postgres/start-postgres.ts'

/** Brings Postgres; gives the address that the owner connects with. */
export async function bringPostgres({
  options,
  folder,
  ports,
  secrets,
  register,
  step,
  keep,
}: Bringing): Promise<string> {
  if (options.databaseUrl) {
    step('Postgres', `yours at ${withoutPassword(options.databaseUrl)}`, 'done')
    return options.databaseUrl
  }
  const startedAt = Date.now()
  step('Postgres', 'starting')
  let url = ''
  let made = false
  await keep('postgres', async () => {
    const service = await startPostgres({
      dataFolder: folder.postgres,
      port: ports.postgres,
      password: secrets.postgresPassword,
      logFile: join(folder.logs, 'postgres.log'),
      register,
    })
    url = service.url
    made ||= service.made
    return service
  })
  step('Postgres', `${made ? 'a new database, ' : ''}port ${ports.postgres} (${since(startedAt)})`, 'done')
  return url
}

function withoutPassword(url: string): string {
  const parsed = new URL(url)
  return `${parsed.hostname}:${parsed.port || 5432}${parsed.pathname}`
}
