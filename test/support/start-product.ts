import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePorts, type Stack, startStack } from '@orchestrator/cli/stack'
import { prepareDatabase } from '../../packages/cli/src/setup/prepare-database.ts'
import { shareCompiled } from './compiled.ts'

/** The whole product as `npm start` starts it, with a state folder and a workspace `local` of its own. */
export async function startProduct(options: {
  playbooks: string
  env?: Record<string, string>
}): Promise<{ stack: Stack; apiKey: string; stop(): Promise<void> }> {
  const home = mkdtempSync(join(tmpdir(), 'orchestrator-product-'))
  // Postgres may run as another user, who has to get through.
  chmodSync(home, 0o711)
  shareCompiled(home)
  let apiKey = ''
  const start = startStack({
    ...options,
    home,
    ports: await freePorts(),
    workspace: 'local',
    async prepareDatabase({ databaseUrl, masterKey }) {
      apiKey = (await prepareDatabase({ databaseUrl, masterKey, workspace: 'local' })).apiKey
      return 'made'
    },
  })
  const stop = async () => {
    await start.stop()
    rmSync(home, { recursive: true, force: true, maxRetries: 5 })
  }
  try {
    return { stack: await start.ready, apiKey, stop }
  } catch (error) {
    await stop()
    throw error
  }
}
