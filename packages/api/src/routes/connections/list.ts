import { ConnectionStatus } from '@orchestrator/domain'
import * as z from 'zod'
import { byCreation, equals, listRoute } from '../../http/entity/index.ts'
import { connections } from './resource.ts'

export const listConnections = listRoute(connections, {
  operationId: 'listConnections',
  summary: 'List the services that are connected',
  filters: { provider: z.string().max(60).optional(), status: ConnectionStatus.optional() },
  sorts: byCreation,
  where: ({ provider, status }) => equals(['provider', provider, 'text'], ['status', status, 'text']),
})
