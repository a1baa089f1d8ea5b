import { freePort } from '@orchestrator/cli/stack'
import { installPeer } from '../support/install.ts'
import { startPeerDatabase, startPeerProcess } from '../support/start-peer.ts'
import type { SystemMaker } from '../support/system.ts'

const version = '0.18.0'

/** A server that adds jobs, and a worker set up as its documentation's page on performance has it. */
export const graphileWorker: SystemMaker = {
  name: 'graphile-worker',
  turn: { immediate: 5_000, wait: 1_500 },
  async start(context, receiver) {
    const packages = { 'graphile-worker': version }
    const folder = await installPeer({ name: 'graphile-worker', version, packages }, context.say)
    const database = await startPeerDatabase(context, 'graphile-worker')
    const port = await freePort()
    const env = { PEER_FOLDER: folder, DATABASE_URL: database.url, RECEIVER: receiver, PORT: String(port) }
    const worker = await startPeerProcess(context, 'graphile-worker', 'graphile-worker/worker-main.ts', env)
    const server = await startPeerProcess(context, 'graphile-worker-server', 'graphile-worker/server-main.ts', env)
    return {
      name: `graphile-worker ${version}`,
      addresses: (kind) => [`http://127.0.0.1:${port}/hooks/${kind}`],
      pids: { server: [server.pid], worker: [worker.pid], postgres: [database.pid] },
      rows: database.rows,
    }
  },
}
