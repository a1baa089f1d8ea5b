import { addDays } from '../calendar/calendar-date.ts'
import { daysPassed } from './completions.ts'
import { type Figure, figure, own } from './figure.ts'
import type { TaskHistory } from './task-history.ts'
import type { HealthWindow } from './window.ts'

/** Days ahead within which a due task is due soon. */
const soonDays = 7
/** Days without an event after which a planned or started task is stale. */
export const staleDays = 14

/** Open tasks that somebody should look at, each list in the order of what presses most. Days are those of the workspace's time zone. */
export function attention(tasks: readonly TaskHistory[], { today, asOf }: HealthWindow) {
  const open = tasks.filter((task) => task.open)
  const due = open
    .filter((task): task is TaskHistory & { dueDate: string } => task.dueDate !== null)
    .sort((a, b) => order(a.dueDate, b.dueDate) || order(a.taskId, b.taskId))
  const soon = addDays(today, soonDays)
  return {
    overdue: due.filter(({ dueDate }) => dueDate < today),
    dueSoon: due.filter(({ dueDate }) => dueDate >= today && dueDate <= soon),
    unassigned: open.filter(({ status, assigneeId }) => status === 'started' && assigneeId === null),
    stale: open
      .filter(({ status }) => status === 'started' || status === 'unstarted')
      .filter(({ occurredAt }) => daysPassed(occurredAt, asOf) > staleDays)
      .sort((a, b) => order(a.occurredAt, b.occurredAt) || order(a.taskId, b.taskId)),
  }
}

const order = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)

export function attentionFigures({ overdue, dueSoon, unassigned, stale }: ReturnType<typeof attention>): Figure[] {
  const define = (name: string, formula: string) => ({ name, unit: 'tasks' as const, formula, source: own })
  return [
    figure(define('overdue', 'open tasks whose due day is before today'), overdue.length),
    figure(define('due_soon', `open tasks due from today to ${soonDays} days ahead`), dueSoon.length),
    figure(define('unassigned', 'open tasks in a started state that nobody is assigned to'), unassigned.length),
    figure(
      define(
        'stale',
        `open tasks in an unstarted or started state without an event of their own for more than ${staleDays} days`,
      ),
      stale.length,
    ),
  ]
}
