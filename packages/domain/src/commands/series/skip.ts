import * as z from 'zod'
import { Id } from '../../ids.ts'
import { dayOfNext } from '../../series/days.ts'
import { settingOf } from '../../templates/setting.ts'
import { CalendarDate } from '../../time.ts'
import { defineCommand } from '../definition.ts'
import { needsOfSeries, neighbours, saveSeries, seriesFor, setException, sourceOf } from './occurrence.ts'

export const skipOccurrence = defineCommand({
  type: 'series.skip',
  summary: 'Leave out one occurrence of a series',
  data: z.strictObject({ id: Id, date: CalendarDate.meta({ description: 'the day that the recurrence says' }) }),
  needs: ({ id }) => needsOfSeries(id),
  more: ({ id }, rows) => sourceOf(id, rows),
  decide({ id, date }, context) {
    const series = seriesFor(context, id)
    neighbours(context, series, date)
    const after = series.recurrence.afterCompletion
    if (!after) return setException(context, series, { date, skipped: true })
    const { calendar } = settingOf(context.all('workspace')[0], context.now)
    return saveSeries(context, series, {
      number: series.number + 1,
      lastDate: date,
      nextDate: dayOfNext(after, date, date, calendar),
    })
  },
})
