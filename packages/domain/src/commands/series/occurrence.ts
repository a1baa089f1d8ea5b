import type { Series, SeriesException } from '../../entities/series.ts'
import { baseOf, settle } from '../../series/settle.ts'
import { type Occurrence, upcoming } from '../../series/upcoming.ts'
import { wrongAt } from '../../templates/problems.ts'
import type { CommandContext, CommandResult, LoadedRows, Need } from '../definition.ts'
import { emitUpdate } from '../emit-update.ts'

/** What every change of a single occurrence needs. */
export const needsOfSeries = (id: string): Need[] => [{ kind: 'series', ids: [id], write: true }, { all: 'workspace' }]

export const sourceOf = (id: string, rows: LoadedRows): Need[] => {
  const series = rows.find('series', id)
  return series?.sourceTaskId ? [{ kind: 'task', ids: [series.sourceTaskId] }] : []
}

/** The series, for whoever may change it. */
export function seriesFor(context: CommandContext, id: string): Series {
  const series = context.get('series', id, 'id')
  context.allow('task.create', series.projectId)
  return series
}

/** So far ahead single occurrences can be named. */
const farthest = 2_000

/**
 * An occurrence that is not made yet, with those beside it.
 * @throws AppError when there is none on that day
 */
export function neighbours(context: CommandContext, series: Series, date: string) {
  if (series.lastDate !== null && date <= series.lastDate)
    throw wrongAt('date', `a day after ${series.lastDate}: what is made is changed as a task`)
  const base = baseOf(series, context.find('task', series.sourceTaskId))
  let before: Occurrence | undefined
  let found: Occurrence | undefined
  let seen = 0
  for (const occurrence of upcoming(series, base)) {
    if (found) return { found, before, after: occurrence }
    if (occurrence.date === date) found = occurrence
    else before = occurrence
    if (occurrence.date > date || ++seen > farthest) break
  }
  if (!found) throw wrongAt('date', 'a day on which the series falls', 'not_found')
  return { found, before, after: undefined }
}

/** Stores what is special about one occurrence, and what comes next now. */
export function setException(context: CommandContext, series: Series, change: SeriesException): CommandResult {
  const known = series.exceptions.find((one) => one.date === change.date)
  const rest = series.exceptions.filter((one) => one !== known)
  const merged = Object.fromEntries(
    Object.entries({ ...known, ...change }).filter(([, value]) => value !== undefined),
  ) as SeriesException
  const exceptions = [...rest, merged].sort((a, b) => (a.date < b.date ? -1 : 1))
  return saveSeries(context, series, { exceptions })
}

export function saveSeries(context: CommandContext, series: Series, patch: Partial<Series>): CommandResult {
  const next = { ...series, ...patch }
  const settled = settle(next, context.find('task', next.sourceTaskId))
  return emitUpdate(
    context,
    'series',
    series.id,
    { ...patch, ...settled },
    { type: 'series.updated', projectId: series.projectId },
  )
}
