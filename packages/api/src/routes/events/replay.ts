import { AppError, explainStart, Id, requestedRunIdOf } from '@orchestrator/domain'
import { unmetInWords } from '@orchestrator/domain/conditions'
import { automationInForce, eventAt, listensTo } from '@orchestrator/store'
import * as z from 'zod'
import { hiddenTypesFor } from '../../events/visibility.ts'
import { read } from '../../http/read.ts'
import { defineRoute } from '../../http/route.ts'
import { RequestedRun } from '../../schemas/run.ts'
import { answerRequestedRun } from '../../writes/answer-requested-run.ts'
import { runCommand } from '../../writes/run-command.ts'
import { SeqOrId } from './filters.ts'

export const replayEvent = defineRoute({
  method: 'post',
  path: '/v1/events/{seq}/replay',
  operationId: 'replayEvent',
  tag: 'Events',
  summary: 'Start an automation on an event of the past',
  description:
    'As if the event came now: with the version in force now and the rights of its owner now. It has effects also when the event started it before; `GET /v1/events/{seq}/automations` says so.',
  access: 'write',
  params: z.strictObject({ seq: SeqOrId }),
  body: z.strictObject({
    automation: z.union([Id, z.string().min(1).max(80)]).meta({ description: 'a rule’s id, a playbook’s id or name' }),
    force: z.boolean().default(false).meta({ description: 'also when the event does not meet its condition' }),
  }),
  bodyExample: { automation: 'review-follow-up' },
  answer: { status: 202, description: 'The run was requested', schema: RequestedRun },
  problems: [404, 409],
  async handle(call) {
    const { api, workspaceId, params, body } = call
    const [event, definition] = await read(api, workspaceId, (tx) =>
      Promise.all([eventAt(tx, workspaceId, params.seq), automationInForce(tx, workspaceId, body.automation)]),
    )
    if (!event || hiddenTypesFor(call.identity).includes(event.type))
      throw new AppError('not_found', `there is no event ${params.seq}`)
    if (!definition) throw new AppError('not_found', `there is no rule or playbook ${body.automation}`)
    const triggers = explainStart(listensTo(definition), event)
    if (triggers.length === 0) throw new AppError('invalid_state', `it does not listen to ${event.type}`)
    if (!body.force && !triggers.some(({ matched }) => matched))
      throw new AppError(
        'invalid_state',
        `the event does not meet its condition: ${triggers.flatMap(({ parts }) => unmetInWords(parts)).join('; ')}`,
      )
    const { id } = definition.kind === 'rule' ? definition.rule : definition.playbook
    const applied = await runCommand(call, 'event.replay', {
      seq: event.seq,
      automation: { kind: definition.kind, id },
    })
    return answerRequestedRun(call, applied, (request) => requestedRunIdOf(request.id))
  },
})
