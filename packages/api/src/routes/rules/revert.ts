import { AppError, commandCatalogue, Rule } from '@orchestrator/domain'
import { readRuleVersions } from '@orchestrator/store'
import * as z from 'zod'
import { idParams } from '../../http/entity/index.ts'
import { entityResponse } from '../../http/entity-response.ts'
import { read } from '../../http/read.ts'
import { defineRoute } from '../../http/route.ts'
import { entityAfter, runCommand } from '../../writes/run-command.ts'
import { readRule, rules } from './resource.ts'

/** All that an update can change, but whether it is switched on. */
const restored = Object.keys(commandCatalogue['rule.update'].data.shape).filter(
  (field) => !['id', 'baseVersion', 'enabled'].includes(field),
)

export const revertRule = defineRoute({
  method: 'post',
  path: '/v1/rules/{id}/revert',
  operationId: 'revertRule',
  tag: rules.tag,
  summary: 'Make a rule what it was in an earlier version; that is a new version, and it stays switched on or off',
  access: 'write',
  params: idParams,
  body: z.strictObject({ version: z.int().positive() }),
  bodyExample: { version: 1 },
  answer: { status: 200, description: 'The rule after the change', schema: Rule },
  problems: [404, 409],
  async handle(call) {
    const { api, workspaceId, params, body } = call
    await readRule(call, params.id)
    const [before] = await read(api, workspaceId, (tx) => readRuleVersions(tx, workspaceId, params.id, 1, body.version))
    if (!before)
      throw new AppError('not_found', `the rule has no version ${body.version}`, {
        fields: [{ path: 'version', expected: 'one of its versions', code: 'not_found' }],
      })
    const fields = Object.fromEntries(Object.entries(before.rule).filter(([field]) => restored.includes(field)))
    const applied = await runCommand(call, 'rule.update', { id: params.id, ...fields })
    return entityResponse(call.c, await entityAfter(call, applied))
  },
})
