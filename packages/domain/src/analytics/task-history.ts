import type { StatusCategory } from '../entities/state.ts'

/** A task as an event of the log tells of it. */
export interface HealthMoment {
  readonly taskId: string
  readonly eventId: string
  readonly occurredAt: string
  readonly deleted: boolean
  readonly identifier: string
  readonly title: string
  readonly status: StatusCategory
  readonly assigneeId: string | null
  readonly dueDate: string | null
  readonly estimatePoints: number | null
  readonly estimatedMinutes: number | null
  readonly actualMinutes: number | null
  readonly createdAt: string
  readonly startedAt: string | null
  readonly completedAt: string | null
  readonly canceledAt: string | null
  readonly archivedAt: string | null
}

/** What a task was for the project's scope from an instant on. */
export interface ScopeState {
  readonly at: string
  readonly inScope: boolean
  readonly completed: boolean
  readonly estimatePoints: number | null
  readonly estimatedMinutes: number | null
}

/** What is kept of a task's events: how it stands, and how its part in the scope came about. */
export interface TaskHistory extends HealthMoment {
  readonly open: boolean
  readonly inScope: boolean
  /** How long it was in states of the category `started`, as far as its moments tell; milliseconds. */
  readonly activeMs: number
  /** In the order of the log; each differs from the one before. */
  readonly states: readonly ScopeState[]
}

/**
 * Folds the moments of one task. Scope is what is neither deleted nor canceled, nor put into the archive before it was done.
 *
 * @param moments of one task, at least one, in the order of the log
 * @param asOf until when a task that is being worked on was active
 */
export function taskHistory(moments: readonly [HealthMoment, ...HealthMoment[]], asOf: string): TaskHistory {
  const states: ScopeState[] = []
  let activeMs = 0
  for (const [n, moment] of moments.entries()) {
    const state = scopeState(moment)
    const before = states.at(-1)
    if (!before || differs(before, state)) states.push(state)
    if (moment.status === 'started' && !moment.deleted)
      activeMs += Math.max(0, Date.parse(moments[n + 1]?.occurredAt ?? asOf) - Date.parse(moment.occurredAt))
  }
  const last = moments.at(-1) ?? moments[0]
  const { inScope, completed } = scopeState(last)
  return { ...last, open: inScope && !completed, inScope, activeMs, states }
}

/** The state at an instant, that included; undefined before the first. */
export const stateAt = ({ states }: Pick<TaskHistory, 'states'>, instant: string): ScopeState | undefined =>
  states.findLast(({ at }) => at <= instant)

function scopeState(moment: HealthMoment): ScopeState {
  const { occurredAt: at, estimatePoints, estimatedMinutes } = moment
  const completed = moment.status === 'completed' && !moment.deleted
  const aside = moment.deleted || moment.status === 'canceled' || (moment.archivedAt !== null && !completed)
  return { at, inScope: !aside, completed, estimatePoints, estimatedMinutes }
}

const differs = (a: ScopeState, b: ScopeState) =>
  a.inScope !== b.inScope ||
  a.completed !== b.completed ||
  a.estimatePoints !== b.estimatePoints ||
  a.estimatedMinutes !== b.estimatedMinutes
