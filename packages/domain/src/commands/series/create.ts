import * as z from 'zod'
import type { Series } from '../../entities/series.ts'
import { deriveId, Id } from '../../ids.ts'
import { daysFrom } from '../../series/days.ts'
import { baseOf, settle } from '../../series/settle.ts'
import { beginningOf } from '../../storable-text.ts'
import { settingOf } from '../../templates/setting.ts'
import { CalendarDate } from '../../time.ts'
import { defineCommand } from '../definition.ts'
import { emitInsert } from '../emit-update.ts'
import { NewEntityId } from '../fields.ts'
import { refuseArchivedProject } from '../read-only.ts'
import { checkContent, needsOfContent, type SeriesContent } from './check.ts'
import { seriesFields } from './fields.ts'

/** Every day since the beginning is counted: from the year 1 on that took the database seconds. */
const earliest = '1970-01-01'

export const createSeries = defineCommand({
  type: 'series.create',
  summary: 'Make work come again: on certain days, so long after it was done, or when a date of a task comes',
  data: z.strictObject({
    id: NewEntityId,
    projectId: Id,
    name: seriesFields.name.optional(),
    task: seriesFields.task.optional(),
    template: seriesFields.template.optional(),
    recurrence: seriesFields.recurrence,
    timeZone: seriesFields.timeZone.optional(),
    time: seriesFields.time.default('00:00'),
    leadDays: seriesFields.leadDays.default(0),
    startDate: CalendarDate.refine((day) => day >= earliest, `${earliest} or later`)
      .optional()
      .meta({ description: `by default today; ${earliest} at the earliest` }),
    endDate: seriesFields.endDate.default(null),
    count: seriesFields.count.default(null),
    catchUp: seriesFields.catchUp.default('latest'),
    scopes: seriesFields.scopes.default(null),
  }),
  needs: (data) => [{ kind: 'series', ids: [data.id] }, ...needsOfContent(contentOf(data))],
  decide(data, context) {
    const project = context.get('project', data.projectId, 'projectId')
    context.allow('task.create', project.id)
    context.allowScopes(data.scopes)
    refuseArchivedProject(context, project.id)
    const content = contentOf(data)
    if (content.task?.assigneeId) context.allow('task.assign', project.id)
    checkContent(context, content)
    const [workspace] = context.all('workspace')
    const timeZone = data.timeZone ?? workspace?.timeZone ?? 'UTC'
    const { today } = settingOf(workspace && { ...workspace, timeZone }, context.now)
    const startDate = data.startDate ?? today
    const source = context.find('task', content.recurrence.onDate?.taskId)
    const past = daysBefore(today, { ...content, startDate }, baseOf(content, source))
    const series: Series = {
      id: data.id ?? deriveId(context.commandId, 'series'),
      name: data.name ?? (content.task && beginningOf(content.task.title, 200)) ?? content.template?.template ?? '',
      ...content,
      ownerId: context.actor.memberId,
      scopes: data.scopes,
      sourceTaskId: content.recurrence.onDate?.taskId ?? null,
      timeZone,
      time: data.time,
      leadDays: data.leadDays,
      startDate,
      endDate: data.endDate,
      count: data.count,
      catchUp: data.catchUp,
      exceptions: [],
      status: 'active',
      number: past.length,
      lastDate: past.at(-1) ?? null,
      nextDate: content.recurrence.afterCompletion ? startDate : null,
      nextAt: null,
      problem: null,
      previousId: null,
      version: 1,
      createdAt: context.now,
      updatedAt: context.now,
    }
    const row = { ...series, ...settle(series, source) }
    return emitInsert(context, 'series', row, { type: 'series.created', projectId: project.id })
  },
})

interface Content extends Pick<Series, 'projectId' | 'recurrence'> {
  readonly task?: Series['task'] | undefined
  readonly template?: Series['template'] | undefined
}

const contentOf = ({ projectId, task = null, template = null, recurrence }: Content): SeriesContent => ({
  ...{ projectId, task, template, recurrence },
})

/** What a series that began before today has behind it is not made up for. */
function daysBefore(today: string, series: Pick<Series, 'recurrence' | 'startDate'>, base: string | null): string[] {
  const days: string[] = []
  if (series.recurrence.afterCompletion || series.startDate >= today) return days
  for (const day of daysFrom(series, series.startDate, base)) {
    if (day >= today) break
    days.push(day)
  }
  return days
}
