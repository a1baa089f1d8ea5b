import { type DestinationStream, type Logger, pino } from 'pino'

/** Log lines are JSON; what authenticates somebody is never in them. */
export function createLogger(level: string, destination?: DestinationStream): Logger {
  const options = {
    level,
    base: { service: 'api' },
    redact: {
      paths: [
        'authorization',
        'headers.authorization',
        'headers.cookie',
        'req.headers.authorization',
        '*.secret',
        '*.secretHash',
        '*.key',
        'key',
        'secret',
      ],
      censor: '[redacted]',
    },
  }
  return destination ? pino(options, destination) : pino(options)
}
