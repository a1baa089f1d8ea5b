import { commandCatalogue, Mapping } from '@orchestrator/domain'
import { idParams } from '../../http/entity/index.ts'
import { entityResponse } from '../../http/entity-response.ts'
import { baseVersionOf } from '../../http/if-match.ts'
import { defineRoute } from '../../http/route.ts'
import { checkInward, saysInward } from '../../integrations/check-inward.ts'
import { ownFieldsOf, withEqualNames } from '../../integrations/own-fields.ts'
import { checkTheirs, theirFields } from '../../integrations/task-fields.ts'
import { withSession } from '../../integrations/with-session.ts'
import { requirePermission } from '../../middleware/authenticate.ts'
import { entityAfter, runCommand } from '../../writes/run-command.ts'
import { requireMapping } from './require-mapping.ts'
import { mappings } from './resource.ts'

const { data, summary } = commandCatalogue['mapping.update']

export const updateMapping = defineRoute({
  method: 'patch',
  path: `${mappings.path}/{id}`,
  operationId: 'updateMapping',
  tag: mappings.tag,
  summary,
  description:
    'Needs the permission integration.manage, and in the project those to create, edit, assign and complete tasks. Fields that are given replace all that were mapped; whether they are there, the service is asked.',
  access: 'write',
  params: idParams,
  body: data.omit({ id: true }),
  bodyExample: { filter: '"website" in task.tags', direction: 'in' },
  conditional: true,
  answer: { status: 200, description: 'The mapping after the change', schema: Mapping },
  problems: [404, 409, 502],
  async handle(call) {
    const { api, c, workspaceId, params, body, identity } = call
    const given = body.fields
    let fields = given
    if (given || saysInward(body)) {
      requirePermission(identity, 'integration.manage')
      const { connectionId, containerId, projectId } = await requireMapping(api, workspaceId, params.id)
      const own = await ownFieldsOf(api, workspaceId, projectId)
      fields = await withSession(api, workspaceId, connectionId, async ({ connector, session }) => {
        await checkInward({ connector, session }, containerId, body)
        if (given === undefined) return undefined
        const theirs = await theirFields(connector, session, containerId)
        checkTheirs(given, theirs, own)
        return withEqualNames(given, theirs, own)
      })
    }
    const baseVersion = baseVersionOf(c, body.baseVersion)
    const input = {
      ...body,
      ...(fields && { fields }),
      ...(baseVersion !== undefined && { baseVersion }),
      id: params.id,
    }
    return entityResponse(c, await entityAfter(call, await runCommand(call, 'mapping.update', input)))
  },
})
