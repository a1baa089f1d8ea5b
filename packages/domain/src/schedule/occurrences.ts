import { wallAt } from '../calendar/zone.ts'
import { durationMs } from '../entities/duration.ts'
import { AppError } from '../errors.ts'
import { type CronPattern, cronOccurrences, parseCron } from './cron.ts'
import { parseRecurrence, type Recurrence, recurrences } from './rrule.ts'
import type { ScheduleSpec } from './spec.ts'

/** What of a schedule says when it happens. */
export type Times = Pick<ScheduleSpec, 'cron' | 'rrule' | 'every' | 'startAt' | 'endAt'>

type Source =
  | { readonly every: number; readonly anchor: number }
  | { readonly cron: CronPattern }
  | { readonly recurrence: Recurrence }

/** What was parsed lately. */
const known = new Map<string, Source>()

function sourceOf(times: Times, zone: string): Source {
  const key = JSON.stringify([times.cron, times.rrule, times.every, times.startAt, zone])
  let source = known.get(key)
  if (!source) {
    source = parse(times, zone)
    if (known.size >= 2_000) known.clear()
    known.set(key, source)
  }
  return source
}

function parse({ cron, rrule, every, startAt }: Times, zone: string): Source {
  const start = startAt === undefined ? undefined : Date.parse(startAt)
  if (every !== undefined) return { every: durationMs(every), anchor: start ?? 0 }
  if (cron !== undefined) return { cron: parseCron(cron) }
  return { recurrence: parseRecurrence(rrule ?? '', zone, start === undefined ? undefined : wallAt(start, zone)) }
}

/**
 * The instants, in milliseconds, at which a schedule happens after one, in order and without end if it has none. A local time that the
 * clock leaves out happens right after the gap, one that comes twice the first time. All that fires or shows schedules asks here.
 */
export function* occurrences(times: Times, zone: string, after: number): Generator<number, void> {
  const from = times.startAt === undefined ? after : Math.max(after, Date.parse(times.startAt) - 1)
  const end = times.endAt === undefined ? Number.POSITIVE_INFINITY : Date.parse(times.endAt)
  for (const instant of unbounded(sourceOf(times, zone), zone, from)) {
    if (instant > end) return
    yield instant
  }
}

function unbounded(source: Source, zone: string, after: number): Generator<number, void> {
  if ('cron' in source) return cronOccurrences(source.cron, zone, after)
  if ('recurrence' in source) return recurrences(source.recurrence, zone, after)
  return intervals(source.every, source.anchor, after)
}

function* intervals(every: number, anchor: number, after: number): Generator<number, void> {
  for (let n = Math.floor((after - anchor) / every) + 1; ; n++) yield anchor + n * every
}

/** At most `most` of them, up to an instant. */
export function occurrencesBetween(
  times: Times,
  zone: string,
  range: { readonly after: number; readonly to: number; readonly most: number },
): number[] {
  const found: number[] = []
  for (const instant of occurrences(times, zone, range.after)) {
    if (instant > range.to || found.length >= range.most) break
    found.push(instant)
  }
  return found
}

/** The next ones. */
export const nextOccurrences = (times: Times, zone: string, after: number, count: number): number[] =>
  occurrencesBetween(times, zone, { after, to: Number.POSITIVE_INFINITY, most: count })

/**
 * The last occurrence up to an instant, without counting through all before it.
 * @returns undefined when there is none after `after`
 */
export function lastOccurrence(times: Times, zone: string, after: number, to: number): number | undefined {
  for (let span = 600_000; ; span *= 8) {
    const from = Math.max(after, to - span)
    let last: number | undefined
    for (const instant of occurrences(times, zone, from)) {
      if (instant > to) break
      last = instant
    }
    if (last !== undefined || from === after) return last
  }
}

/** @throws AppError `invalid_input` naming the field that is wrong */
export function checkTimes(times: Times, zone: string, path: string): void {
  const field = times.cron !== undefined ? 'cron' : times.rrule !== undefined ? 'rrule' : 'every'
  const refuse = (place: string, expected: string): never => {
    const fields = [{ path: `${path}.${place}`, expected, code: 'invalid_schedule' }]
    throw new AppError('invalid_input', `${path}.${place}: ${expected}`, { fields })
  }
  if (times.startAt !== undefined && times.endAt !== undefined && times.endAt <= times.startAt)
    refuse('endAt', 'an instant after startAt')
  try {
    const [first, second] = nextOccurrences({ ...times, endAt: undefined }, zone, Date.UTC(2024, 0, 1), 2)
    if (first === undefined) throw new Error('it never happens')
    if (second !== undefined && second - first < 1_000) throw new Error('its times are less than 10 seconds apart')
  } catch (error) {
    refuse(field, error instanceof Error ? error.message : String(error))
  }
}
