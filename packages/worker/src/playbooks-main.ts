import { createLogger, startTracing } from '@orchestrator/telemetry'
import { readConfig } from './config.ts'
import { startPlaybookHost } from './playbooks/host/host.ts'
import { runProcess } from './run-process.ts'
import { installRuntime } from './temporal/runtime.ts'

const config = readConfig()
const logger = createLogger({ part: 'playbooks', level: config.logLevel })
installRuntime(logger)
const stopTracing = await startTracing({ endpoint: config.otlpEndpoint, service: 'orchestrator-playbooks' })
await runProcess(logger, () => startPlaybookHost(config, logger), stopTracing)
