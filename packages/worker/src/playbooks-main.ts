import pino from 'pino'
import { readConfig } from './config.ts'
import { startPlaybookHost } from './playbooks/host/host.ts'
import { installRuntime } from './temporal/runtime.ts'

const config = readConfig()
const logger = pino({ level: config.logLevel, base: { part: 'playbooks' } })
installRuntime(logger)

const host = await startPlaybookHost(config, logger)
logger.info({ folder: config.playbooks?.folder, watch: config.playbooks?.watch ?? false }, 'ready')

let closing = false
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.on(signal, async () => {
    if (closing) return
    closing = true
    // Temporal's runtime can linger; nothing that matters is left after this.
    setTimeout(() => process.exit(0), 9_500).unref()
    await host.close().catch((error: unknown) => logger.error({ err: error }, 'closing was not clean'))
    process.exit(0)
  })
}
