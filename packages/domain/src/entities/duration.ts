import * as z from 'zod'
import { durationPattern, parseDuration } from '../duration.ts'

const year = 366 * 86_400_000

/** A length of time, as people write it. A day is 24 hours. */
export const Duration = z
  .union([z.int().positive(), z.string().max(40).regex(durationPattern, 'e.g. `30 seconds`, `1.5 hours`, `2 days`')])
  .refine(lengthWithin(1), 'more than nothing')
  .refine(lengthWithin(0, year), 'at most a year')
  .meta({ description: 'e.g. `30 seconds`, `1.5 hours`, `2 days`, or a number of milliseconds' })
export type Duration = z.infer<typeof Duration>

/** Its milliseconds; NaN for what is no length of time. */
export const durationMs = (duration: string | number): number =>
  typeof duration === 'number' ? duration : (parseDuration(duration) ?? Number.NaN)

/** Whether it lies between two lengths, both included. What is no length of time has been refused as that, and is not once more. */
export function lengthWithin(least: number, most = Number.POSITIVE_INFINITY): (duration: string | number) => boolean {
  return (duration) => {
    const ms = durationMs(duration)
    return !(ms < least || ms > most)
  }
}
