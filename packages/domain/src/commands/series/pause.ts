import * as z from 'zod'
import { addDays } from '../../calendar/calendar-date.ts'
import { dateIn } from '../../calendar/local-time.ts'
import type { Series } from '../../entities/series.ts'
import { AppError } from '../../errors.ts'
import { Id } from '../../ids.ts'
import { baseOf } from '../../series/settle.ts'
import { upcoming } from '../../series/upcoming.ts'
import { type CommandContext, defineCommand } from '../definition.ts'
import { needsOfSeries, saveSeries, seriesFor, sourceOf } from './occurrence.ts'

export const pauseSeries = defineCommand({
  type: 'series.pause',
  summary: 'Make nothing of a series until it is resumed',
  data: z.strictObject({ id: Id }),
  needs: ({ id }) => needsOfSeries(id),
  more: ({ id }, rows) => sourceOf(id, rows),
  decide({ id }, context) {
    const series = seriesFor(context, id)
    refuseEnded(series)
    return saveSeries(context, series, { status: 'paused' })
  },
})

export const resumeSeries = defineCommand({
  type: 'series.resume',
  summary: 'Let a series go on that was paused, or whose tasks could not be made; what fell into a pause is left out',
  data: z.strictObject({ id: Id }),
  needs: ({ id }) => needsOfSeries(id),
  more: ({ id }, rows) => sourceOf(id, rows),
  decide({ id }, context) {
    const series = seriesFor(context, id)
    refuseEnded(series)
    const skipped = series.status === 'paused' ? passed(context, series) : {}
    return saveSeries(context, series, { ...skipped, status: 'active', problem: null })
  },
})

function refuseEnded({ status }: Series): void {
  if (status === 'ended')
    throw new AppError('invalid_state', 'the series has ended; give it another end, or make a new one')
}

/** What fell into the pause is over, but for the task that comes after completion. */
function passed(context: CommandContext, series: Series): Partial<Series> {
  if (series.recurrence.afterCompletion) return {}
  const yesterday = addDays(dateIn(series.timeZone, context.now), -1)
  let last: Partial<Series> = {}
  for (const { date, on, number } of upcoming(series, baseOf(series, context.find('task', series.sourceTaskId)))) {
    if (on > yesterday) break
    last = { lastDate: date, number }
  }
  return last
}
