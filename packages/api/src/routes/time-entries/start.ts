import { commandCatalogue, TimeEntry } from '@orchestrator/domain'
import { entityResponse } from '../../http/entity-response.ts'
import { defineRoute } from '../../http/route.ts'
import { entityAfter, runCommand } from '../../writes/run-command.ts'

const { data, summary } = commandCatalogue['time_entry.start']

export const startTimer = defineRoute({
  method: 'post',
  path: '/v1/time-entries/start',
  operationId: 'startTimer',
  tag: 'Time',
  summary,
  access: 'write',
  body: data,
  bodyExample: { taskId: '01a20526-d8e7-7b21-a5c6-3e9f1b2d5005' },
  answer: { status: 201, description: 'The running timer', schema: TimeEntry },
  problems: [404, 409],
  async handle(call) {
    const applied = await runCommand(call, 'time_entry.start', call.body)
    call.c.header('Location', `/v1/time-entries/${applied.result.id}`)
    return entityResponse(call.c, await entityAfter(call, applied), 201)
  },
})
