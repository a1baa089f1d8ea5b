import { AppError } from '@orchestrator/domain'
import { type ModelsConfig, readModelsConfig } from '@orchestrator/models'
import { createLogger, startTracing } from '@orchestrator/telemetry'
import { startAgentsHost } from './agents/agents-host.ts'
import { readConfig } from './config.ts'
import { runProcess } from './run-process.ts'
import { installRuntime } from './temporal/runtime.ts'

const config = readConfig()
const models = modelsOrExit()
const logger = createLogger({ part: 'agents', level: config.logLevel })
installRuntime(logger)
const stopTracing = await startTracing({ endpoint: config.otlpEndpoint, service: 'orchestrator-agents' })
await runProcess(logger, () => startAgentsHost({ ...config, models, logger }), stopTracing)

function modelsOrExit(): ModelsConfig {
  try {
    return readModelsConfig(process.env)
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    process.stderr.write(`${error.message}\n`)
    process.exit(2)
  }
}
