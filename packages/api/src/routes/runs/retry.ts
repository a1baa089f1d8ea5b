import { commandCatalogue, requestedRunIdOf } from '@orchestrator/domain'
import { idParams } from '../../http/entity/index.ts'
import { defineRoute } from '../../http/route.ts'
import { RequestedRun } from '../../schemas/run.ts'
import { answerRequestedRun } from '../../writes/answer-requested-run.ts'
import { runCommand } from '../../writes/run-command.ts'

const { data, summary } = commandCatalogue['run.retry']

export const retryRun = defineRoute({
  method: 'post',
  path: '/v1/runs/{id}/retry',
  operationId: 'retryRun',
  tag: 'Runs',
  summary,
  description:
    'A new run for the same event, with `retryOf`. Steps that the first run has completed (before `fromStep`, if given) give what they gave then: they have no second effect. If the code would do something else at such a step, the run fails with `step_changed` before it does anything. What the run reads, it reads anew. The actions of a rule without a wait run as a whole.',
  access: 'write',
  params: idParams,
  body: data.omit({ id: true }),
  bodyExample: {},
  answer: { status: 202, description: 'The run was requested', schema: RequestedRun },
  problems: [404, 409],
  async handle(call) {
    const applied = await runCommand(call, 'run.retry', { ...call.body, id: call.params.id })
    return answerRequestedRun(call, applied, (event) => requestedRunIdOf(event.id))
  },
})
