import {
  AppError,
  baseOf,
  CalendarDate,
  checkDayRule,
  dateIn,
  Recurrence,
  seriesFields,
  type Task,
  upcoming,
  type Workspace,
} from '@orchestrator/domain'
import { getEntity } from '@orchestrator/store'
import * as z from 'zod'
import { read } from '../../http/read.ts'
import { defineRoute } from '../../http/route.ts'
import { requirePermission } from '../../middleware/authenticate.ts'
import { firstOf, Occurrences } from './occurrences.ts'
import { series } from './resource.ts'

const Body = z.strictObject({
  recurrence: Recurrence,
  startDate: CalendarDate.optional().meta({ description: 'by default today' }),
  endDate: seriesFields.endDate.default(null),
  count: seriesFields.count.default(null),
  timeZone: seriesFields.timeZone.optional(),
  time: seriesFields.time.default('00:00'),
  leadDays: seriesFields.leadDays.default(0),
})

export const previewRecurrence = defineRoute({
  method: 'post',
  path: '/v1/series/preview',
  operationId: 'previewRecurrence',
  tag: series.tag,
  summary: 'See the first ten days of a recurrence before there is a series; nothing is made',
  description: 'Needs the permission task.create.',
  access: 'write',
  body: Body,
  bodyExample: { recurrence: { rrule: 'FREQ=MONTHLY;BYDAY=-1FR' }, startDate: '2027-01-01' },
  answer: { status: 200, description: 'The occurrences', schema: Occurrences },
  problems: [404],
  async handle(call) {
    requirePermission(call.identity, 'task.create')
    const { api, c, workspaceId, body } = call
    const { onDate, rrule, afterCompletion } = body.recurrence
    if (rrule !== undefined) checkDayRule(rrule, 'recurrence.rrule')
    const [workspace, source] = await read(api, workspaceId, async (tx) => [
      (await getEntity(tx, workspaceId, 'workspace', workspaceId)) as unknown as Workspace,
      onDate ? ((await getEntity(tx, workspaceId, 'task', onDate.taskId)) as unknown as Task | undefined) : undefined,
    ])
    if (onDate && !source)
      throw new AppError('not_found', `there is no task ${onDate.taskId}`, {
        fields: [
          { path: 'recurrence.onDate.taskId', expected: 'the id of a task of this workspace', code: 'not_found' },
        ],
      })
    const timeZone = body.timeZone ?? workspace.timeZone
    const startDate = body.startDate ?? dateIn(timeZone, new Date().toISOString())
    const schedule = {
      ...body,
      timeZone,
      startDate,
      number: 0,
      lastDate: null,
      nextDate: afterCompletion ? startDate : null,
      exceptions: [],
    }
    return c.json(firstOf(upcoming(schedule, baseOf(body, source))))
  },
})
