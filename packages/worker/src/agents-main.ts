import { readModelsConfig } from '@orchestrator/models'
import { createLogger, startTracing } from '@orchestrator/telemetry'
import { startAgentsHost } from './agents/agents-host.ts'
import { readConfig } from './config.ts'
import { runProcess } from './run-process.ts'
import { installRuntime } from './temporal/runtime.ts'

const config = readConfig()
const models = readModelsConfig(process.env)
const logger = createLogger({ part: 'agents', level: config.logLevel })
installRuntime(logger)
const stopTracing = await startTracing({ endpoint: config.otlpEndpoint, service: 'orchestrator-agents' })
await runProcess(logger, () => startAgentsHost({ ...config, models, logger }), stopTracing)
