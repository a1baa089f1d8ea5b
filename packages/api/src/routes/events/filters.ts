import { EventName, Id } from '@orchestrator/domain'
import * as z from 'zod'
import { listOf } from '../../http/entity/index.ts'

export const Seq = z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER)

/** An event by its place in the log, or by its id. */
export const SeqOrId = z.union([Seq, Id]).meta({ description: 'the event’s `seq`, or its id' })

/** Which events a reader wants. */
export const eventFilters = {
  type: listOf(EventName, 'task.created,task.updated'),
  subjectId: Id.optional().meta({ description: 'of this task, project, …' }),
  projectId: Id.optional(),
}
