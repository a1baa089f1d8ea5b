import * as z from 'zod'
import { CalendarDate, StoredTimestamp } from '../time.ts'

/** A point that a project wants to reach, and the tasks that lead to it. */
export const Milestone = z
  .strictObject({
    id: z.uuid(),
    projectId: z.uuid(),
    name: z.string(),
    description: z.string(),
    targetDate: CalendarDate.nullable(),
    rank: z.string().meta({ description: 'fractional rank; milestones of a project sort by it, bytewise' }),
    completedAt: StoredTimestamp.nullable(),
    version: z.int().positive(),
    createdAt: StoredTimestamp,
    updatedAt: StoredTimestamp,
  })
  .meta({ id: 'Milestone' })
export type Milestone = z.infer<typeof Milestone>
