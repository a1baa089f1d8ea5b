import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { freePort } from '@orchestrator/cli/stack'
import { startService } from '../../../packages/cli/src/stack/service.ts'
import { installPeer } from '../support/install.ts'
import { startPeerDatabase } from '../support/start-peer.ts'
import type { SystemMaker } from '../support/system.ts'
import { kinds } from '../support/work.ts'
import { credential, workflow } from './workflow.ts'

const version = '2.40.7'

/** Its regular mode, with its state in Postgres: one process, executions saved as it does when told nothing. */
export const n8n: SystemMaker = {
  name: 'n8n',
  turn: { immediate: 150, wait: 100 },
  async start(context, receiver) {
    const { workplace, say } = context
    const folder = await installPeer({ name: 'n8n', version, packages: { n8n: version } }, say)
    const database = await startPeerDatabase(context, 'n8n')
    const home = workplace.path('n8n')
    mkdirSync(home)
    const port = await freePort()
    const program = join(folder, 'node_modules', 'n8n', 'bin', 'n8n')
    const env = { ...process.env, ...settings(database.url, home, port, await freePort()) }
    const n8nCli = (...args: string[]) => promisify(execFile)(process.execPath, [program, ...args], { env, cwd: home })
    say('n8n: making its workflows')
    writeFileSync(join(home, 'credentials.json'), JSON.stringify([credential(database.url)]))
    const flows = kinds.map((kind) => workflow(kind, receiver))
    writeFileSync(join(home, 'workflows.json'), JSON.stringify(flows))
    await n8nCli('import:credentials', `--input=${join(home, 'credentials.json')}`)
    await n8nCli('import:workflow', `--input=${join(home, 'workflows.json')}`)
    for (const { id } of flows) await n8nCli('publish:workflow', `--id=${id}`)
    say('n8n: starting')
    const service = await startService({
      name: 'n8n',
      command: process.execPath,
      args: [program, 'start'],
      spawn: { env, cwd: home },
      logFile: workplace.path('n8n.log'),
      register: workplace.register,
      isReady: (line) => line.includes('Editor is now accessible'),
      readyWithinMs: 180_000,
    })
    workplace.keep(service)
    return {
      name: `n8n ${version}`,
      addresses: (kind) => [`http://127.0.0.1:${port}/webhook/orders-${kind}`],
      pids: { n8n: [service.pid], postgres: [database.pid] },
      rows: database.rows,
    }
  },
}

function settings(databaseUrl: string, home: string, port: number, brokerPort: number): Record<string, string> {
  const url = new URL(databaseUrl)
  return {
    N8N_USER_FOLDER: home,
    N8N_ENCRYPTION_KEY: randomBytes(16).toString('hex'),
    N8N_PORT: String(port),
    N8N_LISTEN_ADDRESS: '127.0.0.1',
    N8N_RUNNERS_BROKER_PORT: String(brokerPort),
    N8N_DIAGNOSTICS_ENABLED: 'false',
    N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
    N8N_TEMPLATES_ENABLED: 'false',
    N8N_PERSONALIZATION_ENABLED: 'false',
    NODE_ENV: 'production',
    DB_TYPE: 'postgresdb',
    DB_POSTGRESDB_HOST: url.hostname,
    DB_POSTGRESDB_PORT: url.port,
    DB_POSTGRESDB_DATABASE: url.pathname.slice(1),
    DB_POSTGRESDB_USER: url.username,
    DB_POSTGRESDB_PASSWORD: decodeURIComponent(url.password),
    DB_POSTGRESDB_SCHEMA: 'n8n',
    DB_POSTGRESDB_POOL_SIZE: '10',
  }
}
