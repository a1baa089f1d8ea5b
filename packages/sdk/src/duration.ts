import { parseDuration } from '@orchestrator/domain/duration'
import { PlaybookDefinitionError } from './errors.ts'

type Unit = 'ms' | 'second' | 'seconds' | 'minute' | 'minutes' | 'hour' | 'hours' | 'day' | 'days' | 'week' | 'weeks'

/** A length of time: text such as `'3 days'`, `'90 seconds'`, `'1.5 hours'`, or a number of milliseconds. A day is 24 hours. */
export type Duration = number | `${number} ${Unit}`

/** Milliseconds of a duration. `what` names it in the error. */
export function toMilliseconds(duration: Duration, what: string): number {
  const milliseconds = typeof duration === 'number' ? duration : parseDuration(String(duration))
  if (milliseconds === undefined || !Number.isFinite(milliseconds) || milliseconds < 0) {
    throw new PlaybookDefinitionError(
      `${what}: ${JSON.stringify(duration)} is no duration; write '3 days', '90 seconds' or a number of milliseconds`,
    )
  }
  return Math.round(milliseconds)
}
