import * as z from 'zod'
import type { Series } from '../../entities/series.ts'
import { AppError } from '../../errors.ts'
import { Id } from '../../ids.ts'
import { dueAt } from '../../series/due.ts'
import { baseOf, settle } from '../../series/settle.ts'
import { settingOf } from '../../templates/setting.ts'
import { Timestamp } from '../../time.ts'
import { type CommandContext, defineCommand, type LoadedRows, type Need } from '../definition.ts'
import { emitUpdate } from '../emit-update.ts'
import { tagsNamed } from '../organize/ensure-tags.ts'
import { membersIn } from '../task/custom-fields.ts'
import { templateNamed, templateNeed } from './check.ts'
import { makeOccurrence, occurrenceId, planOccurrence } from './make-occurrence.ts'

/** Asked for as often as one likes: what is made already is known by the day up to which the series is done. */
export const occurSeries = defineCommand({
  type: 'series.occur',
  summary: 'Make the tasks of a series that are due',
  public: false,
  data: z.strictObject({ id: Id, at: Timestamp }),
  needs: ({ id }) => [{ kind: 'series', ids: [id], write: true }, { all: 'workspace' }],
  more({ id, at }, rows) {
    const series = rows.find('series', id)
    if (series?.status !== 'active') return []
    return [
      ...(series.sourceTaskId ? [{ kind: 'task', ids: [series.sourceTaskId] } as const] : []),
      ...needsOf(series, at, rows),
    ]
  },
  decide({ id, at }, context) {
    const series = context.get('series', id, 'id')
    context.allow('task.create', series.projectId)
    const result = { kind: 'series', id, version: series.version } as const
    if (series.status !== 'active') return result
    const { make, missed, last } = dueOf(series, at, context)
    if (!last) return saved(context, series, {})
    const template = series.template ? templateNamed(series.template.template, context) : undefined
    if (series.template && !template)
      throw new AppError('not_found', `the template ${series.template.template} of the series is not there any more`)
    const setting = settingOf(context.all('workspace')[0], at)
    for (const occurrence of make) makeOccurrence(context, series, occurrence, template, setting)
    const ended = saved(context, series, {
      number: last.number,
      lastDate: last.date,
      nextDate: null,
      exceptions: series.exceptions.filter((one) => one.date > last.date),
      problem: null,
    })
    if (missed.length > 0)
      context.emit({
        type: 'series.missed',
        subject: { type: 'series', id },
        projectId: series.projectId,
        data: { seriesId: id, name: series.name, ownerId: series.ownerId, dates: missed.map(({ date }) => date) },
      })
    return ended
  },
})

const dueOf = (series: Series, at: string, rows: Pick<LoadedRows, 'find'>) =>
  dueAt(series, baseOf(series, rows.find('task', series.sourceTaskId)), at)

function saved(context: CommandContext, series: Series, patch: Partial<Series>) {
  const settled = settle({ ...series, ...patch }, context.find('task', series.sourceTaskId))
  const event = { type: 'series.updated', projectId: series.projectId } as const
  return emitUpdate(context, 'series', series.id, { ...patch, ...settled }, event)
}

function needsOf(series: Series, at: string, rows: LoadedRows): Need[] {
  const { projectId, task } = series
  const { make } = dueOf(series, at, rows)
  if (make.length === 0) return []
  const common: Need[] = [{ kind: 'project', ids: [projectId] }, { all: 'state' }, { all: 'custom_field' }]
  if (series.template) {
    const template = templateNamed(series.template.template, rows)
    if (!template) return [templateNeed(series.template.template)]
    const setting = settingOf(rows.all('workspace')[0], at)
    const tasks = make.flatMap(({ on }) => {
      try {
        return planOccurrence(series, template, on, setting).tasks
      } catch {
        // What is wrong is told by the decision.
        return []
      }
    })
    const members = tasks.flatMap((one) => [one.assigneeId, ...membersIn(one.customFields)])
    const tags = tagsNamed(tasks.flatMap((one) => one.tags))
    return [
      ...common,
      { kind: 'member', ids: [...new Set(members)] },
      ...tags,
      { numberIn: projectId, count: Math.max(1, tasks.length) },
    ]
  }
  const members = make.map(({ changes }) => changes?.assigneeId)
  return [
    ...common,
    { kind: 'task', ids: make.map(({ date }) => occurrenceId(series, date)) },
    { kind: 'task', ids: [task?.parentId], write: true },
    ...(task?.parentId ? [{ fact: 'task_ancestors', id: task.parentId } as const] : []),
    { kind: 'member', ids: [task?.assigneeId, ...members, ...membersIn(task?.customFields)] },
    ...tagsNamed(task?.tags, ...make.map(({ changes }) => changes?.tags)),
    { numberIn: projectId, count: make.length },
  ]
}
