import { deleteRoute } from '../../http/entity/index.ts'
import { members } from './resource.ts'

export const removeMember = deleteRoute(members, { operationId: 'removeMember', command: 'member.remove' })
