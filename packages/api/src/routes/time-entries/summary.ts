import { TimeGrouping, TimeSummary } from '@orchestrator/domain'
import { sumTimeEntries } from '@orchestrator/store'
import * as z from 'zod'
import { read } from '../../http/read.ts'
import { defineRoute } from '../../http/route.ts'
import { timeFilters } from './filters.ts'

export const summarizeTime = defineRoute({
  method: 'get',
  path: '/v1/time-entries/summary',
  operationId: 'summarizeTime',
  tag: 'Time',
  summary: 'How much time was worked, by task, member, project or day',
  description:
    'Timers that run do not count yet. An entry counts on the day on which it began, in the workspace’s time zone.',
  access: 'read',
  query: z.strictObject({ ...timeFilters, groupBy: TimeGrouping.default('task') }),
  answer: { status: 200, description: 'The sums', schema: TimeSummary },
  async handle({ api, c, workspaceId, query: { groupBy, ...filter } }) {
    return c.json(await read(api, workspaceId, (tx) => sumTimeEntries(tx, workspaceId, filter, groupBy)))
  },
})
