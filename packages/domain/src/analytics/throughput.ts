import * as z from 'zod'
import { WorkTotals } from '../entities/cycle.ts'
import { totalWork } from '../planning/total-work.ts'
import { CalendarDate } from '../time.ts'
import type { Completed } from './completions.ts'
import { type Figure, figure, kanbanGuide } from './figure.ts'
import { deviation, mean } from './samples.ts'
import type { HealthWindow } from './window.ts'

export const WeeklyWork = z.strictObject({ monday: CalendarDate, completed: WorkTotals })
export type WeeklyWork = z.infer<typeof WeeklyWork>

/**
 * What was done in each full week of the window since the project had its first task; weeks in which nothing was done are kept.
 *
 * @param firstTaskAt when that was; null: it has none
 */
export function weeklyWork(
  completed: readonly Completed[],
  { weeks }: HealthWindow,
  firstTaskAt: string | null,
): WeeklyWork[] {
  return weeks.flatMap(({ monday, until }, n) => {
    const since = weeks[n - 1]?.until ?? ''
    if (firstTaskAt === null || firstTaskAt >= until) return []
    const done = completed.filter(({ completedAt }) => completedAt >= since && completedAt < until)
    return [{ monday, completed: totalWork(done) }]
  })
}

/**
 * Throughput: work items finished in a unit of time. Source: The Kanban Guide. Its points are what teams without cycles take for
 * velocity. Source: M. Cohn, Agile Estimating and Planning (2005).
 */
export function throughput(weeks: readonly WeeklyWork[]): Figure[] {
  const tasks = weeks.map(({ completed }) => completed.tasks)
  const points = weeks.map(({ completed }) => completed.points)
  const none = 'no full week since the first task'
  const cohn = 'M. Cohn, Agile Estimating and Planning (2005): velocity, with weeks in the place of iterations'
  return [
    figure(
      {
        name: 'throughput.mean',
        unit: 'tasks',
        formula: 'tasks completed in full weeks of the window ÷ those weeks, empty ones included',
        source: kanbanGuide,
      },
      mean(tasks),
      none,
    ),
    figure(
      {
        name: 'throughput.deviation',
        unit: 'tasks',
        formula: 'standard deviation (n − 1) of tasks completed a week',
        source: 'NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.5.6',
      },
      deviation(tasks),
      'fewer than two full weeks',
    ),
    figure(
      {
        name: 'throughput.points',
        unit: 'points',
        formula: 'points of tasks completed in full weeks ÷ those weeks',
        source: cohn,
      },
      mean(points),
      none,
    ),
  ]
}
