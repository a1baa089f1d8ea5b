import { PlaybookDefinitionError } from './errors.ts'

type Unit = 'ms' | 'second' | 'seconds' | 'minute' | 'minutes' | 'hour' | 'hours' | 'day' | 'days' | 'week' | 'weeks'

/** A length of time: text such as `'3 days'`, `'90 seconds'`, `'1.5 hours'`, or a number of milliseconds. A day is 24 hours. */
export type Duration = number | `${number} ${Unit}`

const second = 1_000
const units: Readonly<Record<string, number>> = {
  ms: 1,
  second,
  minute: 60 * second,
  hour: 3_600 * second,
  day: 86_400 * second,
  week: 7 * 86_400 * second,
}

/** Milliseconds of a duration. `what` names it in the error. */
export function toMilliseconds(duration: Duration, what: string): number {
  const milliseconds = typeof duration === 'number' ? duration : parse(duration)
  if (milliseconds === undefined || !Number.isFinite(milliseconds) || milliseconds < 0) {
    throw new PlaybookDefinitionError(
      `${what}: ${JSON.stringify(duration)} is no duration; write '3 days', '90 seconds' or a number of milliseconds`,
    )
  }
  return Math.round(milliseconds)
}

function parse(text: unknown): number | undefined {
  const [, amount, unit] = /^(\d+(?:\.\d+)?) ([a-z]+)$/.exec(String(text)) ?? []
  const length = unit === undefined ? undefined : (units[unit] ?? units[unit.replace(/s$/, '')])
  return length === undefined ? undefined : Number(amount) * length
}
