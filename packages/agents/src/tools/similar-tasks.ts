import { AppError, Id, percentile } from '@orchestrator/domain'
import { leastLikeness, plainTitle, titleLikeness, wordsOf } from '@orchestrator/domain/text'
import { type DoneTask, doneTasksLike } from '@orchestrator/store'
import * as z from 'zod'
import { withoutEmpty } from '../output/without-empty.ts'
import { defineReadTool } from './definition.ts'
import { findTask, TaskName } from './find-task.ts'

/** So many of those that share a word, the latest, are compared. */
const mostCompared = 2_000
const mostWords = 12

export const similarTasks = defineReadTool({
  name: 'similar_tasks',
  title: 'Find done tasks alike, and how long they took',
  description:
    'Finds completed tasks whose titles are like that of a task, or like a title, with their estimates and the time that they took, and sums that up (nearest-rank percentiles). Use it before you estimate. `likeness` is from 0.3 to 1; `startedToDoneHours` is calendar time, not work.',
  permission: 'workspace.read',
  input: z.strictObject({
    task: TaskName.optional().describe('the task (id or identifier) for which to look; give this or `title`'),
    title: z.string().trim().min(1).max(500).optional().describe('a title for which to look; give this or `task`'),
    projectId: Id.optional().describe('only tasks of this project'),
    limit: z.int().min(1).max(30).default(10).describe('how many tasks to show at most, 1 to 30; the sums are of all'),
  }),
  async read(reading, { task: name, title, projectId, limit }) {
    if ((name === undefined) === (title === undefined)) {
      const fields = [{ path: 'task', expected: 'a task or a title, not both', code: 'invalid_input' }]
      throw new AppError('invalid_input', 'task: a task or a title, not both', { fields })
    }
    const own = name === undefined ? undefined : await findTask(reading, name)
    const wanted = plainTitle(own?.title ?? title ?? '')
    const words = wordsOf(wanted).slice(0, mostWords)
    const request = { words, projectId, limit: mostCompared }
    const done = words.length === 0 ? [] : await doneTasksLike(reading.tx, reading.workspaceId, request)
    const alike = done
      .filter(({ id }) => id !== own?.id)
      .map((one) => ({ one, likeness: titleLikeness(wanted, plainTitle(one.title)) }))
      .filter(({ likeness }) => likeness >= leastLikeness)
      .sort((a, b) => b.likeness - a.likeness)
    return {
      title: own?.title ?? title,
      found: alike.length,
      ...sumsOf(alike.map(({ one }) => one)),
      tasks: alike.slice(0, limit).map(({ one, likeness }) => ({ ...line(one), likeness: rounded(likeness) })),
    }
  },
})

const hour = 3_600_000
const rounded = (value: number) => Math.round(value * 100) / 100

const hoursOf = ({ startedAt, completedAt }: DoneTask): number | null =>
  startedAt === null || completedAt === null ? null : rounded((Date.parse(completedAt) - Date.parse(startedAt)) / hour)

const line = (task: DoneTask) => withoutEmpty({ ...task, startedAt: null, startedToDoneHours: hoursOf(task) })

/** Half, and 85 of 100, took no longer than this. */
function sumsOf(tasks: readonly DoneTask[]) {
  const spread = (values: readonly (number | null)[]) => {
    const known = values.filter((value) => value !== null)
    return known.length === 0 ? null : { of: known.length, p50: percentile(known, 50), p85: percentile(known, 85) }
  }
  const ratio = ({ actualMinutes, estimatedMinutes }: DoneTask) =>
    actualMinutes === null || !estimatedMinutes ? null : rounded(actualMinutes / estimatedMinutes)
  return withoutEmpty({
    actualMinutes: spread(tasks.map((task) => task.actualMinutes)),
    estimatedMinutes: spread(tasks.map((task) => task.estimatedMinutes)),
    actualByEstimated: spread(tasks.map(ratio)),
    estimatePoints: spread(tasks.map((task) => task.estimatePoints)),
    startedToDoneHours: spread(tasks.map(hoursOf)),
  })
}
