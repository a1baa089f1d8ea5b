import { AutomationSuggestion } from '@orchestrator/domain'
import { idParams } from '../../http/entity/index.ts'
import { defineRoute } from '../../http/route.ts'
import { path, readSuggestion, requireSight, tag } from './resource.ts'

export const getSuggestion = defineRoute({
  method: 'get',
  path: `${path}/{id}`,
  operationId: 'getAutomationSuggestion',
  tag,
  summary: 'Read a suggested automation as it was found last',
  access: 'read',
  params: idParams,
  answer: { status: 200, description: 'The suggestion', schema: AutomationSuggestion },
  problems: [404],
  async handle(call) {
    requireSight(call)
    return call.c.json(await readSuggestion(call, call.params.id))
  },
})
