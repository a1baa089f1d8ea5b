import { freePort } from '@orchestrator/cli/stack'
import { installPeer } from '../support/install.ts'
import { startPeerDatabase, startPeerProcess } from '../support/start-peer.ts'
import type { SystemMaker } from '../support/system.ts'

const version = '5.3.0'

/** Two processes, one for each core, that take webhooks and run the workflows that these start. */
export const dbos: SystemMaker = {
  name: 'dbos',
  turn: { immediate: 2_000, wait: 1_500 },
  async start(context, receiver) {
    const folder = await installPeer(
      { name: 'dbos', version, packages: { '@dbos-inc/dbos-sdk': version } },
      context.say,
    )
    const database = await startPeerDatabase(context, 'dbos')
    const ports = [await freePort(), await freePort()]
    const pids: number[] = []
    for (const [n, port] of ports.entries()) {
      const service = await startPeerProcess(context, `dbos-${n}`, 'dbos/service-main.ts', {
        PEER_FOLDER: folder,
        DATABASE_URL: database.url,
        RECEIVER: receiver,
        PORT: String(port),
        EXECUTOR: `executor-${n}`,
      })
      pids.push(service.pid)
    }
    return {
      name: `DBOS ${version}`,
      addresses: (kind) => ports.map((port) => `http://127.0.0.1:${port}/hooks/${kind}`),
      pids: { service: pids, postgres: [database.pid] },
      rows: database.rows,
    }
  },
}
