import * as z from 'zod'
import type { WorkingCalendar } from '../calendar/working-calendar.ts'
import type { StatusCategory } from '../entities/state.ts'

/** In what a project estimates. */
export const PlanUnit = z.enum(['minutes', 'points'])
export type PlanUnit = z.infer<typeof PlanUnit>

export interface PlanMember {
  readonly id: string
  readonly name: string
  readonly email: string
}

/** A task that was done, newest first in its list. */
export interface DoneTask {
  readonly id: string
  readonly identifier: string
  readonly projectId: string
  readonly title: string
  readonly tags: readonly string[]
  readonly assigneeId: string | null
  /** What it took: logged minutes, else estimated ones; or its points. null: nobody said. */
  readonly amount: number | null
}

/** A task that is not done. */
export interface OpenTask {
  readonly id: string
  readonly identifier: string
  readonly projectId: string
  readonly title: string
  readonly tags: readonly string[]
  readonly assigneeId: string | null
  readonly status: StatusCategory
  readonly parentId: string | null
  readonly milestoneId: string | null
  readonly startDate: string | null
  readonly dueDate: string | null
  /** Its estimate. */
  readonly amount: number | null
  /** What was logged on it, in the unit; 0 for points, which nobody logs. */
  readonly spent: number
}

export interface PlanMilestone {
  readonly id: string
  readonly name: string
  readonly targetDate: string | null
}

/** How much one person does on a working day, in the project's unit. */
export interface Capacity {
  readonly perDay: number
  /** Where the number comes from, in words. */
  readonly basis: string
}

/** All that a plan's numbers are made of. */
export interface PlanContext {
  readonly projectId: string
  readonly projectName: string
  readonly targetDate: string | null
  readonly unit: PlanUnit
  readonly capacity: Capacity
  /** In the workspace's time zone. */
  readonly today: string
  readonly calendar: WorkingCalendar
  /** Those to whom work of the project may be given. */
  readonly members: readonly PlanMember[]
  /** Of the whole workspace; in points only of the project, for other teams' points are others. */
  readonly history: readonly DoneTask[]
  /** The project's open tasks, and those of others that its members have to do. */
  readonly open: readonly OpenTask[]
  /** How many more there are of each: only so many are looked at. */
  readonly openLeftOut: { readonly own: number; readonly others: number }
  /** Of the project, those not reached yet. */
  readonly milestones: readonly PlanMilestone[]
  /** From the end of one open task to the start of the other. */
  readonly relations: readonly { readonly fromTaskId: string; readonly toTaskId: string }[]
  /** How likely such an operation is to be accepted, 0 to 1, by what was decided before. */
  acceptance(command: string, fields: readonly string[]): number
}
