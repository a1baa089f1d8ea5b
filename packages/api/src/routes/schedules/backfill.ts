import { commandCatalogue, Schedule } from '@orchestrator/domain'
import { idParams } from '../../http/entity/index.ts'
import { entityResponse } from '../../http/entity-response.ts'
import { defineRoute } from '../../http/route.ts'
import { entityAfter, runCommand } from '../../writes/run-command.ts'

const { data, summary } = commandCatalogue['schedule.backfill']

export const backfillSchedule = defineRoute({
  method: 'post',
  path: '/v1/schedules/{id}/backfill',
  operationId: 'backfillSchedule',
  tag: 'Schedules',
  summary,
  access: 'write',
  params: idParams,
  body: data.omit({ id: true }),
  bodyExample: { from: '2026-03-01T00:00:00Z', to: '2026-03-05T00:00:00Z' },
  answer: { status: 200, description: 'The schedule', schema: Schedule },
  problems: [404],
  async handle(call) {
    const applied = await runCommand(call, 'schedule.backfill', { ...call.body, id: call.params.id })
    return entityResponse(call.c, await entityAfter(call, applied))
  },
})
