import * as z from 'zod'
import { AppError } from '../../errors.ts'
import { Id } from '../../ids.ts'
import { dueFirings, isActive } from '../../schedule/due.ts'
import { defineCommand } from '../definition.ts'
import { emitFired, firing } from './emit-fired.ts'
import { upcoming } from './set-schedules.ts'

/**
 * Not public: whoever is woken at the time asks. What is due is decided here, on the locked row that says how far it is, so it is
 * fired exactly once, however many ask and however late.
 */
export const fireSchedule = defineCommand({
  type: 'schedule.fire',
  summary: 'Fire what is due of a schedule, and tell what was missed',
  public: false,
  data: z.strictObject({ id: Id }),
  needs: ({ id }) => [{ kind: 'schedule', ids: [id], write: true }],
  decide({ id }, context) {
    const schedule = context.get('schedule', id, 'id')
    const due = isActive(schedule) ? dueFirings(schedule, Date.parse(context.now)) : { fire: [], missed: null }
    const last = Math.max(due.missed?.to ?? 0, due.fire.at(-1)?.at ?? 0)
    // Refused, so that nothing remembers it: a moment later it may be due.
    if (last === 0) throw new AppError('invalid_state', 'nothing of the schedule is due', { details: { due: false } })
    if (due.missed) {
      const { count, from, to } = due.missed
      context.emit({
        type: 'schedule.missed',
        subject: { type: 'schedule', id },
        data: {
          schedule: firing(schedule),
          count,
          from: new Date(from).toISOString(),
          to: new Date(to).toISOString(),
          timeZone: schedule.timeZone,
        },
      })
    }
    let previous = schedule.lastAt
    for (const { at, late } of due.fire) {
      const scheduledFor = new Date(at).toISOString()
      emitFired(context, schedule, scheduledFor, previous, late ? 'caught_up' : 'due')
      previous = scheduledFor
    }
    const lastAt = new Date(last).toISOString()
    const next = upcoming({ ...schedule, lastAt })
    // Its last one: Temporal is to forget it.
    context.update('schedule', id, { lastAt, ...next, ...(next.nextAt === null && { syncAt: context.now }) })
    return { kind: 'schedule', id, version: context.get('schedule', id).version }
  },
})
