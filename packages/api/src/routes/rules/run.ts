import { AppError, commandCatalogue, type Rule, runIdOf } from '@orchestrator/domain'
import { getEntity } from '@orchestrator/store'
import * as z from 'zod'
import { idParams } from '../../http/entity/index.ts'
import { read } from '../../http/read.ts'
import { defineRoute } from '../../http/route.ts'
import { RequestedRun } from '../../schemas/run.ts'
import { answerRequestedRun } from '../../writes/answer-requested-run.ts'
import { runCommand } from '../../writes/run-command.ts'

const { data, summary } = commandCatalogue['rule.run']

export const runRule = defineRoute({
  method: 'post',
  path: '/v1/rules/{id}/run',
  operationId: 'runRule',
  tag: 'Rules',
  summary,
  access: 'write',
  params: idParams,
  body: data.omit({ id: true }),
  bodyExample: { input: { amount: 12 } },
  answer: { status: 202, description: 'The run was requested', schema: RequestedRun },
  problems: [404, 409],
  async handle(call) {
    const applied = await runCommand(call, 'rule.run', { ...call.body, id: call.params.id })
    return answerRequestedRun(call, applied, (event) => runIdOf(call.workspaceId, event.subject.id, event.id))
  },
})

export const Form = z
  .object({ input: z.record(z.string(), z.unknown()).nullable().meta({ description: 'JSON Schema; null: anything' }) })
  .meta({ id: 'ManualForm', description: 'What is asked of whoever starts it.' })

export const getRuleForm = defineRoute({
  method: 'get',
  path: '/v1/rules/{id}/form',
  operationId: 'getRuleForm',
  tag: 'Rules',
  summary: 'Get the form with which a rule is started by hand',
  access: 'read',
  params: idParams,
  answer: { status: 200, description: 'Its form', schema: Form },
  problems: [404],
  async handle({ api, c, workspaceId, params }) {
    const rule = (await read(api, workspaceId, (tx) => getEntity(tx, workspaceId, 'rule', params.id))) as
      | Rule
      | undefined
    if (!rule || typeof rule.when === 'string' || !('manual' in rule.when))
      throw new AppError('not_found', `there is no rule ${params.id} with a manual trigger`)
    return c.json({ input: rule.when.manual.input ?? null })
  },
})
