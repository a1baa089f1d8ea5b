import * as z from 'zod'
import { StoredTimestamp } from '../time.ts'

/** Time that a member has worked on a task. While `endedAt` is null a timer runs: a member has one at most. */
export const TimeEntry = z
  .strictObject({
    id: z.uuid(),
    taskId: z.uuid(),
    projectId: z.uuid(),
    memberId: z.uuid(),
    startedAt: StoredTimestamp,
    endedAt: StoredTimestamp.nullable(),
    minutes: z.int().nullable().meta({ description: 'whole minutes from start to end, rounded; null while it runs' }),
    note: z.string(),
    billable: z.boolean(),
    version: z.int().positive(),
    createdAt: StoredTimestamp,
    updatedAt: StoredTimestamp,
  })
  .meta({ id: 'TimeEntry' })
export type TimeEntry = z.infer<typeof TimeEntry>

export const TimeGrouping = z.enum(['task', 'member', 'project', 'day'])
export type TimeGrouping = z.infer<typeof TimeGrouping>

const TimeTotals = z.strictObject({ entries: z.int(), minutes: z.int(), billableMinutes: z.int() })

export const TimeSummary = z
  .strictObject({
    groupBy: TimeGrouping,
    timeZone: z.string().meta({ description: 'the workspace’s, in which days begin and end' }),
    total: TimeTotals.meta({ description: 'of all groups, also of those beyond the first 1,000' }),
    items: z
      .array(z.strictObject({ key: z.string(), ...TimeTotals.shape }))
      .meta({ description: '`key`: an id, or a day. Days in order, all else with most minutes first; at most 1,000' }),
  })
  .meta({ id: 'TimeSummary' })
export type TimeSummary = z.infer<typeof TimeSummary>
