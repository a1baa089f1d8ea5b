import type { Completed } from './completions.ts'
import { type Figure, figure } from './figure.ts'
import { percentile, sum } from './samples.ts'
import type { TaskHistory } from './task-history.ts'

/**
 * How estimates compare with the time that was logged: the median of actual ÷ estimated, and MMRE.
 *
 * Source: S. D. Conte, H. E. Dunsmore and V. Y. Shen, Software Engineering Metrics and Models (1986).
 */
export function estimateAccuracy(completed: readonly Completed[]): Figure[] {
  const pairs = completed.flatMap(({ estimatedMinutes, actualMinutes }) =>
    estimatedMinutes && actualMinutes ? [{ estimated: estimatedMinutes, actual: actualMinutes }] : [],
  )
  const source = 'S. D. Conte, H. E. Dunsmore, V. Y. Shen, Software Engineering Metrics and Models (1986)'
  const none = 'no task that was completed in the window has both an estimate and logged time'
  return [
    figure(
      {
        name: 'estimate.ratio',
        unit: 'ratio',
        formula: 'median (P50, nearest rank) of logged ÷ estimated minutes of tasks completed in the window',
        source,
      },
      percentile(
        pairs.map(({ actual, estimated }) => actual / estimated),
        50,
      ),
      none,
    ),
    figure(
      {
        name: 'estimate.mmre',
        unit: 'ratio',
        formula: 'mean of |logged − estimated| ÷ logged minutes of tasks completed in the window',
        source,
      },
      pairs.length === 0
        ? null
        : sum(pairs.map(({ actual, estimated }) => Math.abs(actual - estimated) / actual)) / pairs.length,
      none,
    ),
  ]
}

/** Of tasks done before the window and not touched since, in minutes. */
export interface SettledTime {
  readonly minutes: number
  readonly actualMinutes: number
}

/**
 * Earned value in minutes: estimates are what was planned, the estimate of a task is earned when it is completed (0/100), and logged time
 * is what it cost. There is no budget in money on record.
 *
 * Source: PMI, The Standard for Earned Value Management (2019).
 */
export function timeBudget(tasks: readonly TaskHistory[], settled: SettledTime): Figure[] {
  const scope = tasks.filter(({ inScope }) => inScope)
  const estimates = (some: readonly TaskHistory[]) => sum(some.map(({ estimatedMinutes }) => estimatedMinutes ?? 0))
  const budget = estimates(scope) + settled.minutes
  const earned = estimates(scope.filter(({ open }) => !open)) + settled.minutes
  const spent = sum(scope.map(({ actualMinutes }) => actualMinutes ?? 0)) + settled.actualMinutes
  const index = spent > 0 && earned > 0 ? earned / spent : null
  const source = 'PMI, The Standard for Earned Value Management (2019)'
  const none = 'it takes a completed task with an estimate, and logged time'
  const minutes = (name: string, formula: string) => ({ name, unit: 'minutes' as const, formula, source })
  return [
    figure(minutes('time.budget', 'BAC: Σ estimated minutes of the scope'), budget),
    figure(minutes('time.earned', 'EV: Σ estimated minutes of completed tasks'), earned),
    figure(minutes('time.spent', 'AC: Σ logged minutes of tasks in the scope'), spent),
    figure(
      { name: 'time.cpi', unit: 'ratio', formula: 'EV ÷ AC; below 1 work takes longer than estimated', source },
      index,
      none,
    ),
    figure(minutes('time.at_completion', 'EAC: BAC ÷ CPI'), index === null ? null : budget / index, none),
  ]
}
