import { AppError, checkTimes, nextOccurrences, parse, type Schedule, ScheduleSpec } from '@orchestrator/domain'
import { getEntity } from '@orchestrator/store'
import * as z from 'zod'
import { idParams } from '../../http/entity/index.ts'
import { read } from '../../http/read.ts'
import { defineRoute } from '../../http/route.ts'

const Count = z.coerce.number().int().min(1).max(100).default(10)
const Preview = z
  .object({ timeZone: z.string(), times: z.array(z.iso.datetime()) })
  .meta({ id: 'SchedulePreview', description: 'The next times, by the very function that fires.' })

const preview = (spec: ScheduleSpec, timeZone: string, count: number) => ({
  timeZone,
  times: nextOccurrences(spec, timeZone, Date.now(), count).map((at) => new Date(at).toISOString()),
})

export const previewSchedule = defineRoute({
  method: 'get',
  path: '/v1/schedules/{id}/preview',
  operationId: 'previewSchedule',
  tag: 'Schedules',
  summary: 'Show the next times of a schedule, also of one that is paused',
  access: 'read',
  params: idParams,
  query: z.strictObject({ count: Count }),
  answer: { status: 200, description: 'Its next times', schema: Preview },
  problems: [404],
  async handle({ api, c, workspaceId, params, query }) {
    const found = await read(api, workspaceId, (tx) => getEntity(tx, workspaceId, 'schedule', params.id))
    if (!found) throw new AppError('not_found', `there is no schedule ${params.id}`)
    const { spec, timeZone } = found as unknown as Schedule
    return c.json(preview(spec, timeZone, query.count))
  },
})

export const previewTimes = defineRoute({
  method: 'post',
  path: '/v1/schedules/preview',
  operationId: 'previewTimes',
  tag: 'Schedules',
  summary: 'Show the next times of a schedule that is not saved',
  description: 'Changes nothing. A schedule that is not right is refused as it is when it is saved.',
  access: 'read',
  query: z.strictObject({ count: Count }),
  body: z.strictObject({ schedule: z.unknown() }),
  bodyExample: { schedule: { cron: '0 9 * * MON-FRI', timeZone: 'Europe/Berlin' } },
  answer: { status: 200, description: 'Its next times', schema: Preview },
  async handle({ api, c, workspaceId, body, query }) {
    const spec = parse(ScheduleSpec, body.schedule, 'the schedule', ['schedule'])
    const workspace = await read(api, workspaceId, (tx) => getEntity(tx, workspaceId, 'workspace', workspaceId))
    const timeZone = spec.timeZone ?? String((workspace as { timeZone?: string } | null)?.timeZone ?? 'UTC')
    checkTimes(spec, timeZone, 'schedule')
    return c.json(preview(spec, timeZone, query.count))
  },
})
