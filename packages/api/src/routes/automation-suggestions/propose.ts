import { AppError, Patch, suggestionPatch } from '@orchestrator/domain'
import { patchOfSuggestion } from '@orchestrator/store'
import { idParams } from '../../http/entity/index.ts'
import { read } from '../../http/read.ts'
import { defineRoute } from '../../http/route.ts'
import { proposeMade } from '../patches/propose-made.ts'
import { InstallBody } from './accept.ts'
import { path, readSuggestion, requireSight, tag } from './resource.ts'

export const proposeSuggestion = defineRoute({
  method: 'post',
  path: `${path}/{id}/propose`,
  operationId: 'proposeAutomationSuggestion',
  tag,
  summary: 'Propose a suggested automation as a patch',
  description:
    'For whoever may not install it. Whoever accepts the patch installs it, with their rights; then it is not suggested any more. While it waits in one patch it is not proposed again.',
  access: 'write',
  params: idParams,
  body: InstallBody,
  bodyExample: { name: 'Triage bugs' },
  answer: { status: 201, description: 'The new patch', schema: Patch },
  problems: [404, 409],
  async handle(call) {
    const { api, workspaceId, params, body } = call
    requireSight(call)
    return proposeMade(call, async () => {
      const suggestion = await readSuggestion(call, params.id)
      const waiting = await read(api, workspaceId, (tx) => patchOfSuggestion(tx, workspaceId, params.id))
      if (waiting !== undefined)
        throw new AppError('already_exists', 'a patch that proposes it waits for a decision already', {
          details: { patchId: waiting },
        })
      return suggestionPatch(suggestion, body.name)
    })
  },
})
