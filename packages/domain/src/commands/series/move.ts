import * as z from 'zod'
import { Id } from '../../ids.ts'
import { wrongAt } from '../../templates/problems.ts'
import { CalendarDate } from '../../time.ts'
import { defineCommand } from '../definition.ts'
import { needsOfSeries, neighbours, seriesFor, setException, sourceOf } from './occurrence.ts'

export const moveOccurrence = defineCommand({
  type: 'series.move',
  summary: 'Put one occurrence of a series on another day, between the one before and the one after it',
  data: z.strictObject({
    id: Id,
    date: CalendarDate.meta({ description: 'the day that the recurrence says' }),
    to: CalendarDate,
  }),
  needs: ({ id }) => needsOfSeries(id),
  more: ({ id }, rows) => sourceOf(id, rows),
  decide({ id, date, to }, context) {
    const series = seriesFor(context, id)
    const { before, after } = neighbours(context, series, date)
    const first = before?.on ?? series.lastDate
    if (first !== null && to <= first) throw wrongAt('to', `a day after ${first}, the occurrence before`)
    if (after && to >= after.on) throw wrongAt('to', `a day before ${after.on}, the occurrence after`)
    return setException(context, series, { date, skipped: undefined, movedTo: to === date ? undefined : to })
  },
})
