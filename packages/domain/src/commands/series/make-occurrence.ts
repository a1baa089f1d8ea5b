import { addDays } from '../../calendar/calendar-date.ts'
import { renderVariables } from '../../conditions/index.ts'
import type { Series, SeriesTask } from '../../entities/series.ts'
import type { Template } from '../../entities/template.ts'
import { deriveId } from '../../ids.ts'
import { parse } from '../../parse.ts'
import type { Occurrence } from '../../series/upcoming.ts'
import { shortened } from '../../storable-text.ts'
import { type PlanSetting, planTemplate, type TemplatePlan } from '../../templates/plan.ts'
import type { CommandContext } from '../definition.ts'
import { createTask, makeTask } from '../task/create.ts'
import { mostTitle } from '../task/fields.ts'
import { makeTasks } from '../template/make-tasks.ts'

/** The ids of an occurrence follow from the series and its day, so that it is never made twice. */
export const occurrenceId = (series: Pick<Series, 'id'>, date: string, ...key: string[]): string =>
  deriveId(series.id, 'occurrence', date, ...key)

export const planOccurrence = (series: Series, template: Template, on: string, setting: PlanSetting): TemplatePlan =>
  planTemplate(
    template,
    { variables: series.template?.variables ?? {}, roles: series.template?.roles ?? {}, start: on },
    setting,
  )

/** Makes the task of an occurrence, or all that its template describes, with the rights of the series’ owner. */
export function makeOccurrence(
  context: CommandContext,
  series: Series,
  occurrence: Occurrence,
  template: Template | undefined,
  setting: PlanSetting,
): void {
  const { date, on, number, changes } = occurrence
  const mark = { seriesId: series.id, occurrence: date }
  if (template) {
    const plan = planOccurrence(series, template, on, setting)
    const idOf = (...key: string[]) => occurrenceId(series, date, ...key)
    makeTasks(context, { template, plan, projectId: series.projectId, parentId: undefined, idOf, mark })
    return
  }
  if (!series.task) return
  const { startDays, dueDays, ...fields } = { ...series.task, ...(changes as Partial<SeriesTask>) }
  const values = { date: on, number }
  const data = {
    ...fields,
    id: occurrenceId(series, date),
    projectId: series.projectId,
    title: shortened(renderVariables(fields.title, values), mostTitle),
    description: renderVariables(fields.description, values),
    startDate: startDays === null ? null : addDays(on, startDays),
    dueDate: dueDays === null ? null : addDays(on, dueDays),
  }
  makeTask(parse(createTask.data, data, 'the task'), context, mark)
}
