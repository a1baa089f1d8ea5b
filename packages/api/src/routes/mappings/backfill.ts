import { AppError } from '@orchestrator/domain'
import { changeBackfill, mappingHealth } from '@orchestrator/store'
import * as z from 'zod'
import type { Api } from '../../http/api.ts'
import { idParams } from '../../http/entity/index.ts'
import { read } from '../../http/read.ts'
import { defineRoute } from '../../http/route.ts'
import { connectorOf } from '../../integrations/connector-of.ts'
import { taskType } from '../../integrations/task-fields.ts'
import { requireConnection } from '../../integrations/with-session.ts'
import { requirePermission } from '../../middleware/authenticate.ts'
import { claimKey } from '../../writes/claim-key.ts'
import { MappingHealth } from './health-schema.ts'
import { requireMapping } from './require-mapping.ts'
import { mappings } from './resource.ts'

export const backfillMapping = defineRoute({
  method: 'post',
  path: `${mappings.path}/{id}/backfill`,
  operationId: 'backfillMapping',
  tag: mappings.tag,
  summary: 'Bring over what was there before it was mapped, hold that, or go on with it',
  description:
    'Needs the permission integration.manage. It gives way to what changes meanwhile; how far it is, the connection’s health says. Done, it can be started again: what is there already is not made again, nor is a task that was deleted here, unless `restore` says so.',
  access: 'write',
  params: idParams,
  body: z
    .strictObject({
      action: z.enum(['start', 'pause', 'resume']),
      restore: z.boolean().default(false).meta({
        description: 'to start: also things there whose tasks were deleted here, each as a new task',
      }),
    })
    .refine(({ action, restore }) => action === 'start' || !restore, { path: ['restore'], error: 'only to start' }),
  bodyExample: { action: 'start' },
  answer: { status: 202, description: 'How far it is', schema: MappingHealth },
  problems: [404, 409],
  async handle(call) {
    requirePermission(call.identity, 'integration.manage')
    const { api, c, workspaceId, params, body } = call
    await refuseSpoken(api, workspaceId, params.id)
    await claimKey(call)
    await changeBackfill(api.store, workspaceId, params.id, body.action, body)
    const health = await read(api, workspaceId, (tx) => mappingHealth(tx, workspaceId, params.id))
    if (!health) throw new AppError('not_found', `there is no mapping ${params.id}`)
    return c.json(health, 202)
  },
})

/** Of a service that is only spoken with there is nothing to bring over. @throws AppError `invalid_state` */
async function refuseSpoken(api: Api, workspaceId: string, mappingId: string): Promise<void> {
  const { connectionId } = await requireMapping(api, workspaceId, mappingId)
  const { provider } = await requireConnection(api, workspaceId, connectionId)
  if (Object.hasOwn(api.connectors, provider)) taskType(connectorOf(api, provider))
}
