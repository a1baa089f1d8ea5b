import { readOAuthClients } from '@orchestrator/integrations'
import { createLogger, startTracing } from '@orchestrator/telemetry'
import { readConfig } from './config.ts'
import { runProcess } from './run-process.ts'
import { startSyncHost } from './sync/sync-host.ts'
import { installRuntime } from './temporal/runtime.ts'

const config = readConfig()
const logger = createLogger({ part: 'sync', level: config.logLevel })
installRuntime(logger)
const stopTracing = await startTracing({ endpoint: config.otlpEndpoint, service: 'orchestrator-sync' })
const oauthClients = readOAuthClients(process.env)
await runProcess(logger, () => startSyncHost({ ...config, oauthClients, logger }), stopTracing)
