import { commandCatalogue, Workspace } from '@orchestrator/domain'
import { entityResponse } from '../../http/entity-response.ts'
import { baseVersionOf } from '../../http/if-match.ts'
import { defineRoute } from '../../http/route.ts'
import { entityAfter, runCommand } from '../../writes/run-command.ts'

const { data, summary } = commandCatalogue['workspace.update']

export const updateWorkspace = defineRoute({
  method: 'patch',
  path: '/v1/workspace',
  operationId: 'updateWorkspace',
  tag: 'Workspace',
  summary,
  access: 'write',
  body: data.omit({ id: true }),
  bodyExample: { timeZone: 'Europe/Berlin' },
  conditional: true,
  answer: { status: 200, description: 'The workspace after the change', schema: Workspace },
  problems: [409],
  async handle(call) {
    const input = { ...call.body, id: call.workspaceId, baseVersion: baseVersionOf(call.c, call.body.baseVersion) }
    return entityResponse(call.c, await entityAfter(call, await runCommand(call, 'workspace.update', input)))
  },
})
