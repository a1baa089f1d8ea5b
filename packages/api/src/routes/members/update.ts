import { updateRoute } from '../../http/entity-routes.ts'
import { members } from './resource.ts'

export const updateMember = updateRoute(members, { operationId: 'updateMember', command: 'member.update', bodyExample: { role: 'MANAGER' } })
