import { renderVariables } from '../../conditions/index.ts'
import type { Recurrence, Series, SeriesTask } from '../../entities/series.ts'
import type { Template } from '../../entities/template.ts'
import { Id } from '../../ids.ts'
import { checkRule } from '../../series/rrule-days.ts'
import { placedError, wrongAt } from '../../templates/problems.ts'
import type { CommandContext, LoadedRows, Need } from '../definition.ts'
import { membersIn, mergeCustomFields } from '../task/custom-fields.ts'
import { checkMember } from '../task/validate.ts'

/** What a series speaks of. */
export type SeriesContent = Pick<Series, 'projectId' | 'task' | 'template' | 'recurrence'>

export function needsOfContent({ projectId, task, template, recurrence }: SeriesContent): Need[] {
  return [
    { kind: 'project', ids: [projectId] },
    { kind: 'member', ids: [task?.assigneeId, ...membersIn(task?.customFields)] },
    { kind: 'task', ids: [task?.parentId, recurrence.onDate?.taskId] },
    ...(template ? [templateNeed(template.template)] : []),
    { all: 'custom_field' },
    { all: 'workspace' },
  ]
}

export const templateNeed = (name: string): Need =>
  Id.safeParse(name).success ? { kind: 'template', ids: [name.toLowerCase()] } : { kind: 'template', by: { name } }

export const templateNamed = (name: string, rows: Pick<LoadedRows, 'find' | 'findBy'>): Template | undefined =>
  rows.find('template', name.toLowerCase()) ?? rows.findBy('template', { name })

/** @throws AppError naming the place that is wrong */
export function checkContent(context: CommandContext, { projectId, task, template, recurrence }: SeriesContent): void {
  if ((task === null) === (template === null))
    throw wrongAt('task', 'a task, or a template in `template`; one of both', 'required')
  checkRecurrence(context, recurrence)
  if (template) {
    const found = templateNamed(template.template, context)
    if (!found || found.kind === 'workflow')
      throw wrongAt('template.template', 'the id or the name of a template of a task or a project', 'not_found')
  }
  if (task) checkTask(context, projectId, task)
}

function checkTask(context: CommandContext, projectId: string, task: SeriesTask): void {
  const sample = { date: '2026-01-05', number: 1 }
  placedError('task.title', () => renderVariables(task.title, sample))
  placedError('task.description', () => renderVariables(task.description, sample))
  placedError('task', () => {
    checkMember(context, task.assigneeId, 'assigneeId')
    mergeCustomFields(context, projectId, {}, task.customFields)
  })
  if (task.parentId !== null && context.get('task', task.parentId, 'task.parentId').projectId !== projectId)
    throw wrongAt('task.parentId', 'a task of the same project')
  const { startDays, dueDays } = task
  if (startDays !== null && dueDays !== null && startDays > dueDays)
    throw wrongAt('task.dueDays', 'no less than startDays')
}

function checkRecurrence(context: CommandContext, { rrule, onDate }: Recurrence): void {
  if (rrule !== undefined) checkRule(rrule, 'recurrence.rrule')
  if (!onDate) return
  context.get('task', onDate.taskId, 'recurrence.onDate.taskId')
  const { field } = onDate
  if (field === 'startDate' || field === 'dueDate' || context.findBy('custom_field', { key: field })?.type === 'date')
    return
  throw wrongAt(
    'recurrence.onDate.field',
    'startDate, dueDate, or the key of a custom field of type date',
    'unknown_field',
  )
}
