import { Cycle, commandCatalogue } from '@orchestrator/domain'
import { idParams } from '../../http/entity/index.ts'
import { entityResponse } from '../../http/entity-response.ts'
import { defineRoute } from '../../http/route.ts'
import { entityAfter, runCommand } from '../../writes/run-command.ts'

const { data, summary } = commandCatalogue['cycle.complete']

export const completeCycle = defineRoute({
  method: 'post',
  path: '/v1/cycles/{id}/complete',
  operationId: 'completeCycle',
  tag: 'Cycles',
  summary,
  access: 'write',
  params: idParams,
  body: data.omit({ id: true }),
  bodyExample: { unfinished: 'next' },
  answer: { status: 200, description: 'The cycle after the change', schema: Cycle },
  problems: [404, 409],
  async handle(call) {
    const applied = await runCommand(call, 'cycle.complete', { ...call.body, id: call.params.id })
    return entityResponse(call.c, await entityAfter(call, applied))
  },
})
