import * as z from 'zod'
import { AppError } from '../../errors.ts'
import { Id } from '../../ids.ts'
import { occurrencesBetween } from '../../schedule/occurrences.ts'
import { Timestamp } from '../../time.ts'
import { defineCommand } from '../definition.ts'
import { emitFired } from './emit-fired.ts'
import { existing } from './pause.ts'

const most = 500

export const backfillSchedule = defineCommand({
  type: 'schedule.backfill',
  summary: 'Fire a schedule for each of its times in a span, also for times before it was made',
  data: z.strictObject({
    id: Id,
    from: Timestamp,
    to: Timestamp.meta({ description: `both included; at most ${most} times lie between` }),
  }),
  needs: ({ id }) => [{ kind: 'schedule', ids: [id], write: true }],
  decide({ id, from, to }, context) {
    const schedule = existing(context, id)
    context.allow('automation.manage')
    const range = { after: Date.parse(from) - 1, to: Date.parse(to), most: most + 1 }
    const times = occurrencesBetween(schedule.spec, schedule.timeZone, range)
    if (times.length === 0 || times.length > most) {
      const found = times.length === 0 ? 'none of its times lies' : `more than ${most} of its times lie`
      throw new AppError('invalid_input', `${found} between from and to`, {
        fields: [{ path: 'to', expected: `a span with 1 to ${most} of its times`, code: 'invalid_span' }],
      })
    }
    let previous: string | null = null
    for (const at of times) {
      const scheduledFor = new Date(at).toISOString()
      emitFired(context, schedule, scheduledFor, previous, 'backfill')
      previous = scheduledFor
    }
    return { kind: 'schedule', id, version: schedule.version }
  },
})

export const triggerSchedule = defineCommand({
  type: 'schedule.trigger',
  summary: 'Fire a schedule now, also while it is paused; its own times stay',
  data: z.strictObject({ id: Id }),
  needs: ({ id }) => [{ kind: 'schedule', ids: [id], write: true }],
  decide({ id }, context) {
    const schedule = existing(context, id)
    context.allow('automation.manage')
    emitFired(context, schedule, context.now, schedule.lastAt, 'trigger')
    return { kind: 'schedule', id, version: schedule.version }
  },
})
