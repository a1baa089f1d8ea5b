import { commandCatalogue, SuggestionDismissal } from '@orchestrator/domain'
import { idParams } from '../../http/entity/index.ts'
import { defineRoute } from '../../http/route.ts'
import { entityAfter, runCommand } from '../../writes/run-command.ts'
import { path, readSuggestion, tag } from './resource.ts'

const { summary } = commandCatalogue['suggestion_dismissal.create']

export const dismissSuggestion = defineRoute({
  method: 'post',
  path: `${path}/{id}/dismiss`,
  operationId: 'dismissAutomationSuggestion',
  tag,
  summary,
  access: 'write',
  params: idParams,
  answer: { status: 200, description: 'That it is dismissed', schema: SuggestionDismissal },
  problems: [404],
  async handle(call) {
    const { id, kind, title } = await readSuggestion(call, call.params.id)
    const applied = await runCommand(call, 'suggestion_dismissal.create', { id, kind, title })
    return call.c.json(await entityAfter(call, applied))
  },
})
