import * as z from 'zod'
import { WorkTotals } from '../entities/cycle.ts'
import { StoredTimestamp } from '../time.ts'
import { type Figure, figure } from './figure.ts'
import { deviation, mean } from './samples.ts'

/** How many of the last completed cycles count. */
export const velocityCycles = 6

export const CompletedCycle = z.strictObject({
  id: z.uuid(),
  name: z.string(),
  completedAt: StoredTimestamp,
  scope: WorkTotals,
  completed: WorkTotals,
})
export type CompletedCycle = z.infer<typeof CompletedCycle>

/**
 * Velocity: the work completed in an iteration, as a mean of the last ones; unfinished work counts nothing in it.
 *
 * Source: M. Cohn, Agile Estimating and Planning (2005).
 */
export function velocity(cycles: readonly CompletedCycle[]): Figure[] {
  const points = cycles.map(({ completed }) => completed.points)
  const source = 'M. Cohn, Agile Estimating and Planning (2005)'
  const of = `of the last ${velocityCycles} completed cycles at most`
  const none = 'no cycle was completed'
  return [
    figure({ name: 'velocity.cycles', unit: 'cycles', formula: 'completed cycles that count', source }, cycles.length),
    figure(
      { name: 'velocity.points', unit: 'points', formula: `mean of points completed ${of}`, source },
      mean(points),
      none,
    ),
    figure(
      { name: 'velocity.deviation', unit: 'points', formula: `standard deviation (n − 1) of points ${of}`, source },
      deviation(points),
      'fewer than two cycles were completed',
    ),
    figure(
      { name: 'velocity.tasks', unit: 'tasks', formula: `mean of tasks completed ${of}`, source },
      mean(cycles.map(({ completed }) => completed.tasks)),
      none,
    ),
  ]
}
