import { sum } from '../analytics/samples.ts'

/** Something that takes time, and what has to be done before. */
export interface Activity {
  readonly key: string
  /** Working days. */
  readonly days: number
  /** Keys of others; none lead back here. */
  readonly after: readonly string[]
  /** It cannot begin before. */
  readonly notBefore: number
  /** When it should be done; null: nobody said. */
  readonly deadline: number | null
}

export interface CriticalPath {
  /** Working days until all is done if nobody waits for a person. */
  readonly days: number
  /** What delays the end when it takes longer, in order. */
  readonly keys: readonly string[]
  /**
   * When each has to begin at the latest for no deadline to be missed; without one, for all to be done by when one person alone would have
   * done it.
   */
  readonly latestStarts: ReadonlyMap<string, number>
}

const rounding = 1e-6

/**
 * The critical path method: earliest times forwards, latest times backwards; what has no slack between them is critical.
 * Source: J. E. Kelley and M. R. Walker, Critical-Path Planning and Scheduling, 1959, https://doi.org/10.1145/1460299.1460318
 */
export function criticalPath(activities: readonly Activity[]): CriticalPath {
  const ordered = inTimeOrder(activities)
  const ends = new Map<string, number>()
  for (const { key, days, after, notBefore } of ordered)
    ends.set(key, days + Math.max(notBefore, ...after.map((one) => ends.get(one) ?? 0)))
  const total = Math.max(0, ...ends.values())
  const horizon = Math.max(total, sum(activities.map(({ days }) => days)))
  const tails = new Map<string, number>()
  const latestEnds = new Map<string, number>()
  const latestStarts = new Map<string, number>()
  for (const { key, days, after, deadline } of ordered.toReversed()) {
    const tail = days + (tails.get(key) ?? 0)
    const latestStart = Math.min(deadline ?? horizon, latestEnds.get(key) ?? horizon) - days
    tails.set(key, tail)
    latestStarts.set(key, latestStart)
    for (const one of after) {
      tails.set(one, Math.max(tails.get(one) ?? 0, tail))
      latestEnds.set(one, Math.min(latestEnds.get(one) ?? horizon, latestStart))
    }
  }
  const isCritical = ({ key, days }: Activity) =>
    (ends.get(key) ?? 0) - days + (tails.get(key) ?? 0) >= total - rounding
  return { days: total, keys: ordered.filter(isCritical).map(({ key }) => key), latestStarts }
}

/** Each after all that it waits for, else as they came. */
function inTimeOrder(activities: readonly Activity[]): Activity[] {
  const byKey = new Map(activities.map((one) => [one.key, one]))
  const ordered = new Set<Activity>()
  const place = (activity: Activity): void => {
    if (ordered.has(activity)) return
    for (const key of activity.after) {
      const before = byKey.get(key)
      if (before) place(before)
    }
    ordered.add(activity)
  }
  for (const activity of activities) place(activity)
  return [...ordered]
}
