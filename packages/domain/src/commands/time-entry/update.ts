import * as z from 'zod'
import type { TimeEntry } from '../../entities/time-entry.ts'
import { AppError } from '../../errors.ts'
import { Id } from '../../ids.ts'
import { defineCommand } from '../definition.ts'
import { emitUpdate } from '../emit-update.ts'
import { BaseVersion } from '../fields.ts'
import { wrong } from '../task/validate.ts'
import { entryToChange } from './allow-entry.ts'
import { bookMinutes } from './book-minutes.ts'
import { entryOnTask } from './entry-needs.ts'
import { optionalTimeFields } from './fields.ts'
import { spanOf } from './span.ts'

const UpdateTimeEntry = z.strictObject({ id: Id, baseVersion: BaseVersion, ...optionalTimeFields })

export const updateTimeEntry = defineCommand({
  type: 'time_entry.update',
  summary: 'Change when time was worked, its note, or whether it is billable',
  data: UpdateTimeEntry,
  needs: ({ id }) => entryOnTask(id),
  decide(data, context) {
    const { id, baseVersion, note, billable } = data
    const entry = entryToChange(context, id)
    const { projectId, taskId } = entry
    const span = entry.endedAt === null ? runningSpan(entry, data, context.now) : endedSpan(entry, data, context.now)
    const event = { type: 'time_entry.updated', projectId, baseVersion } as const
    const result = emitUpdate(context, 'time_entry', id, { ...span, note, billable } as never, event)
    if (entry.endedAt !== null) bookMinutes(context, taskId)
    return result
  },
})

type Span = Partial<Pick<TimeEntry, 'startedAt' | 'endedAt' | 'minutes'>>
type Input = z.output<typeof UpdateTimeEntry>

function runningSpan(entry: TimeEntry, { startedAt, endedAt, minutes }: Input, now: string): Span {
  if (endedAt !== undefined || minutes !== undefined)
    throw new AppError('invalid_state', 'the timer is running; stop it first')
  if (startedAt !== undefined && startedAt > now) throw wrong('startedAt', 'an instant that has passed')
  return { startedAt: startedAt ?? entry.startedAt }
}

/** Of a new start alone the end stays; so many minutes begin at the start. */
function endedSpan(entry: TimeEntry, { startedAt, endedAt, minutes }: Input, now: string): Span {
  if (startedAt === undefined && endedAt === undefined && minutes === undefined) return {}
  const end = minutes === undefined ? (endedAt ?? entry.endedAt ?? undefined) : endedAt
  return spanOf({ startedAt: startedAt ?? entry.startedAt, endedAt: end, minutes }, now)
}
