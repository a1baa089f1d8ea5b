import pino from 'pino'
import { readConfig } from './config.ts'
import { startPlaybookHost } from './playbooks/host/host.ts'
import { runProcess } from './run-process.ts'
import { installRuntime } from './temporal/runtime.ts'

const config = readConfig()
const logger = pino({ level: config.logLevel, base: { part: 'playbooks' } })
installRuntime(logger)
await runProcess(logger, () => startPlaybookHost(config, logger))
