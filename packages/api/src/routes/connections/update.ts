import { updateRoute } from '../../http/entity/index.ts'
import { connections } from './resource.ts'

export const updateConnection = updateRoute(connections, {
  operationId: 'updateConnection',
  command: 'connection.update',
  description: 'Needs the permission integration.manage.',
  bodyExample: { name: 'GitHub of the shop' },
})
