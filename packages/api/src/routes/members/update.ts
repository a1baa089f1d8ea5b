import { updateRoute } from '../../http/entity/index.ts'
import { members } from './resource.ts'

export const updateMember = updateRoute(members, {
  operationId: 'updateMember',
  command: 'member.update',
  bodyExample: { role: 'MANAGER' },
})
