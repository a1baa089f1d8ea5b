import * as z from 'zod'
import type { HealthMoment } from './task-history.ts'

/** A task that a report points at, and the event that told last of it: what it was then is in the log. */
export const TaskRef = z
  .strictObject({
    id: z.uuid(),
    identifier: z.string(),
    title: z.string(),
    eventId: z.uuid(),
  })
  .meta({ id: 'TaskRef' })
export type TaskRef = z.infer<typeof TaskRef>

/** Lists name no more tasks than this; figures count them all. */
export const mostNamed = 20

export const taskRef = ({ taskId: id, identifier, title, eventId }: HealthMoment): TaskRef => ({
  id,
  identifier,
  title,
  eventId,
})

export const taskRefs = (tasks: readonly HealthMoment[]): TaskRef[] => tasks.slice(0, mostNamed).map(taskRef)
