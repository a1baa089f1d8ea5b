import * as z from 'zod'
import { Duration, lengthWithin } from '../entities/duration.ts'
import { Timestamp, TimeZone } from '../time.ts'
import { shortestGap } from './cron.ts'

/** What happens when a run that the schedule started before has not ended. */
export const ScheduleOverlap = z.enum(['skip', 'queue', 'cancelOther', 'allow'])
/** Which of the firings that nobody was there for are made up for. */
export const ScheduleCatchUp = z.enum(['all', 'latest', 'none'])

const day = 86_400_000

/** When something happens again and again: exactly one of `cron`, `rrule` and `every`. Lengths of time stay as they were written. */
export const ScheduleSpec = z
  .strictObject({
    cron: z.string().max(200).optional().meta({
      description: 'minute, hour, day of the month, month, weekday; with seconds before them if there are six',
    }),
    rrule: z.string().max(4_000).optional().meta({
      description: 'RFC 5545, e.g. `FREQ=WEEKLY;BYDAY=MO;BYHOUR=9`; on further lines DTSTART, RDATE and EXDATE',
    }),
    every: Duration.refine(lengthWithin(shortestGap), 'at least 10 seconds')
      .optional()
      .meta({ description: 'counted from `startAt`, else from full hours and days in UTC' }),
    timeZone: TimeZone.optional().meta({ description: 'IANA; default: the workspace’s' }),
    overlap: ScheduleOverlap.default('skip'),
    catchUp: ScheduleCatchUp.default('latest'),
    catchUpWindow: Duration.refine(lengthWithin(60_000, 366 * day - 1), 'from a minute to a year')
      .default('7 days')
      .meta({ description: 'what is longer ago is never made up for' }),
    jitter: Duration.refine(lengthWithin(0, day), 'at most a day')
      .optional()
      .meta({ description: 'each firing comes later by up to this, so that many do not come at once' }),
    startAt: Timestamp.optional(),
    endAt: Timestamp.optional(),
  })
  .refine((spec) => [spec.cron, spec.rrule, spec.every].filter((one) => one !== undefined).length === 1, {
    error: 'exactly one of cron, rrule and every',
  })
  .meta({ id: 'ScheduleSpec' })
export type ScheduleSpec = z.infer<typeof ScheduleSpec>
