import { median } from '../../analytics/samples.ts'
import { daysBetween } from '../../calendar/calendar-date.ts'
import { dateIn } from '../../calendar/local-time.ts'
import { wallAt } from '../../calendar/zone.ts'
import { escapeTemplate } from '../../conditions/index.ts'
import type { AutomationSuggestion } from '../../entities/suggestion.ts'
import { deriveId } from '../../ids.ts'
import { replaceVarying } from '../../text/titles.ts'
import { evidenceOf } from '../evidence.ts'
import type { History, TaskAct } from '../history.ts'
import { prevailing, wilsonLowerBound } from '../statistics.ts'
import { type AlikeTasks, alikeTasks } from './alike-titles.ts'
import { type Fit, fitRhythm } from './fit-rhythm.ts'

const leastTasks = 3
/** Over all titles (Bonferroni's correction): how often chance may give one such rhythm. */
const mostChance = 0.02
/** What so many of the tasks have, the series has. */
const most = 0.8
/** Periods without a task after which people are taken to have stopped; a week at least, for there are holidays. */
const stoppedAfter = 2.5
const leastIdleDays = 7
const dayMs = 86_400_000

/** Tasks that people make again and again, each as a series that would make them. */
export function findRecurring(history: History): AutomationSuggestion[] {
  const made = history.acts.filter(({ changes, byHand }) => changes === null && byHand)
  const groups = alikeTasks(made, leastTasks)
  return groups.flatMap((alike) => {
    const day = (act: TaskAct) => dateIn(history.timeZone, new Date(act.at).toISOString())
    const fit = fitRhythm([...new Set(alike.acts.map(day))].sort(), mostChance / groups.length)
    const last = alike.acts.at(-1)
    if (!fit || !last) return []
    const { period, tolerance } = fit.rhythm
    const idleDays = (history.until - last.at) / dayMs
    const hasStopped = idleDays > Math.max(leastIdleDays, stoppedAfter * period + tolerance)
    return hasStopped ? [] : [suggest(history, alike, fit, last)]
  })
}

/** Its confidence: the lower end of the Wilson interval of what agrees, of all that the rule or people made. */
function suggest(history: History, { plain, acts }: AlikeTasks, fit: Fit, last: TaskAct): AutomationSuggestion {
  const { matched, missing, extra, rhythm } = fit
  const { projectId, parentId } = last.task
  const would = matched.length + missing
  return {
    id: deriveId(history.workspaceId, 'recurring', projectId, parentId ?? '', plain),
    kind: 'recurring',
    projectId,
    title: `Make “${last.task.title}” ${rhythm.words}`,
    why: `It was made by hand ${acts.length} times, ${rhythm.words}: on ${matched.length} of ${would} such days${extra > 0 ? `, and on ${extra} others` : ''}.`,
    confidence: wilsonLowerBound(matched.length, would + extra),
    backtest: { would, asByHand: matched.length, alreadySo: 0, otherwise: missing, missed: extra },
    evidence: evidenceOf(acts.map((act) => [act])),
    commands: [
      {
        type: 'series.create',
        data: {
          projectId,
          task: taskOf(history.timeZone, acts, last),
          recurrence: { rrule: rhythm.rrule },
          timeZone: history.timeZone,
          time: timeOf(history.timeZone, acts),
          ...(rhythm.startDate !== null && { startDate: rhythm.startDate }),
        },
      },
    ],
  }
}

function taskOf(timeZone: string, acts: readonly TaskAct[], { task }: TaskAct): Record<string, unknown> {
  const tasks = acts.map((act) => act.task)
  const titles = new Set(tasks.map(({ title }) => title))
  const dueDays = prevailing(
    acts.map(({ at, task: { dueDate } }) =>
      dueDate === null ? null : daysBetween(dateIn(timeZone, new Date(at).toISOString()), dueDate),
    ),
    most,
  )
  return {
    title:
      titles.size === 1 ? escapeTemplate(task.title) : replaceVarying(escapeTemplate(task.title), '{{variables.date}}'),
    type: prevailing(
      tasks.map(({ type }) => type),
      most,
    ),
    priority: prevailing(
      tasks.map(({ priority }) => priority),
      most,
    ),
    assigneeId: prevailing(
      tasks.map(({ assigneeId }) => assigneeId),
      most,
    ),
    parentId: task.parentId,
    tags: task.tags.filter((tag) => tasks.filter(({ tags }) => tags.includes(tag)).length >= most * tasks.length),
    estimatedMinutes: prevailing(
      tasks.map(({ estimatedMinutes }) => estimatedMinutes),
      most,
    ),
    dueDays: dueDays ?? null,
  }
}

/** The time of the day at which people make it, to the hour. */
function timeOf(timeZone: string, acts: readonly TaskAct[]): string {
  const hour = median(acts.map(({ at }) => new Date(wallAt(at, timeZone)).getUTCHours())) ?? 0
  return `${String(hour).padStart(2, '0')}:00`
}
