import { trace } from '@opentelemetry/api'
import { type DestinationStream, type Logger, pino } from 'pino'

/** Where something that authenticates somebody could stand in what is logged. */
const secretNames = ['authorization', 'cookie', 'key', 'secret', 'secretHash', 'password', 'masterKey', 'databaseUrl']

/**
 * The log of a process: JSON lines under the name of its part, with the ids of the trace that is under way. What authenticates
 * somebody is never in them.
 */
export function createLogger(options: { part: string; level: string; destination?: DestinationStream }): Logger {
  const { part, level, destination } = options
  const settings = {
    level,
    base: { part },
    mixin: traceIds,
    redact: {
      paths: secretNames.flatMap((name) => [name, `*.${name}`, `*.headers.${name}`]),
      censor: '[redacted]',
    },
  }
  return destination ? pino(settings, destination) : pino(settings)
}

function traceIds(): { traceId?: string; spanId?: string } {
  const place = trace.getActiveSpan()?.spanContext()
  return place === undefined ? {} : { traceId: place.traceId, spanId: place.spanId }
}
