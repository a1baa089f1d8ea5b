import { createLogger, startTracing } from '@orchestrator/telemetry'
import { readConfig } from './config.ts'
import { startRelayHost } from './relay-host.ts'
import { runProcess } from './run-process.ts'
import { installRuntime } from './temporal/runtime.ts'

const config = readConfig()
const logger = createLogger({ part: 'relay', level: config.logLevel })
installRuntime(logger)
const stopTracing = await startTracing({ endpoint: config.otlpEndpoint, service: 'orchestrator-relay' })
await runProcess(logger, () => startRelayHost({ ...config, logger }), stopTracing)
