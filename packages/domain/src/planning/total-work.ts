import type { WorkTotals } from '../entities/cycle.ts'

interface Estimated {
  readonly estimatePoints: number | null
  readonly estimatedMinutes: number | null
}

/** How much work these tasks are. */
export function totalWork(tasks: Iterable<Estimated>): WorkTotals {
  const totals = { tasks: 0, points: 0, minutes: 0 }
  for (const { estimatePoints, estimatedMinutes } of tasks) {
    totals.tasks++
    totals.points += estimatePoints ?? 0
    totals.minutes += estimatedMinutes ?? 0
  }
  return totals
}
