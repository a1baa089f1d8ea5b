import { commandCatalogue } from '@orchestrator/domain'
import { idParams } from '../../http/entity/index.ts'
import { entityResponse } from '../../http/entity-response.ts'
import { defineRoute } from '../../http/route.ts'
import { entityAfter, runCommand } from '../../writes/run-command.ts'
import { approvals } from './resource.ts'

const { data, summary } = commandCatalogue['approval.answer']

export const answerApproval = defineRoute({
  method: 'post',
  path: '/v1/approvals/{id}/answer',
  operationId: 'answerApproval',
  tag: approvals.tag,
  summary,
  description:
    'A second answer is a 409 `already_answered`, one after the end of the time a 409 `expired`, one of somebody who may not answer a 403.',
  access: 'write',
  params: idParams,
  body: data.omit({ id: true }),
  bodyExample: { answer: { approved: true, comment: 'Well done' } },
  answer: { status: 200, description: 'The approval after the answer', schema: approvals.schema },
  problems: [404, 409],
  async handle(call) {
    const applied = await runCommand(call, 'approval.answer', { ...call.body, id: call.params.id })
    return entityResponse(call.c, await entityAfter(call, applied))
  },
})
