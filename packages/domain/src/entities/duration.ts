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
  .refine((duration: string | number) => durationMs(duration) >= 1, 'more than nothing')
  .refine((duration: string | number) => durationMs(duration) <= 366 * 86_400 * second, 'at most a year')
  .meta({ description: 'e.g. `30 seconds`, `1.5 hours`, `2 days`, or a number of milliseconds' })
export type Duration = z.infer<typeof Duration>

export function durationMs(duration: string | number): number {
  if (typeof duration === 'number') return duration
  const [, amount, unit = ''] = pattern.exec(duration) ?? []
  return Math.round(Number(amount) * (units[unit] ?? units[unit.replace(/s$/, '')] ?? Number.NaN))
}
