import type { TaskHistory } from './task-history.ts'
import type { HealthWindow } from './window.ts'

export type Completed = TaskHistory & { readonly completedAt: string }

/**
 * What is done at the end of the window and was completed within it. A task that was reopened and done again counts once, when it was
 * done last; one that is open again, or deleted, counts nowhere.
 */
export const completionsIn = (tasks: readonly TaskHistory[], { from, asOf }: HealthWindow): Completed[] =>
  tasks.filter(
    (task): task is Completed =>
      task.inScope &&
      task.status === 'completed' &&
      task.completedAt !== null &&
      task.completedAt >= from &&
      task.completedAt <= asOf,
  )

const msOfDay = 86_400_000

/** Days of 24 hours between two instants: what passed, whatever clocks showed. */
export const daysPassed = (from: string, to: string): number => (Date.parse(to) - Date.parse(from)) / msOfDay
