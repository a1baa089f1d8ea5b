import * as z from 'zod'
import { addDays } from '../calendar/calendar-date.ts'
import { randomFrom } from '../statistics/random-from.ts'
import { CalendarDate } from '../time.ts'
import { percentile, sum } from './samples.ts'

/** Below either, what was would say too little of what will be. */
const [leastWeeks, leastTasks] = [4, 10] as const
const trials = 10_000
/** Ten years: no trial goes on for longer. */
const mostWeeks = 520
const seed = 20_260_101

export const Forecast = z.strictObject({
  p50: CalendarDate.nullable(),
  p85: CalendarDate.nullable(),
  p95: CalendarDate.nullable(),
  method: z.string(),
  source: z.string(),
  note: z.string().nullable(),
})
export type Forecast = z.infer<typeof Forecast>

/**
 * Monte Carlo: each trial draws weeks at random, with replacement, from those that were, until what remains is done; a day by which p % of
 * the trials are done is the p-th percentile. What is added meanwhile is not in it.
 *
 * Source: T. Magennis, Forecasting and Simulating Software Development Projects (2011); D. S. Vacanti, When Will It Be Done? (2020).
 *
 * @param weekly tasks completed in each full week
 * @param today the day from which weeks count
 */
export function forecast(weekly: readonly number[], remaining: number, today: string): Forecast {
  const base = {
    method: `Monte Carlo: throughput of ${weekly.length} full weeks drawn with replacement until none of ${remaining} open tasks remains; percentiles of the weeks it takes in ${trials} trials, seed ${seed}`,
    source:
      'T. Magennis, Forecasting and Simulating Software Development Projects (2011); D. S. Vacanti, When Will It Be Done? (2020)',
  }
  const none = { ...base, p50: null, p85: null, p95: null }
  if (remaining === 0) return { ...none, note: 'nothing is open' }
  const done = sum(weekly)
  if (weekly.length < leastWeeks || done < leastTasks)
    return {
      ...none,
      note: `not enough history: ${done} tasks in ${weekly.length} full weeks; it takes ${leastTasks} in ${leastWeeks}`,
    }
  const random = randomFrom(seed)
  const taken = Array.from({ length: trials }, () => weeksUntilDone(weekly, remaining, random))
  const weeksFor = (p: number) => percentile(taken, p) ?? mostWeeks
  const dateOf = (p: number) => addDays(today, 7 * weeksFor(p))
  const note = weeksFor(95) === mostWeeks ? 'a day ten years ahead stands for that and all later ones' : null
  return { ...base, p50: dateOf(50), p85: dateOf(85), p95: dateOf(95), note }
}

function weeksUntilDone(weekly: readonly number[], remaining: number, random: () => number): number {
  let [left, weeks] = [remaining, 0]
  while (left > 0 && weeks < mostWeeks) {
    left -= weekly[Math.floor(random() * weekly.length)] ?? 0
    weeks++
  }
  return weeks
}
