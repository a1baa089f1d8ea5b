import type { OpenTask, PlanContext } from './context.ts'
import type { Estimate, Estimator } from './estimate-tasks.ts'
import type { Lane } from './schedule-work.ts'

/** However much was logged, what is not done takes at least this part of its estimate. */
const leastLeft = 0.25

/** What is left of a task that was begun: its estimate without what was logged, a quarter of it at least; in the project's unit. */
export const remainingOf = ({ spent }: OpenTask, { amount }: Estimate): number =>
  Math.max(amount - spent, amount * leastLeft)

/** What somebody is going to do: it is begun, comes next, or has a day. */
export const isCommitted = ({ status, dueDate }: OpenTask): boolean =>
  status === 'started' || status === 'unstarted' || dueDate !== null

/** The tasks that are done by doing them: not those that have open parts. */
export function openLeaves(open: readonly OpenTask[]): OpenTask[] {
  const wholes = new Set(open.map(({ parentId }) => parentId))
  return open.filter(({ id }) => !wholes.has(id))
}

export const estimateOpen = (estimator: Estimator, { title, amount }: OpenTask): Estimate =>
  estimator.estimate({ title, size: null, estimate: amount || null })

/** Who can be given work, and what they have to do before it. @param planned open tasks that are part of the plan itself, by their ids */
export function lanesOf(
  { members, open, capacity }: PlanContext,
  estimator: Estimator,
  planned: ReadonlySet<string>,
): Lane[] {
  const busy = new Map<string, number>()
  for (const task of openLeaves(open)) {
    if (task.assigneeId === null || planned.has(task.id) || !isCommitted(task)) continue
    const days = remainingOf(task, estimateOpen(estimator, task)) / capacity.perDay
    busy.set(task.assigneeId, (busy.get(task.assigneeId) ?? 0) + days)
  }
  return members.map(({ id }) => ({ memberId: id, busyDays: busy.get(id) ?? 0 }))
}
