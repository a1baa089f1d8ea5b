import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort, startPostgres } from '@orchestrator/cli/stack'
import { testMasterKey } from './names.ts'

/** A Postgres cluster for one test alone: for what belongs to a whole cluster, as the passwords of roles do. */
export async function startOwnCluster(): Promise<{ databaseUrl: string; masterKey: string; stop(): Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), 'orchestrator-own-cluster-'))
  // Postgres may run as another user, who has to get through.
  chmodSync(folder, 0o711)
  const options = { dataFolder: join(folder, 'postgres'), port: await freePort(), password: 'own' }
  const service = await startPostgres({ ...options, durability: 'throwaway' })
  return {
    databaseUrl: service.url,
    masterKey: testMasterKey,
    stop: async () => {
      await service.stop({ withinMs: 3_000 })
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
