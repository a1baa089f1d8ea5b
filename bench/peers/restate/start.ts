import { join } from 'node:path'
import { freePort } from '@orchestrator/cli/stack'
import { startService } from '../../../packages/cli/src/stack/service.ts'
import { installPeer } from '../support/install.ts'
import { startPeerDatabase, startPeerProcess } from '../support/start-peer.ts'
import type { SystemMaker } from '../support/system.ts'

const version = '1.7.12'
const packages = { '@restatedev/restate-server': version, '@restatedev/restate-sdk': '1.17.2' }

/** Its server takes the webhooks, by its own ingress, and a service runs what they start. Only the rows are in Postgres. */
export const restate: SystemMaker = {
  name: 'restate',
  turn: { immediate: 2_000, wait: 1_500 },
  async start(context, receiver) {
    const { workplace, say } = context
    const folder = await installPeer({ name: 'restate', version, packages }, say)
    const database = await startPeerDatabase(context, 'restate')
    const [port, ingress, admin, fabric] = [await freePort(), await freePort(), await freePort(), await freePort()]
    const service = await startPeerProcess(context, 'restate-service', 'restate/service-main.ts', {
      PEER_FOLDER: folder,
      DATABASE_URL: database.url,
      RECEIVER: receiver,
      PORT: String(port),
    })
    const server = await startService({
      name: 'restate',
      command: join(
        folder,
        'node_modules',
        '@restatedev',
        `restate-server-${process.platform}-${process.arch}`,
        'bin',
        'restate-server',
      ),
      args: [
        '--no-logo',
        '--base-dir',
        workplace.path('restate'),
        '--bind-ip',
        '127.0.0.1',
        '--bind-port',
        String(fabric),
      ],
      spawn: {
        env: {
          ...process.env,
          RESTATE_LISTEN_MODE: 'tcp',
          RESTATE_DISABLE_TELEMETRY: 'true',
          RESTATE_INGRESS__BIND_ADDRESS: `127.0.0.1:${ingress}`,
          RESTATE_ADMIN__BIND_ADDRESS: `127.0.0.1:${admin}`,
        },
      },
      logFile: workplace.path('restate.log'),
      register: workplace.register,
      probe: () => answers(`http://127.0.0.1:${admin}/health`),
      readyWithinMs: 60_000,
    })
    workplace.keep(server)
    await registerService(`http://127.0.0.1:${admin}`, `http://127.0.0.1:${port}`)
    return {
      name: `Restate ${version}`,
      addresses: (kind) => [`http://127.0.0.1:${ingress}/orders/${kind}/send`],
      pids: { server: [server.pid], service: [service.pid], postgres: [database.pid] },
      rows: database.rows,
    }
  },
}

/** Tells the server of the service; its partitions may need a moment. */
async function registerService(admin: string, uri: string): Promise<void> {
  const until = Date.now() + 30_000
  for (;;) {
    const response = await fetch(`${admin}/deployments`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ uri }),
    })
    if (response.ok) return
    if (Date.now() > until) throw new Error(`Restate does not take the service: ${await response.text()}`)
    await new Promise((resolve) => setTimeout(resolve, 250))
  }
}

const answers = (url: string) =>
  fetch(url).then(
    ({ ok }) => ok,
    () => false,
  )
