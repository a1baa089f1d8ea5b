import * as z from 'zod'
import { dateIn } from '../calendar/local-time.ts'
import { WorkTotals } from '../entities/cycle.ts'
import { CalendarDate } from '../time.ts'
import { type Figure, figure, own } from './figure.ts'
import { type ScopeState, stateAt, type TaskHistory } from './task-history.ts'
import type { HealthWindow } from './window.ts'

export const BurnupPoint = z.strictObject({ date: CalendarDate, scope: WorkTotals, completed: WorkTotals })
export type BurnupPoint = z.infer<typeof BurnupPoint>

const plus = (a: WorkTotals, b: WorkTotals): WorkTotals => ({
  tasks: a.tasks + b.tasks,
  points: a.points + b.points,
  minutes: a.minutes + b.minutes,
})

/**
 * The project's scope and what of it is done: when the window began, at the end of each full week, and as of now, which comes last. A
 * burndown is `scope − completed`. Source: M. Cohn, Agile Estimating and Planning (2005).
 *
 * @param settled what was done before the window and not touched since
 */
export function burnup(tasks: readonly TaskHistory[], settled: WorkTotals, window: HealthWindow): BurnupPoint[] {
  const { from, weeks, asOf, timeZone, today } = window
  const ends = [from, ...weeks.map(({ until }) => until)].map((until) => new Date(Date.parse(until) - 1).toISOString())
  const points = [...ends.map((at) => ({ at, date: dateIn(timeZone, at) })), { at: asOf, date: today }]
  const work = workAt(
    tasks,
    points.map(({ at }) => at),
  )
  return points.map(({ date }, n) => ({
    date,
    scope: plus(work[n]?.scope ?? none, settled),
    completed: plus(work[n]?.completed ?? none, settled),
  }))
}

const none: WorkTotals = { tasks: 0, points: 0, minutes: 0 }

/** The scope at each instant, in one pass over each task's states: there may be a million of them. @param instants in their order */
function workAt(tasks: readonly TaskHistory[], instants: readonly string[]) {
  const work = instants.map((at) => ({ at, scope: { ...none }, completed: { ...none } }))
  for (const { states } of tasks) {
    let next = 0
    for (const { at, scope, completed } of work) {
      for (let state = states[next]; state !== undefined && state.at <= at; state = states[next]) next++
      const state = states[next - 1]
      if (!state?.inScope) continue
      add(scope, state)
      if (state.completed) add(completed, state)
    }
  }
  return work
}

function add(totals: { -readonly [K in keyof WorkTotals]: WorkTotals[K] }, state: ScopeState): void {
  totals.tasks++
  totals.points += state.estimatePoints ?? 0
  totals.minutes += state.estimatedMinutes ?? 0
}

export function scopeFigures(points: readonly BurnupPoint[]): Figure[] {
  const last = points.at(-1)
  const tasks = last?.scope.tasks ?? 0
  const done = last?.completed.tasks ?? 0
  const cohn = 'M. Cohn, Agile Estimating and Planning (2005)'
  const scope = 'tasks neither deleted nor canceled, nor archived undone'
  return [
    figure({ name: 'scope', unit: 'tasks', formula: scope, source: own }, tasks),
    figure(
      { name: 'scope.points', unit: 'points', formula: `Σ points of ${scope}`, source: own },
      last?.scope.points ?? 0,
    ),
    figure({ name: 'done', unit: 'tasks', formula: 'tasks of the scope in a completed state', source: cohn }, done),
    figure({ name: 'open', unit: 'tasks', formula: 'scope − done', source: cohn }, tasks - done),
  ]
}

/** What the scope gained and lost within the window: by what is in it at its end and was not when it began, and the other way round. */
export function scopeGrowth(
  tasks: readonly TaskHistory[],
  settled: WorkTotals,
  { from, asOf }: HealthWindow,
): Figure[] {
  const sides = tasks.map((task) => ({ before: within(stateAt(task, from)), after: within(stateAt(task, asOf)) }))
  const count = (wanted: (side: (typeof sides)[number]) => unknown) => sides.filter(wanted).length
  const before = count(({ before }) => before) + settled.tasks
  const added = count(({ before, after }) => after && !before)
  const removed = count(({ before, after }) => before && !after)
  const reestimated = count(({ before, after }) => before && after && estimatesDiffer(before, after))
  const define = (name: string, formula: string) => ({ name, unit: 'tasks' as const, formula, source: own })
  return [
    figure(define('scope.added', 'tasks in the scope now and not when the window began'), added),
    figure(define('scope.removed', 'tasks in the scope when the window began and not now'), removed),
    figure(define('scope.reestimated', 'tasks in the scope at both ends, with other points or minutes'), reestimated),
    figure(
      {
        name: 'scope.growth',
        unit: 'ratio',
        formula: '(scope.added − scope.removed) ÷ scope when the window began',
        source: own,
      },
      before === 0 ? null : (added - removed) / before,
      'the scope was empty when the window began',
    ),
  ]
}

const within = (state: ScopeState | undefined) => (state?.inScope ? state : undefined)

const estimatesDiffer = (a: ScopeState, b: ScopeState) =>
  a.estimatePoints !== b.estimatePoints || a.estimatedMinutes !== b.estimatedMinutes
