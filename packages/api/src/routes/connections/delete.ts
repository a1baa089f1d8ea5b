import { deleteRoute } from '../../http/entity/index.ts'
import { connections } from './resource.ts'

export const deleteConnection = deleteRoute(connections, {
  operationId: 'deleteConnection',
  command: 'connection.delete',
  description: 'Needs the permission integration.manage.',
})
