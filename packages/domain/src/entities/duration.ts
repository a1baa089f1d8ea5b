import * as z from 'zod'

const second = 1_000
const units: Readonly<Record<string, number>> = {
  ms: 1,
  second,
  minute: 60 * second,
  hour: 3_600 * second,
  day: 86_400 * second,
  week: 7 * 86_400 * second,
}

const pattern = /^(\d{1,9}(?:\.\d{1,6})?) (ms|(?:second|minute|hour|day|week)s?)$/

/** A length of time, as people write it. A day is 24 hours. */
export const Duration = z
  .union([z.int().positive(), z.string().regex(pattern, 'e.g. `30 seconds`, `1.5 hours`, `2 days`')])
  .refine(lengthWithin(1), 'more than nothing')
  .refine(lengthWithin(0, 366 * 86_400 * second), 'at most a year')
  .meta({ description: 'e.g. `30 seconds`, `1.5 hours`, `2 days`, or a number of milliseconds' })
export type Duration = z.infer<typeof Duration>

export function durationMs(duration: string | number): number {
  if (typeof duration === 'number') return duration
  const [, amount, unit = ''] = pattern.exec(duration) ?? []
  return Math.round(Number(amount) * (units[unit] ?? units[unit.replace(/s$/, '')] ?? Number.NaN))
}

/** Whether it lies between two lengths, both included. What is no length of time has been refused as that, and is not once more. */
export function lengthWithin(least: number, most = Number.POSITIVE_INFINITY): (duration: string | number) => boolean {
  return (duration) => {
    const ms = durationMs(duration)
    return !(ms < least || ms > most)
  }
}
