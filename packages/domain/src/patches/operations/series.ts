import { createSeries } from '../../commands/series/create.ts'
import { pauseSeries, resumeSeries } from '../../commands/series/pause.ts'
import { quoted } from '../in-words.ts'
import { named } from '../values.ts'
import { makes, turns } from './definition.ts'

/** A series is never deleted; a paused one makes nothing. */
export const createSeriesOperation = makes(createSeries, {
  kind: 'series',
  undoneBy: 'series.pause',
  into: { kind: 'project', field: 'projectId' },
  refers: ({ task, recurrence }) => [
    ...named('member', task?.assigneeId, 'task.assigneeId'),
    ...named('task', task?.parentId, 'task.parentId'),
    ...named('task', recurrence.onDate?.taskId, 'recurrence.onDate.taskId'),
  ],
  summary: ({ name, task, template }) => `Make work come again: ${quoted(name ?? task?.title ?? template?.template)}`,
})

export const pauseSeriesOperation = turns(pauseSeries, {
  ...{ kind: 'series', field: 'status', undoneBy: 'series.resume', words: 'Pause the series' },
})

export const resumeSeriesOperation = turns(resumeSeries, {
  ...{ kind: 'series', field: 'status', undoneBy: 'series.pause', words: 'Resume the series' },
})
