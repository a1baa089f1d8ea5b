import { ModelUsage, ModelUsageGrouping, Timestamp } from '@orchestrator/domain'
import { readModelUsage } from '@orchestrator/store'
import * as z from 'zod'
import { read } from '../../http/read.ts'
import { defineRoute } from '../../http/route.ts'
import { requirePermission } from '../../middleware/authenticate.ts'

const usualDays = 30

export const showModelUsage = defineRoute({
  method: 'get',
  path: '/v1/models/usage',
  operationId: 'showModelUsage',
  tag: 'Models',
  summary: 'What models were asked and what it cost, by day, agent, model, project or type of task',
  description:
    'Needs the permission audit.read. A call counts on the day on which it began, in the workspace’s time zone. By default the last 30 days.',
  access: 'read',
  query: z.strictObject({
    from: Timestamp.optional().meta({ description: 'begun at or after this time' }),
    to: Timestamp.optional().meta({ description: 'begun before this time' }),
    groupBy: ModelUsageGrouping.default('day'),
  }),
  answer: { status: 200, description: 'The sums', schema: ModelUsage },
  async handle({ api, c, identity, workspaceId, query: { from, to, groupBy } }) {
    requirePermission(identity, 'audit.read')
    const until = to ?? new Date().toISOString()
    const since = from ?? new Date(Date.parse(until) - usualDays * 86_400_000).toISOString()
    const range = { from: since, to: until, groupBy }
    return c.json(await read(api, workspaceId, (tx) => readModelUsage(tx, workspaceId, range)))
  },
})
