import { dateIn } from '../calendar/local-time.ts'
import type { Series } from '../entities/series.ts'
import { type Occurrence, type SeriesPlan, upcoming } from './upcoming.ts'

/** So many are made in one transaction; what is left is due at once. */
const mostAtOnce = 50
/** Nobody wants ten years of daily tasks: of more than these, the oldest are missed. */
const mostCaughtUp = 1_000

export interface Due {
  /** To be made now. */
  readonly make: readonly Occurrence[]
  /** Left out by the policy for catching up. */
  readonly missed: readonly Occurrence[]
  /** The last occurrence that is done with; null: none is due. */
  readonly last: Occurrence | null
}

/** What of a series is due at an instant. An occurrence was missed when its day has gone by. */
export function dueAt(series: SeriesPlan & Pick<Series, 'catchUp'>, base: string | null, now: string): Due {
  const due: Occurrence[] = []
  for (const occurrence of upcoming(series, base)) {
    if (occurrence.at > now) break
    due.push(occurrence)
    if (due.length > 20 * mostCaughtUp) break
  }
  const wanted = due.filter(({ skipped }) => !skipped)
  const today = dateIn(series.timeZone, now)
  // After completion there is but one, and it waits for nobody's clock.
  const policy = series.recurrence.afterCompletion ? 'all' : series.catchUp
  const kept = new Set(policy === 'all' ? wanted.slice(-mostCaughtUp) : wanted.filter(({ on }) => on >= today))
  const latest = wanted.at(-1)
  if (policy === 'latest' && latest) kept.add(latest)
  const make: Occurrence[] = []
  const missed: Occurrence[] = []
  let last: Occurrence | null = null
  for (const occurrence of due) {
    if (kept.has(occurrence)) {
      if (make.length === mostAtOnce) break
      make.push(occurrence)
    } else if (!occurrence.skipped) missed.push(occurrence)
    last = occurrence
  }
  return { make, missed, last }
}
