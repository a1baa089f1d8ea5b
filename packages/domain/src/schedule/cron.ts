import { Cron } from 'croner'
import { instantOf, offsetAt, transitionIn, wallAt } from '../calendar/zone.ts'

const number = '\\d{1,2}'
const name = '[A-Za-z]{3}'
const value = `(?:${number}|${name})`
const part = `(?:\\*|${value}(?:-${value})?)(?:/${number})?`
const field = new RegExp(`^${part}(?:,${part})*$`)
const dayOfMonth = new RegExp(`^(?:L|${part})(?:,(?:L|${part}))*$`)
const weekday = new RegExp(`^(?:${value}#(?:[1-5]|L)|${part})(?:,(?:${value}#(?:[1-5]|L)|${part}))*$`)

export interface CronPattern {
  /** The next time of the wall clock after this one that it names; undefined: there is none. */
  next(wall: number): number | undefined
  /** It names every hour: then it means the flow of time, not hours of the clock. */
  readonly everyHour: boolean
}

/** Shortest time between two firings. */
export const shortestGap = 10_000

/** @throws Error that says what is wrong */
export function parseCron(text: string): CronPattern {
  const fields = text.trim().split(/\s+/)
  if (fields.length !== 5 && fields.length !== 6)
    throw new Error(`five fields (minute hour day month weekday) or six (with seconds first), not ${fields.length}`)
  const [seconds, minute, hour, day, month, days] = fields.length === 6 ? fields : ['0', ...fields]
  const names = { seconds, minute, hour, 'day of the month': day, month, weekday: days }
  for (const [what, given] of Object.entries(names)) {
    const form = what === 'weekday' ? weekday : what === 'day of the month' ? dayOfMonth : field
    if (!form.test(given ?? '')) throw new Error(`the ${what} is not right: ${given}`)
  }
  // Wall-clock times are reckoned as if they were in UTC; what a zone makes of them is decided in one place for all kinds of schedule.
  const cron = cronOf(fields.length === 6 ? fields : ['0', ...fields])
  const next = (wall: number) => cron.nextRun(new Date(wall))?.getTime()
  checkGaps(next)
  return { next, everyHour: coversEveryHour(hour ?? '') }
}

const values = ['0 to 59', '0 to 59', '0 to 23', '1 to 31', '1 to 12 or JAN to DEC', '0 to 7 or SUN to SAT']
const fieldNames = ['seconds', 'minute', 'hour', 'day of the month', 'month', 'weekday']

function cronOf(fields: readonly string[]): Cron {
  try {
    return new Cron(fields.join(' '), { timezone: 'UTC' })
  } catch {
    // The library speaks of its own parts: the field that it does not take alone is said in words of ours.
    const wrong = fields.findIndex((given, n) => {
      try {
        new Cron(fields.map((_, other) => (other === n ? given : '*')).join(' '), { timezone: 'UTC' })
        return false
      } catch {
        return true
      }
    })
    if (wrong < 0) throw new Error('no cron pattern, e.g. 0 9 * * MON-FRI')
    throw new Error(`the ${fieldNames[wrong]} is not right: ${fields[wrong]}; it goes from ${values[wrong]}`)
  }
}

/** Seven times in a row, if they are at least that far apart, go once round the minute. */
function checkGaps(next: CronPattern['next']): void {
  let last = next(Date.UTC(2024, 0, 1))
  if (last === undefined) throw new Error('no day ever meets it')
  for (let n = 0; n < 7; n++) {
    const following = next(last)
    if (following === undefined) return
    if (following - last < shortestGap) throw new Error('its times are less than 10 seconds apart')
    last = following
  }
}

function coversEveryHour(hour: string): boolean {
  const hours = new Cron(`0 ${hour} * * *`, { timezone: 'UTC' })
  const day = Date.UTC(2024, 0, 1)
  return hours.nextRuns(24, new Date(day - 1)).every((run, index) => run.getTime() === day + index * 3_600_000)
}

/** The instants after one at which a pattern fires in a zone, in order. */
export function* cronOccurrences(pattern: CronPattern, zone: string, after: number): Generator<number, void> {
  if (pattern.everyHour) return yield* flowing(pattern, zone, after)
  let last = after
  // A wall clock that was put back shows what it showed up to three hours ago.
  for (let wall = pattern.next(wallAt(after, zone) - 10_800_000); wall !== undefined; wall = pattern.next(wall)) {
    const instant = instantOf(wall, zone)
    if (instant <= last) continue
    yield instant
    last = instant
  }
}

/** In the hour that comes twice it fires twice as often; in the one that is left out, never. */
function* flowing(pattern: CronPattern, zone: string, after: number): Generator<number, void> {
  let from = after
  for (;;) {
    const offset = offsetAt(from, zone)
    const wall = pattern.next(from + offset)
    if (wall === undefined) return
    const instant = wall - offset
    if (offsetAt(instant, zone) === offset) {
      yield instant
      from = instant
      continue
    }
    // The clock is put forward or back before that: what it shows from then on counts.
    const change = transitionIn(from, instant, zone)
    const first = pattern.next(change + offsetAt(change, zone) - 1)
    if (first === undefined) return
    const next = first - offsetAt(change, zone)
    if (next === change) yield next
    from = change
  }
}
