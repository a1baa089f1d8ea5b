import { dateIn } from '../../calendar/local-time.ts'
import type { Task } from '../../entities/task.ts'
import type { FieldChange } from '../../merge.ts'
import { dayOfNext } from '../../series/days.ts'
import { settingOf } from '../../templates/setting.ts'
import type { CommandContext, LoadedRows, Need } from '../definition.ts'
import { saveSeries } from './occurrence.ts'

/** The series of which a task is an occurrence, to be told that it is done. */
export function seriesOfTask(id: string, rows: LoadedRows): Need[] {
  const task = rows.find('task', id)
  return task?.seriesId ? [{ kind: 'series', ids: [task.seriesId], write: true }, { all: 'workspace' }] : []
}

/** Series that go by a date of the task. */
export const seriesOnDatesOf = (id: string): Need => ({ kind: 'series', by: { sourceTaskId: id }, write: true })

/**
 * What a task's change means for series, in the same transaction, so that it cannot be missed: the next task comes so long after this
 * one was done, and days that count from its dates move with them.
 */
export function tellSeries(context: CommandContext, task: Task, changes: Readonly<Record<string, FieldChange>>): void {
  if (changes.status && (task.status === 'completed' || task.status === 'canceled')) taskIsDone(context, task)
  if (!changes.startDate && !changes.dueDate && !changes.customFields) return
  for (const series of context.all('series')) if (series.sourceTaskId === task.id) saveSeries(context, series, {})
}

/** Completed, canceled or deleted: nobody waits for it any more. */
export function taskIsDone(context: CommandContext, task: Task): void {
  const series = context.find('series', task.seriesId)
  const after = series?.recurrence.afterCompletion
  if (!series || !after || series.status === 'ended' || series.nextDate !== null || series.lastDate !== task.occurrence)
    return
  const { calendar } = settingOf(context.all('workspace')[0], context.now)
  saveSeries(context, series, {
    nextDate: dayOfNext(after, dateIn(series.timeZone, context.now), series.lastDate, calendar),
  })
}
