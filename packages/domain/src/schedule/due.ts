import { durationMs } from '../entities/duration.ts'
import type { Schedule } from '../entities/schedule.ts'
import { lastOccurrence, nextOccurrences, occurrencesBetween } from './occurrences.ts'

/** What is later than this was missed: nobody was there. */
const grace = 60_000
/** Firings at once; the others follow. */
const mostAtOnce = 100
/** Missed ones are counted as far as this. */
export const mostCounted = 1_000

type Timed = Pick<Schedule, 'id' | 'spec' | 'timeZone' | 'activeAt' | 'lastAt'>

/** Which firings a schedule owes at an instant. Times are in milliseconds. */
export interface Due {
  readonly fire: readonly { readonly at: number; readonly late: boolean }[]
  /** The ones that are not made up for. `count` is at least that, when it is `mostCounted`. */
  readonly missed: { readonly count: number; readonly from: number; readonly to: number } | null
}

/** Whether it fires at all. */
export const isActive = ({
  enabled,
  pausedAt,
  removedAt,
}: Pick<Schedule, 'enabled' | 'pausedAt' | 'removedAt'>): boolean => enabled && pausedAt === null && removedAt === null

/** All up to here are dealt with. */
export const cursorOf = ({ activeAt, lastAt }: Timed): number =>
  Math.max(Date.parse(activeAt), lastAt === null ? 0 : Date.parse(lastAt))

/** When a firing really comes: never after the next one is due, so that their order stays. */
export function dueAt(schedule: Timed, at: number): number {
  const most = schedule.spec.jitter === undefined ? 0 : durationMs(schedule.spec.jitter)
  if (most === 0) return at
  const [next] = nextOccurrences(schedule.spec, schedule.timeZone, at, 1)
  const room = next === undefined ? most : Math.min(most, next - at - 1_000)
  return at + Math.floor(Math.max(0, room) * fraction(`${schedule.id} ${at}`))
}

/** A number from 0 to 1 that is always the same for a text (FNV-1a). */
function fraction(text: string): number {
  let hash = 0x811c9dc5
  for (const char of text) hash = Math.imul(hash ^ char.charCodeAt(0), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d)
  return ((hash ^ (hash >>> 13)) >>> 0) / 0x1_0000_0000
}

/** The first occurrence that is not dealt with, and when it is due. */
export function nextFiring(schedule: Timed): { readonly at: number; readonly dueAt: number } | null {
  const [at] = nextOccurrences(schedule.spec, schedule.timeZone, cursorOf(schedule), 1)
  return at === undefined ? null : { at, dueAt: dueAt(schedule, at) }
}

/**
 * What is due. Of several at once, all but the last were missed: what becomes of them the catch-up policy says. One that comes alone was
 * missed when it is later than a minute.
 */
export function dueFirings(schedule: Timed, now: number): Due {
  const { spec, timeZone } = schedule
  const cursor = cursorOf(schedule)
  const last = lastDue(schedule, cursor, now)
  if (last === undefined) return { fire: [], missed: null }
  const windowStart = now - durationMs(spec.catchUpWindow)
  const tooOld = Math.min(windowStart, last)
  const expired = cursor < tooOld ? missedIn(schedule, cursor, tooOld === last ? last - 1 : tooOld) : null
  const rest = Math.max(cursor, Math.min(windowStart, last - 1))
  const isLate = (at: number) => now - dueAt(schedule, at) > grace
  if (spec.catchUp === 'all' && last > windowStart) {
    const fire = occurrencesBetween(spec, timeZone, { after: rest, to: last, most: mostAtOnce })
    return { fire: fire.map((at) => ({ at, late: at !== last || isLate(at) })), missed: expired }
  }
  const fires = last > windowStart && (spec.catchUp === 'latest' || !isLate(last))
  const missed = missedIn(schedule, cursor, fires ? last - 1 : last)
  return { fire: fires ? [{ at: last, late: missed !== null || isLate(last) }] : [], missed }
}

/** The last one whose time has come, with its jitter. */
function lastDue({ spec, timeZone, ...rest }: Timed, cursor: number, now: number): number | undefined {
  const last = lastOccurrence(spec, timeZone, cursor, now)
  if (last === undefined || dueAt({ spec, timeZone, ...rest }, last) <= now) return last
  return lastOccurrence(spec, timeZone, cursor, last - 1)
}

function missedIn({ spec, timeZone }: Timed, after: number, to: number): Due['missed'] {
  if (to <= after) return null
  const some = occurrencesBetween(spec, timeZone, { after, to, most: mostCounted })
  const [from] = some
  if (from === undefined) return null
  return { count: some.length, from, to: lastOccurrence(spec, timeZone, after, to) ?? from }
}
