import { AppError, commandCatalogue } from '@orchestrator/domain'
import { readRun } from '@orchestrator/store'
import { idParams } from '../../http/entity/index.ts'
import { defineRoute } from '../../http/route.ts'
import { Run } from '../../schemas/run.ts'
import { runCommand } from '../../writes/run-command.ts'
import { presentRun } from './present.ts'

export const cancelRun = defineRoute({
  method: 'post',
  path: '/v1/runs/{id}/cancel',
  operationId: 'cancelRun',
  tag: 'Runs',
  summary: commandCatalogue['run.cancel'].summary,
  description: 'It ends shortly after: look at its status.',
  access: 'write',
  params: idParams,
  answer: { status: 202, description: 'The run, with `cancelRequestedAt`', schema: Run },
  problems: [404, 409],
  async handle(call) {
    await runCommand(call, 'run.cancel', { id: call.params.id })
    const run = await readRun(call.api.store, call.workspaceId, call.params.id)
    if (!run) throw new AppError('not_found', `there is no run ${call.params.id}`)
    return call.c.json(presentRun(run, call.api.config), 202)
  },
})
