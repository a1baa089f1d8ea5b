import { setTimeout as sleep } from 'node:timers/promises'
import { createStore, isMigrated, toAppError } from '@orchestrator/store'
import { createLogger, startTracing } from '@orchestrator/telemetry'
import { createApp } from './app.ts'
import { describeConfigError, type ProcessConfig, readConfig } from './config.ts'
import { close, listen } from './listen.ts'
import { collectProcessMetrics } from './observe/metrics.ts'
import { temporalCheck } from './temporal-check.ts'

const drainMs = 7_000
const closeMs = 1_500

const config = configOrExit()
const logger = createLogger({ part: 'api', level: config.logLevel })
const stopTracing = await startTracing({ endpoint: config.otlpEndpoint, service: 'orchestrator-api' })
await requireSchema(config)

const store = createStore({
  databaseUrl: config.databaseUrl,
  masterKey: config.masterKey,
  role: 'app',
  connections: config.connections,
  patienceMs: config.requestTimeoutMs,
  name: 'orchestrator api',
})
const app = createApp({ store, config, logger, temporal: temporalCheck(config.temporalAddress) })
collectProcessMetrics(app.metrics)
const { url, server } = await listen(app, config).catch((error: Error) =>
  fail(`cannot listen on ${config.host}:${config.port}: ${error.message}`),
)
logger.info({ url, pid: process.pid }, 'ready')

let stopping = false
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.on(signal, () => {
    // The second signal does not wait.
    if (stopping) process.exit(1)
    stopping = true
    logger.info({ signal }, 'stopping')
    void stop().then(() => process.exit(0))
  })
}

async function stop(): Promise<void> {
  setTimeout(() => process.exit(1), drainMs + closeMs + 1_000).unref()
  await close(app, server, drainMs)
  // Nothing of a request hangs on these any more.
  const connections = Promise.allSettled([store.close(), stopTracing()])
  await Promise.race([connections, sleep(closeMs)])
  logger.info('stopped')
}

function configOrExit(): ProcessConfig {
  try {
    return readConfig(process.env)
  } catch (error) {
    process.stderr.write(`${describeConfigError(error)}\n`)
    process.exit(2)
  }
}

async function requireSchema({ databaseUrl }: ProcessConfig): Promise<void> {
  const migrated = await isMigrated(databaseUrl).catch((error: unknown) => fail(toAppError(error).message))
  if (!migrated) fail('the database has not the schema that this program needs; run the migrations first')
}

function fail(message: string): never {
  logger.fatal(message)
  // The log is flushed as the process ends.
  process.exit(1)
}
