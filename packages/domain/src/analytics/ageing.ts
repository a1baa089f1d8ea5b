import * as z from 'zod'
import { daysPassed } from './completions.ts'
import { type Figure, figure, kanbanGuide } from './figure.ts'
import type { TaskHistory } from './task-history.ts'
import { TaskRef } from './task-ref.ts'

export const AgeingTask = z.strictObject({ task: TaskRef, days: z.number() })

export interface Aged {
  readonly task: TaskHistory
  readonly days: number
}

/**
 * Work item age: what has passed since an unfinished item was started. Source: The Kanban Guide.
 * @returns the open tasks that were started, oldest first; days of 24 hours
 */
export const workInProgress = (tasks: readonly TaskHistory[], asOf: string): Aged[] =>
  tasks
    .flatMap((task) =>
      task.open && task.status === 'started' && task.startedAt !== null
        ? [{ task, days: daysPassed(task.startedAt, asOf) }]
        : [],
    )
    .sort((a, b) => b.days - a.days || (a.task.taskId < b.task.taskId ? -1 : 1))

/** Items older than P85 of the cycle time are those to look at. Source: D. S. Vacanti, Actionable Agile Metrics for Predictability (2015). */
export function ageing(aged: readonly Aged[], p85: number | null): Figure[] {
  return [
    figure({ name: 'wip', unit: 'tasks', formula: 'open tasks in a started state', source: kanbanGuide }, aged.length),
    figure(
      {
        name: 'wip.aged',
        unit: 'tasks',
        formula: 'open tasks in a started state whose age (now − first started) is above cycle_time.p85',
        source: 'D. S. Vacanti, Actionable Agile Metrics for Predictability (2015)',
      },
      p85 === null ? null : aged.filter(({ days }) => days > p85).length,
      'there is no cycle time to compare with',
    ),
  ]
}
