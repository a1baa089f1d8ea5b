import { commandCatalogue } from '@orchestrator/domain'
import { idParams } from '../../http/entity/index.ts'
import { defineRoute } from '../../http/route.ts'
import { endSubscriptions } from '../../integrations/end-subscriptions.ts'
import { requirePermission } from '../../middleware/authenticate.ts'
import { claimKey } from '../../writes/claim-key.ts'
import { runCommand } from '../../writes/run-command.ts'
import { requireMapping } from './require-mapping.ts'
import { mappings } from './resource.ts'

export const deleteMapping = defineRoute({
  method: 'delete',
  path: `${mappings.path}/{id}`,
  operationId: 'deleteMapping',
  tag: mappings.tag,
  summary: commandCatalogue['mapping.delete'].summary,
  description: 'Needs the permission integration.manage.',
  access: 'write',
  params: idParams,
  answer: { status: 204, description: 'Done' },
  problems: [404, 409],
  async handle(call) {
    requirePermission(call.identity, 'integration.manage')
    const { api, c, workspaceId, params } = call
    const { id } = params
    await claimKey(call)
    const { connectionId } = await requireMapping(api, workspaceId, id)
    await endSubscriptions(api, c.get('logger'), workspaceId, { connectionId, mappingId: id })
    await runCommand(call, 'mapping.delete', { id })
    return c.body(null, 204)
  },
})
