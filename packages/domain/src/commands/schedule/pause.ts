import * as z from 'zod'
import type { Schedule } from '../../entities/schedule.ts'
import { AppError } from '../../errors.ts'
import { Id } from '../../ids.ts'
import { type CommandContext, defineCommand } from '../definition.ts'
import { emitUpdate } from '../emit-update.ts'
import { placed } from './set-schedules.ts'

export const pauseSchedule = defineCommand({
  type: 'schedule.pause',
  summary: 'Pause a schedule: nothing fires until it is resumed, and what would have is not made up for',
  data: z.strictObject({ id: Id }),
  needs: ({ id }) => [{ kind: 'schedule', ids: [id], write: true }],
  decide({ id }, context) {
    const schedule = existing(context, id)
    context.allow('automation.manage')
    const pausedAt = schedule.pausedAt ?? context.now
    const patch = { pausedAt, nextAt: null, ...(schedule.pausedAt === null && { dueAt: null, syncAt: context.now }) }
    return emitUpdate(context, 'schedule', id, patch, { type: 'schedule.paused' })
  },
})

export const resumeSchedule = defineCommand({
  type: 'schedule.resume',
  summary: 'Resume a schedule: it counts from now on',
  data: z.strictObject({ id: Id }),
  needs: ({ id }) => [{ kind: 'schedule', ids: [id], write: true }],
  decide({ id }, context) {
    const schedule = existing(context, id)
    context.allow('automation.manage')
    if (schedule.pausedAt === null) return { kind: 'schedule', id, version: schedule.version }
    const begun = { pausedAt: null, activeAt: context.now }
    const patch = { ...begun, ...placed(context, { ...schedule, ...begun }) }
    return emitUpdate(context, 'schedule', id, patch, { type: 'schedule.resumed' })
  },
})

/** @throws AppError `not_found` also for one that was removed */
export function existing(context: CommandContext, id: string): Schedule {
  const schedule = context.get('schedule', id, 'id')
  if (schedule.removedAt !== null) throw new AppError('not_found', `there is no schedule ${id}`)
  return schedule
}
