import { dueAt, durationMs, nextOccurrences } from '@orchestrator/domain'
import type { StoredSchedule } from '@orchestrator/store'
import type { ScheduleSpec } from '@temporalio/client'

/** Times that Temporal is told of at once. */
const listed = 100

export interface TemporalTimes {
  readonly spec: ScheduleSpec
  /** When it has to be told of more; null: it knows all. */
  readonly renewAt: Date | null
}

/**
 * A schedule's times as Temporal takes them. Where its own reckoning cannot differ from ours, the interval itself; else the times
 * themselves, reckoned by the function that also shows them and fires: Temporal's cron knows other rules when the clocks change.
 */
export function temporalTimes(schedule: StoredSchedule, now: number): TemporalTimes {
  return interval(schedule) ?? list(schedule, now)
}

function interval({ spec }: StoredSchedule): TemporalTimes | null {
  if (spec.every === undefined || spec.jitter !== undefined) return null
  const every = durationMs(spec.every)
  const start = spec.startAt === undefined ? 0 : Date.parse(spec.startAt)
  if (every % 1_000 !== 0 || start % 1_000 !== 0) return null
  return {
    spec: {
      intervals: [{ every, offset: start % every }],
      ...(spec.startAt !== undefined && { startAt: new Date(spec.startAt) }),
      ...(spec.endAt !== undefined && { endAt: new Date(spec.endAt) }),
    },
    renewAt: null,
  }
}

const months = [
  'JANUARY',
  'FEBRUARY',
  'MARCH',
  'APRIL',
  'MAY',
  'JUNE',
  'JULY',
  'AUGUST',
  'SEPTEMBER',
  'OCTOBER',
  'NOVEMBER',
  'DECEMBER',
] as const

function list(schedule: StoredSchedule, now: number): TemporalTimes {
  // One that is due a moment ago may not have been fired yet.
  const times = nextOccurrences(schedule.spec, schedule.timeZone, now - 60_000, listed)
  const calendars = times.map((at) => {
    // Whole seconds; never too early.
    const time = new Date(Math.ceil(dueAt(schedule, at) / 1_000) * 1_000)
    return {
      year: time.getUTCFullYear(),
      month: months[time.getUTCMonth()] as (typeof months)[number],
      dayOfMonth: time.getUTCDate(),
      hour: time.getUTCHours(),
      minute: time.getUTCMinutes(),
      second: time.getUTCSeconds(),
    }
  })
  const middle = times[Math.floor(times.length / 2)]
  return { spec: { calendars }, renewAt: times.length < listed || middle === undefined ? null : new Date(middle) }
}
