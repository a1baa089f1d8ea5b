import * as z from 'zod'
import { addDays } from '../../calendar/calendar-date.ts'
import type { Series } from '../../entities/series.ts'
import { deriveId, Id } from '../../ids.ts'
import { daysFrom } from '../../series/days.ts'
import { baseOf, settle } from '../../series/settle.ts'
import { wrongAt } from '../../templates/problems.ts'
import { CalendarDate } from '../../time.ts'
import { type CommandContext, defineCommand } from '../definition.ts'
import { emitInsert, emitUpdate } from '../emit-update.ts'
import { BaseVersion } from '../fields.ts'
import { checkContent, needsOfContent } from './check.ts'
import { seriesFields } from './fields.ts'

export const updateSeries = defineCommand({
  type: 'series.update',
  summary:
    'Change a series: all occurrences that are not made yet, or those from a day on; whoever does becomes its owner',
  data: z.strictObject({
    id: Id,
    baseVersion: BaseVersion,
    from: CalendarDate.optional().meta({
      description: 'the occurrence from which on the change counts: the series ends before it, and a new one goes on',
    }),
    ...z.strictObject(seriesFields).partial().shape,
    task: seriesFields.task.nullable().optional(),
    template: seriesFields.template.nullable().optional(),
  }),
  needs: ({ id }) => [{ kind: 'series', ids: [id], write: true }],
  more(data, rows) {
    const series = rows.find('series', data.id)
    return series ? [...needsOfContent(series), ...needsOfContent({ ...series, ...contentIn(data) })] : []
  },
  decide({ id, baseVersion, from, ...patch }, context) {
    const series = context.get('series', id, 'id')
    context.allow('task.create', series.projectId)
    const changed = Object.fromEntries(
      Object.entries(patch).filter(([, value]) => value !== undefined),
    ) as Partial<Series>
    const next: Series = { ...series, ...changed, ownerId: context.actor.memberId, problem: null }
    if (next.task?.assigneeId) context.allow('task.assign', series.projectId)
    checkContent(context, next)
    // It acts with its owner's rights: an edit by somebody with fewer rights must not borrow more.
    context.allowScopes(next.scopes)
    next.sourceTaskId = next.recurrence.onDate?.taskId ?? null
    const source = context.find('task', next.sourceTaskId)
    const event = { projectId: series.projectId, baseVersion }
    if (from === undefined) {
      if (
        changed.recurrence?.afterCompletion &&
        next.nextDate === null &&
        series.recurrence.afterCompletion === undefined
      )
        next.nextDate = series.lastDate === null ? series.startDate : addDays(series.lastDate, 1)
      Object.assign(next, settle(reopened(next, changed), source))
      const {
        version: _v,
        createdAt: _c,
        updatedAt: _u,
        fieldVersions: _f,
        ...fields
      } = next as Series & { fieldVersions?: unknown }
      return emitUpdate(context, 'series', id, fields, { type: 'series.updated', ...event })
    }
    const number = placeOf(context, series, from)
    const rest: Series = {
      ...next,
      ...{
        id: deriveId(context.commandId, 'series'),
        previousId: series.id,
        startDate: from,
        lastDate: null,
        number: 0,
      },
      ...{
        status: series.status,
        nextDate: null,
        nextAt: null,
        version: 1,
        createdAt: context.now,
        updatedAt: context.now,
      },
      exceptions: series.exceptions.filter((one) => one.date >= from),
      count: changed.count === undefined && series.count !== null ? series.count - number : next.count,
    }
    Reflect.deleteProperty(rest, 'fieldVersions')
    const head = { endDate: addDays(from, -1), exceptions: series.exceptions.filter((one) => one.date < from) }
    const old = settle({ ...series, ...head }, context.find('task', series.sourceTaskId))
    emitUpdate(context, 'series', id, { ...head, ...old }, { type: 'series.updated', ...event })
    Object.assign(rest, settle(rest, source))
    return emitInsert(context, 'series', rest, { type: 'series.created', projectId: series.projectId })
  },
})

const contentIn = (data: object) => {
  const { task, template, recurrence } = data as Partial<Series>
  return {
    ...(task !== undefined && { task }),
    ...(template !== undefined && { template }),
    ...(recurrence && { recurrence }),
  }
}

/** A series that had come to its end goes on when it is given more days. */
function reopened(series: Series, changed: Partial<Series>): Series {
  const longer = changed.endDate !== undefined || changed.count !== undefined || changed.recurrence !== undefined
  return series.status === 'ended' && longer ? { ...series, status: 'active' } : series
}

/** How many occurrences lie before one. @throws AppError when there is none on that day, or it is made already */
function placeOf(context: CommandContext, series: Series, from: string): number {
  if (series.recurrence.afterCompletion)
    throw wrongAt('from', 'nothing: after completion, only the next occurrence is known')
  const base = baseOf(series, context.find('task', series.sourceTaskId))
  if (series.lastDate !== null && from <= series.lastDate)
    throw wrongAt('from', `a day after ${series.lastDate}, the last that is made`)
  let number = series.number
  const start = series.lastDate === null ? series.startDate : addDays(series.lastDate, 1)
  for (const day of daysFrom(series, start, base)) {
    if (day === from) return number
    if (day > from) break
    number++
  }
  throw wrongAt('from', 'a day on which the series falls', 'not_found')
}
