import { startTracing } from '@orchestrator/telemetry'
import { pino } from 'pino'
import { readConfig } from './config.ts'
import { startRelayHost } from './relay-host.ts'
import { runProcess } from './run-process.ts'
import { installRuntime } from './temporal/runtime.ts'

const config = readConfig()
const logger = pino({ level: config.logLevel, base: { part: 'relay' } })
installRuntime(logger)
if (config.otlpEndpoint) await startTracing({ endpoint: config.otlpEndpoint, service: 'orchestrator-relay' })
await runProcess(logger, () => startRelayHost({ ...config, logger }))
