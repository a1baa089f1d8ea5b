// The process that syncs, as the product starts it, but for the limits of GitHub: an emulator has none, and they are not what is measured.
import { connectors } from '@orchestrator/integrations'
import { createLogger } from '@orchestrator/telemetry'
import { readConfig } from '../../../packages/worker/src/config.ts'
import { runProcess } from '../../../packages/worker/src/run-process.ts'
import { startSyncHost } from '../../../packages/worker/src/sync/sync-host.ts'
import { installRuntime } from '../../../packages/worker/src/temporal/runtime.ts'

const config = readConfig()
const logger = createLogger({ part: 'sync', level: config.logLevel })
installRuntime(logger)
const much = { perSecond: 100_000, burst: 100_000 }
const unlimited = Object.fromEntries(
  Object.entries(connectors).map(([id, connector]) => [
    id,
    { ...connector, limits: { requests: much, writes: much, atOnce: connector.limits.atOnce } },
  ]),
)
await runProcess(
  logger,
  () => startSyncHost({ ...config, connectors: unlimited, logger }),
  async () => {},
)
