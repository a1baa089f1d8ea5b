import { type LogLevel, makeTelemetryFilterString, Runtime } from '@temporalio/worker'
import type { Logger } from 'pino'

const levels = { TRACE: 'trace', DEBUG: 'debug', INFO: 'info', WARN: 'warn', ERROR: 'error' } as const

/**
 * Sends what Temporal's SDK says to our log. Call it once, before anything of Temporal is made. Our processes end by their own order
 * (drain, then exit), so the SDK does not get to handle signals.
 */
export function installRuntime(
  logger: Logger,
  onCoreLog?: (message: string, fields: Readonly<Record<string, unknown>>) => void,
): void {
  const log = (level: LogLevel, message: string, fields: object | undefined) => {
    onCoreLog?.(message, (fields ?? {}) as Record<string, unknown>)
    // In our lines a `runId` is that of a run of ours.
    const { runId, run_id, ...rest } = (fields ?? {}) as Record<string, unknown>
    const temporalRunId = runId ?? run_id
    const shown = temporalRunId === undefined ? rest : { ...rest, temporalRunId }
    // The SDK's own account of each workflow and poll is for the SDK's authors.
    logger[levels[level] === 'info' ? 'debug' : levels[level]](shown, message)
  }
  Runtime.install({
    logger: {
      log,
      trace: (message, fields) => log('TRACE', message, fields),
      debug: (message, fields) => log('DEBUG', message, fields),
      info: (message, fields) => log('INFO', message, fields),
      warn: (message, fields) => log('WARN', message, fields),
      error: (message, fields) => log('ERROR', message, fields),
    },
    telemetryOptions: { logging: { filter: makeTelemetryFilterString({ core: 'WARN', other: 'ERROR' }), forward: {} } },
    shutdownSignals: [],
  })
}
