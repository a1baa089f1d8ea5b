import { getRoute } from '../../http/entity-routes.ts'
import { members } from './resource.ts'

export const getMember = getRoute(members, { operationId: 'getMember' })
