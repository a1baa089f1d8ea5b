import * as z from 'zod'
import { Id } from '../../ids.ts'
import { CalendarDate } from '../../time.ts'
import { defineCommand } from '../definition.ts'
import { needsOfSeries, saveSeries, seriesFor, sourceOf } from './occurrence.ts'

export const endSeries = defineCommand({
  type: 'series.end',
  summary: 'End a series, now or after a day; the tasks that it made stay',
  data: z.strictObject({
    id: Id,
    after: CalendarDate.optional().meta({ description: 'the last day; by default it ends at once' }),
  }),
  needs: ({ id }) => needsOfSeries(id),
  more: ({ id }, rows) => sourceOf(id, rows),
  decide({ id, after }, context) {
    const series = seriesFor(context, id)
    return saveSeries(context, series, after === undefined ? { status: 'ended' } : { endDate: after })
  },
})
