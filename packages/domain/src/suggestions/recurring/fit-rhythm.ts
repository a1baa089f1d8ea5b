import { addDays, daysBetween } from '../../calendar/calendar-date.ts'
import { ruleDays } from '../../series/rrule-days.ts'
import { logChoose } from '../statistics.ts'
import { type Rhythm, rhythmsOf } from './rhythms.ts'

/** A rhythm and how the days keep to it. */
export interface Fit {
  readonly rhythm: Rhythm
  /** Days that lie at one of the rule's. */
  readonly matched: readonly string[]
  /** Days of the rule at which there is none. */
  readonly missing: number
  /** Days that the rule does not explain. */
  readonly extra: number
}

/** At least so much of the days and of the rule's days has to agree (F-measure: the harmonic mean of the two shares). */
const leastAgreement = 0.8
const leastDays = 3

/**
 * The rhythm that explains days best; null when none does, or chance might have made it.
 * @param days in order, each once
 * @param mostChance what chance gives oftener than this is not taken for a rhythm
 */
export function fitRhythm(days: readonly string[], mostChance: number): Fit | null {
  if (days.length < leastDays) return null
  let best: { fit: Fit; score: number } | null = null
  for (const rhythm of rhythmsOf(days)) {
    if (!isNearlyAsOften(days, rhythm)) continue
    const { fit, deviations } = match(days, rhythm)
    const { length } = fit.matched
    const agreement = (2 * length) / (days.length + length + fit.missing)
    if (length < leastDays || agreement < leastAgreement || chanceOf(fit, deviations) > mostChance) continue
    const score = agreement - 0.05 * (deviations.reduce((sum, days) => sum + days, 0) / length)
    if (best === null || score > best.score + 1e-9) best = { fit, score }
  }
  return best?.fit ?? null
}

/** Whether there are nearly as many days as the rule would have: working out which these are takes long. */
function isNearlyAsOften(days: readonly string[], { period }: Rhythm): boolean {
  const span = daysBetween(days[0] as string, days.at(-1) as string)
  const [fewest, most] = [span / period - 1, span / period + 2]
  return (
    days.length >= fewest * (leastAgreement / (2 - leastAgreement)) &&
    days.length * (leastAgreement / (2 - leastAgreement)) <= most
  )
}

/** Of the days, in their order, each belongs to one of the rule's at most: to the first that is near enough, of two the nearer one. */
function match(days: readonly string[], rhythm: Rhythm): { fit: Fit; deviations: number[] } {
  const expected = daysOf(rhythm, days)
  const matched: string[] = []
  const deviations: number[] = []
  let next = 0
  for (const day of expected) {
    const away = (n: number) => (days[n] === undefined ? Number.NaN : daysBetween(day, days[n]))
    while (away(next) < -rhythm.tolerance) next++
    while (Math.abs(away(next + 1)) < Math.abs(away(next))) next++
    if (!(Math.abs(away(next)) <= rhythm.tolerance)) continue
    matched.push(days[next] as string)
    deviations.push(Math.abs(away(next)))
    next++
  }
  const { length } = matched
  return { fit: { rhythm, matched, missing: expected.length - length, extra: days.length - length }, deviations }
}

/** The rule's days from the first to the last of these; what lies at an end and might still come or have been before does not count. */
function daysOf({ rrule, startDate, tolerance }: Rhythm, days: readonly string[]): string[] {
  const [first, last] = [days[0] as string, days.at(-1) as string]
  const begin = addDays(first, -tolerance)
  const end = addDays(last, tolerance)
  const expected: string[] = []
  for (const day of ruleDays(rrule, startDate ?? begin, begin)) {
    if (day > end) break
    expected.push(day)
  }
  const isNear = (day: string) => days.some((one) => Math.abs(daysBetween(day, one)) <= tolerance)
  return expected.slice(expected.findIndex(isNear), expected.findLastIndex(isNear) + 1)
}

/**
 * How likely days that are thrown at random would keep to the rule as well: m of them fall one into each of m periods with the probability
 * m!/m^m, and all but the first, which says where the rule begins, as near to its day as nine in ten of these do; times the ways to choose
 * the m of all the days there are.
 */
function chanceOf({ matched, missing, extra, rhythm }: Fit, deviations: readonly number[]): number {
  const m = matched.length
  const away = [...deviations].sort((a, b) => a - b)[Math.ceil(0.9 * m) - 1] ?? 0
  const near = Math.min(1, (2 * away + 1) / rhythm.period)
  let log = logChoose(m + Math.max(missing, extra), m) + (m - 1) * Math.log(near)
  for (let n = 1; n <= m; n++) log += Math.log(n / m)
  return Math.exp(log)
}
