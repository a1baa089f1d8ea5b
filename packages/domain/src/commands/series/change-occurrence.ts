import * as z from 'zod'
import { renderVariables } from '../../conditions/index.ts'
import { Id } from '../../ids.ts'
import { placedError, wrongAt } from '../../templates/problems.ts'
import { CalendarDate } from '../../time.ts'
import { defineCommand } from '../definition.ts'
import { checkMember } from '../task/validate.ts'
import { Changes } from './fields.ts'
import { needsOfSeries, neighbours, seriesFor, setException, sourceOf } from './occurrence.ts'

export const changeOccurrence = defineCommand({
  type: 'series.change_occurrence',
  summary: 'Give one occurrence of a series another title, assignee or the like, before its task is made',
  data: z.strictObject({
    id: Id,
    date: CalendarDate.meta({ description: 'the day that the recurrence says' }),
    changes: Changes,
  }),
  needs: ({ id, changes }) => [...needsOfSeries(id), { kind: 'member', ids: [changes.assigneeId] }],
  more: ({ id }, rows) => sourceOf(id, rows),
  decide({ id, date, changes }, context) {
    const series = seriesFor(context, id)
    if (series.template) throw wrongAt('changes', 'nothing: what a template makes is changed as a task')
    if (changes.assigneeId) context.allow('task.assign', series.projectId)
    const { found } = neighbours(context, series, date)
    placedError('changes', () => checkMember(context, changes.assigneeId, 'assigneeId'))
    const sample = { date, number: found.number }
    for (const field of ['title', 'description'] as const)
      placedError(`changes.${field}`, () => renderVariables(changes[field] ?? '', sample))
    return setException(context, series, { date, changes: { ...found.changes, ...changes } })
  },
})
