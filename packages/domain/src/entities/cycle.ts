import * as z from 'zod'
import { StoredTimestamp } from '../time.ts'

export const CycleState = z.enum(['upcoming', 'active', 'completed'])
export type CycleState = z.infer<typeof CycleState>

/** A stretch of time in which a project works on what it has planned for it: a sprint. Two of a project never overlap. */
export const Cycle = z
  .strictObject({
    id: z.uuid(),
    projectId: z.uuid(),
    number: z.int().positive().meta({ description: 'counts a project’s cycles from 1' }),
    name: z.string(),
    goal: z.string(),
    state: CycleState.meta({
      description: 'follows from `startedAt` and `completedAt`: the clock alone changes nothing',
    }),
    startsAt: StoredTimestamp.meta({ description: 'planned' }),
    endsAt: StoredTimestamp.meta({ description: 'planned; the first instant that is no part of it' }),
    startedAt: StoredTimestamp.nullable(),
    completedAt: StoredTimestamp.nullable(),
    version: z.int().positive(),
    createdAt: StoredTimestamp,
    updatedAt: StoredTimestamp,
  })
  .meta({ id: 'Cycle' })
export type Cycle = z.infer<typeof Cycle>

/** How much work: the number of tasks, and the sums of their estimates. A task without an estimate counts as 0 there. */
export const WorkTotals = z
  .strictObject({ tasks: z.int().nonnegative(), points: z.number(), minutes: z.int() })
  .meta({ id: 'WorkTotals' })
export type WorkTotals = z.infer<typeof WorkTotals>
